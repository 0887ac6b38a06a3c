import type { Executor, StageRequest, StageSession } from "../../ports/executor.ts";
import { createDummySession } from "./dummy-session.ts";

export interface DummyExecutorOptions {
  /** What it refuses; nothing unless said. */
  readonly refuse?: (request: StageRequest) => readonly string[];
}

export interface DummyExecutor extends Executor {
  /** Sessions that have not been closed. */
  readonly openSessions: number;
}

/**
 * Runs stages without any process: scripts are lines of a small vocabulary (see `parseDummyScript`), so that
 * the whole engine can be tested, thousands of stages at a time, by the definition alone.
 * It uses no timer unless a script sleeps, and no file unless a script appends to one.
 */
export function createDummyExecutor(options: DummyExecutorOptions = {}): DummyExecutor {
  const sessions = new Set<StageSession>();

  return {
    kind: "dummy",
    get openSessions() {
      return sessions.size;
    },
    refuse: (request) => options.refuse?.(request) ?? [],
    async open(request) {
      const session: StageSession = createDummySession(request, () => sessions.delete(session));
      sessions.add(session);
      return session;
    },
    async reap() {
      return 0;
    },
    async close() {
      await Promise.all([...sessions].map((session) => session.close()));
    },
  };
}
