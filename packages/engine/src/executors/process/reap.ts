import type { ControlGroups } from "./control-groups.ts";
import { endProcesses } from "./end-processes.ts";
import { isLeftoverOf } from "./mark.ts";
import type { ProcessFinder, ProcessReference } from "./process-finder.ts";
import type { ProcessScanner } from "./process-scanner.ts";
import { ownLine } from "./process-table.ts";

/** Milliseconds between SIGTERM and SIGKILL for what a dead run left alive. */
const reapingGrace = 2_000;

export interface ReapNeeds {
  readonly executionId: string;
  /** Of the executor that reaps: what it has started itself for this execution is not left over. */
  readonly nonce: string;
  readonly groups: ControlGroups;
  readonly scanner: ProcessScanner;
  /** Of a user that only stages have and none has now: what of theirs bears no mark has thrown it away. */
  isStray(user: number): boolean;
}

/**
 * Ends the processes of an execution whose owner is dead, by its control groups and by its mark,
 * and removes the groups. Returns how many there were.
 *
 * This process and those above it are spared even if they bear the mark: a stage of that very
 * execution may be the one that resumes it.
 */
export async function reap(needs: ReapNeeds): Promise<number> {
  const { executionId, nonce, scanner } = needs;
  const groups = needs.groups.leftovers(executionId, nonce);

  const finder: ProcessFinder = {
    async find() {
      const entries = await scanner.scan();
      const spared = ownLine(entries);
      const found = new Map<number, ProcessReference>();
      for (const group of groups) for (const member of await group.find()) found.set(member.pid, member);
      for (const entry of entries) {
        const isStray = entry.tokens.length === 0 && needs.isStray(entry.user);
        if (isStray || entry.tokens.some((token) => isLeftoverOf(token, executionId, nonce)))
          found.set(entry.pid, entry);
      }
      return [...found.values()].filter(({ pid }) => !spared.has(pid));
    },
  };
  const ended = await endProcesses(finder, { gracePeriod: reapingGrace });
  await Promise.all(groups.map((group) => group.remove()));
  return ended;
}
