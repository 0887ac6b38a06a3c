import type { ProcessReference } from "./process-finder.ts";
import { referenceTo } from "./process-table.ts";
import type { StageGroup } from "./stage-group.ts";
import type { StageProcesses } from "./stage-processes.ts";

/** Finds a stage's processes by its control group: nothing leaves it by forking, `setsid` or an empty environment. */
export function createGroupedProcesses(group: StageGroup): StageProcesses {
  /** Shells join the group themselves, a moment after their start. */
  const shells = new Set<number>();

  async function find(): Promise<readonly ProcessReference[]> {
    const found = [...(await group.find())];
    for (const pid of shells) {
      const shell = found.some((process) => process.pid === pid) ? null : referenceTo(pid);
      if (shell !== null) found.push(shell);
    }
    return found;
  }

  return {
    find,
    killAll: () => group.killAll(),
    shellStarted: (pid) => void shells.add(pid),
    shellExited: (pid) => void shells.delete(pid),
  };
}
