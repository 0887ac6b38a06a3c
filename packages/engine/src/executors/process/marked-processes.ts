import type { ProcessScanner } from "./process-scanner.ts";
import { hasProcesses, lastPid, listProcesses, type ProcessEntry, referenceTo } from "./process-table.ts";
import type { StageProcesses } from "./stage-processes.ts";

/**
 * Milliseconds for which the ids given since the stage's first shell tell which processes can be its own:
 * too short for them to run out and start again. A full look costs some 10 ms, most of a short stage.
 */
const youth = 1_000;

/**
 * Finds a stage's processes by its mark and by the sessions and groups that its shells lead: where
 * there is no control group. What leaves its session with an emptied environment is not found.
 */
export function createMarkedProcesses(token: string, scanner: ProcessScanner): StageProcesses {
  const running = new Set<number>();
  /** Sessions whose shell has exited and in which others may live on. */
  const orphaned = new Set<number>();
  /** All that the stage starts comes from it. */
  let firstShell: { readonly pid: number; readonly startedAt: number } | null = null;

  function candidates(): Promise<readonly ProcessEntry[]> {
    const isYoung = firstShell !== null && performance.now() - firstShell.startedAt <= youth;
    const upTo = isYoung ? lastPid() : null;
    return firstShell === null || upTo === null
      ? scanner.scan()
      : listProcesses({ range: { after: firstShell.pid - 1, upTo } });
  }

  return {
    shellStarted(pid) {
      firstShell ??= { pid, startedAt: performance.now() };
      running.add(pid);
    },
    shellExited(pid) {
      running.delete(pid);
      orphaned.add(pid);
    },
    async find() {
      const entries = await candidates();
      // An id is not given again while a session or group bears it: if a process has it, ours is gone.
      for (const id of orphaned) if (referenceTo(id) !== null) orphaned.delete(id);
      const isOurs = (id: number): boolean => running.has(id) || orphaned.has(id);
      // Each of many stages looks through the processes of all.
      const found = entries.filter(
        ({ pid, tokens, session, processGroup }) =>
          pid !== process.pid && (isOurs(session) || isOurs(processGroup) || tokens.includes(token)),
      );
      const inUse = new Set(found.flatMap(({ session, processGroup }) => [session, processGroup]));
      for (const id of orphaned) if (!inUse.has(id) && !hasProcesses(id)) orphaned.delete(id);
      return found;
    },
  };
}
