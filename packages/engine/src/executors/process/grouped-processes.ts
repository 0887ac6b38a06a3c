import type { ProcessReference } from "./process-finder.ts";
import { hasProcesses, referenceTo } from "./process-table.ts";
import type { StageGroup } from "./stage-group.ts";
import type { StageProcesses } from "./stage-processes.ts";

/** Milliseconds from which on a look at every process, some 10 ms, is no longer most of what a stage takes. */
const youth = 1_000;

/**
 * Finds a stage's processes by its control group: nothing leaves it by forking, `setsid` or an empty environment.
 * What moves itself to another group, as programs do that a desktop starts in a scope of their own, is found by its
 * session or its mark: in a stage that is over within a second, by the process group of its shell alone.
 */
export function createGroupedProcesses(group: StageGroup, marked: StageProcesses): StageProcesses {
  /** Shells join the group themselves, a moment after their start. */
  const shells = new Set<number>();
  /** Led by its shells. Those that an exited one has left empty are not looked at again. */
  const processGroups = new Set<number>();
  const bornAt = performance.now();

  async function find(): Promise<readonly ProcessReference[]> {
    const found = new Map<number, ProcessReference>();
    for (const process of await group.find()) found.set(process.pid, process);
    for (const pid of shells) {
      const shell = found.has(pid) ? null : referenceTo(pid);
      if (shell !== null) found.set(pid, shell);
    }
    const everywhere = performance.now() - bornAt > youth || [...processGroups].some(hasProcesses);
    if (everywhere) for (const process of await marked.find()) found.set(process.pid, process);
    return [...found.values()];
  }

  return {
    find,
    killAll: () => group.killAll(),
    shellStarted(pid) {
      shells.add(pid);
      processGroups.add(pid);
      marked.shellStarted(pid);
    },
    shellExited(pid, alone) {
      shells.delete(pid);
      if (alone) processGroups.delete(pid);
      marked.shellExited(pid, alone);
    },
  };
}
