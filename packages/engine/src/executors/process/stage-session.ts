import { existsSync, lchownSync, statSync } from "node:fs";
import { HeadraceError } from "@headrace/pipeline";
import type { StageSession, StepExit, StepRequest } from "../../ports/executor.ts";
import type { Identity } from "../../programs/launch-program.ts";
import type { Launcher } from "../../programs/launcher.ts";
import { commandLine, joinFailed, joinFailedFile, withoutNewPrivileges } from "./command-line.ts";
import { endProcesses } from "./end-processes.ts";
import { own } from "./hand-over.ts";
import { markVariable } from "./mark.ts";
import type { OutputPipes } from "./output-pipes.ts";
import type { PrivateDirectory } from "./private-directory.ts";
import { findShell } from "./shells.ts";
import type { StageGroup } from "./stage-group.ts";
import type { StageProcesses } from "./stage-processes.ts";
import { readStepOutput, type StepOutput } from "./step-output.ts";
import { startStepProcess } from "./step-process.ts";

/** Milliseconds between SIGTERM and SIGKILL for what a stage left running at its end. */
const closingGrace = 500;

export interface StageSessionNeeds {
  /** The value of the mark variable. */
  readonly mark: string;
  readonly directory: PrivateDirectory;
  readonly launcher: Launcher;
  readonly pipes: OutputPipes;
  readonly processes: StageProcesses;
  readonly group: StageGroup | null;
  /** Milliseconds; see `StepOutput.drain`. */
  readonly outputPatience: number;
  /** As whom its programs run; as this process unless said. */
  readonly as?: { readonly identity: Identity; readonly temporaryDirectory: string };
}

export function createStageSession(needs: StageSessionNeeds): StageSession {
  const { directory, processes, group, as } = needs;
  const scriptPaths: string[] = [];
  /** Held open by background processes of earlier steps. */
  let lingering: StepOutput[] = [];
  let outOfMemoryKills = 0;
  let busy = false;
  let closing: Promise<void> | null = null;

  async function run(step: StepRequest): Promise<StepExit> {
    if (step.stop.aborted || step.kill.aborted) return { exitCode: null, outOfMemory: false };
    const shell = findShell(step);
    if (shell === null) return neverRan(`shell "${step.shell}" was not found`);
    if (statSync(step.workingDirectory, { throwIfNoEntry: false })?.isDirectory() !== true) {
      return neverRan(`working directory "${step.workingDirectory}" does not exist`);
    }

    const script = directory.write(step.script, shell.extension);
    scriptPaths.push(script);
    if (as !== undefined) lchownSync(script, as.identity.uid, as.identity.gid);
    const { directories: groups = [], joinFiles = [] } = group ?? {};
    const { environment } = step;
    const waits = as !== undefined && groups.length > 0;
    const command = commandLine(shell, script, { joinFiles, environment, waits });
    const start = await startStepProcess(
      {
        ...(as === undefined ? command : withoutNewPrivileges(command)),
        standardInput: shell.passing === "stdin" ? script : null,
        workingDirectory: step.workingDirectory,
        environment: {
          ...(as === undefined ? {} : { TMPDIR: as.temporaryDirectory }),
          ...environment,
          [markVariable]: needs.mark,
        },
        ...(as === undefined ? {} : { as: as.identity, groups }),
      },
      needs,
    );
    if (start.kind === "notStarted") return neverRan(start.why);

    const { pid, exit, stdout, stderr } = start.process;
    processes.shellStarted(pid);
    const output = readStepOutput({ stdout, stderr }, step.output);
    for (const earlier of lingering) earlier.redirect(step.output);

    const stopping = endWhenStopped(step);
    try {
      const { exitCode, signal, groupIsEmpty = false } = await exit;
      processes.shellExited(pid, groupIsEmpty);
      await output.drain(needs.outputPatience, step.stop);
      await stopping.ended();
      if (exitCode === joinFailed && existsSync(joinFailedFile(script))) {
        // The next script of this path has not said so.
        directory.remove(joinFailedFile(script));
        throw new HeadraceError("infrastructure", `step "${step.name}" could not join its control group`, {
          mend: "see its output for the reason; the group may have been removed from outside",
        });
      }
      return { exitCode, outOfMemory: ranOutOfMemory(), ...(signal === null ? {} : { signal }) };
    } finally {
      stopping.release();
      lingering = [...lingering, output].filter((each) => !each.closed);
      for (const each of lingering) each.redirect(null);
    }
  }

  /** Ends everything the stage started once the step's signals ask for it. */
  function endWhenStopped(step: StepRequest): { ended(): Promise<void>; release(): void } {
    let ending: Promise<unknown> | null = null;
    const begin = (): void => {
      ending ??= endProcesses(processes, {
        gracePeriod: step.kill.aborted ? 0 : step.gracePeriod,
        hurry: step.kill,
      });
      // Its failure is told by `ended`; until then it is not an unhandled one.
      ending.catch(() => undefined);
    };
    step.stop.addEventListener("abort", begin, { once: true });
    step.kill.addEventListener("abort", begin, { once: true });
    // Stopped while the process was being started.
    if (step.stop.aborted || step.kill.aborted) begin();
    return {
      async ended() {
        await ending;
      },
      release() {
        step.stop.removeEventListener("abort", begin);
        step.kill.removeEventListener("abort", begin);
      },
    };
  }

  /** Whether the kernel has ended a process of the stage for want of memory since this was last asked. */
  function ranOutOfMemory(): boolean {
    const before = outOfMemoryKills;
    outOfMemoryKills = group?.limitsMemory === true ? group.outOfMemoryKills() : 0;
    return outOfMemoryKills > before;
  }

  async function end(): Promise<void> {
    try {
      // It cannot be removed while anybody is in it. Most stages leave nobody, who then need not be looked for.
      group?.removeNow();
      await endProcesses(processes, { gracePeriod: closingGrace });
      await group?.remove();
    } finally {
      for (const output of lingering) output.destroy();
      lingering = [];
      for (const path of scriptPaths) directory.remove(path);
    }
  }

  return {
    ...(as === undefined ? {} : { own: (path: string) => own(path, as.identity) }),
    async run(step) {
      if (closing !== null) throw new HeadraceError("internal", `step "${step.name}" was run in a closed session`);
      if (busy) throw new HeadraceError("internal", `step "${step.name}" was run while another one runs`);
      busy = true;
      try {
        return await run(step);
      } finally {
        busy = false;
      }
    },
    ...(group === null ? {} : { used: () => group.used() }),
    close() {
      closing ??= end();
      return closing;
    },
  };
}

function neverRan(notStarted: string): StepExit {
  return { exitCode: null, outOfMemory: false, notStarted };
}
