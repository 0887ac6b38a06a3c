import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { Executor, StageSession } from "../../ports/executor.ts";
import { markValue, markVariable } from "./mark.ts";
import { createMarkedProcesses, createProcessScanner } from "./process-finder.ts";
import { createScriptFiles } from "./script-files.ts";
import { createStageSession } from "./stage-session.ts";

export interface ProcessExecutorOptions {
  /** Where the private directory for scripts is made; the system's temporary directory unless said. */
  readonly temporaryDirectory?: string;
}

/** Runs stages as child processes of this one. */
export function createProcessExecutor(options: ProcessExecutorOptions = {}): Executor {
  const nonce = randomBytes(6).toString("hex");
  const scanner = createProcessScanner();
  const scripts = createScriptFiles(options.temporaryDirectory ?? tmpdir());
  const sessions = new Set<StageSession>();
  let opened = 0;

  return {
    kind: "process",
    refuse(request) {
      return request.memory === undefined ? [] : ["a memory limit needs a control group"];
    },
    async open(request) {
      const mark = { executionId: request.executionId, nonce, session: ++opened };
      const inner = createStageSession({
        mark: markValue(mark, process.env[markVariable]),
        scripts,
        processes: createMarkedProcesses(markValue(mark, undefined), scanner),
      });
      const session: StageSession = {
        run: inner.run,
        async close() {
          await inner.close();
          sessions.delete(session);
        },
      };
      sessions.add(session);
      return session;
    },
    async reap() {
      return 0;
    },
    async close() {
      await Promise.all([...sessions].map((session) => session.close()));
      scripts.close();
    },
  };
}
