import { setTimeout as sleep } from "node:timers/promises";
import { listProcesses, ofThisUser, type ProcessEntry } from "./process-table.ts";

/** Gives everybody who asks a list made after they asked; those who ask at the same time share one. */
export interface ProcessScanner {
  scan(): Promise<readonly ProcessEntry[]>;
}

/**
 * A list of a thousand processes takes long: while many stages end, more of them share one, and making lists takes no more
 * than a quarter of the time.
 */
const restsFor = 3;
/** Milliseconds at most from one list to the next. */
const longestRest = 200;

/** @param of whose processes, by user id; this user's unless said. */
export function createProcessScanner(of: (user: number) => boolean = ofThisUser): ProcessScanner {
  let running: Promise<readonly ProcessEntry[]> | null = null;
  let next: Promise<readonly ProcessEntry[]> | null = null;
  let restedAt = 0;

  function start(): Promise<readonly ProcessEntry[]> {
    const began = performance.now();
    const scan = listProcesses({ of }).finally(() => {
      if (running === scan) running = null;
      const ended = performance.now();
      restedAt = ended + Math.min(restsFor * (ended - began), longestRest);
    });
    running = scan;
    return scan;
  }

  async function rest(): Promise<void> {
    await running?.catch(() => undefined);
    const left = restedAt - performance.now();
    if (left > 0) await sleep(left);
  }

  return {
    scan() {
      if (running === null && next === null && performance.now() >= restedAt) return start();
      next ??= rest().then(() => {
        next = null;
        return start();
      });
      return next;
    },
  };
}
