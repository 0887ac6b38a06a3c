import { setTimeout as sleep } from "node:timers/promises";
import { listProcesses, ofThisUser, type ProcessEntry } from "./process-table.ts";

/** Gives everybody who asks a list made after they asked; those who ask at the same time share one. */
export interface ProcessScanner {
  scan(): Promise<readonly ProcessEntry[]>;
}

/**
 * A list of a thousand processes takes long: while many stages end, more of them share one, and making lists takes no more
 * than a sixteenth of the time.
 */
const restsFor = 15;
/** Milliseconds at most from one list to the next. */
const longestRest = 200;

export interface ProcessScannerOptions {
  /** Whose processes, by user id; this user's unless said. */
  readonly of?: (user: number) => boolean;
  /** Whether a token of a mark is of those that are looked for; none unless said. Who had one is not asked for its mark again. */
  readonly isOwn?: (token: string) => boolean;
  /** The ids of which a list is to be made: not of those that are found otherwise. Null, or none said: of all. */
  readonly among?: () => readonly number[] | null;
}

export function createProcessScanner({
  of = ofThisUser,
  isOwn = () => false,
  among = () => null,
}: ProcessScannerOptions = {}): ProcessScanner {
  let running: Promise<readonly ProcessEntry[]> | null = null;
  let next: Promise<readonly ProcessEntry[]> | null = null;
  let restedAt = 0;
  /** Whose mark is known from the last list, by id. */
  let known: ReadonlyMap<number, ProcessEntry> = new Map();

  async function list(): Promise<readonly ProcessEntry[]> {
    const ids = among();
    const entries = await listProcesses({ of, known, ...(ids === null ? {} : { among: ids }) });
    known = new Map(entries.filter(({ tokens }) => tokens.some(isOwn)).map((entry) => [entry.pid, entry]));
    return entries;
  }

  function start(): Promise<readonly ProcessEntry[]> {
    const began = performance.now();
    const scan = list().finally(() => {
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
