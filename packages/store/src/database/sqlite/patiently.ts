import { setTimeout as sleep } from "node:timers/promises";
import { environmentError } from "@headrace/engine";

/** Milliseconds to wait for another process's write unless said. Its transactions are short; a backup may take seconds. */
export const usualPatience = 10_000;

/** Milliseconds of that in which this thread itself waits, and others for it. */
export const heldWait = 25;

const shortestPause = 5;
const longestPause = 50;

export interface PatientlyOptions {
  /** Milliseconds. */
  readonly patience: number;
  /** Sleeps unless said. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Does work that has done nothing when it throws, again and again while another process holds the database. The first
 * time it begins at once.
 */
export async function patiently<Result>(
  work: () => Result | Promise<Result>,
  { patience, pause = sleep }: PatientlyOptions,
): Promise<Result> {
  const deadline = performance.now() + patience;
  for (let next = shortestPause; ; next = Math.min(2 * next, longestPause)) {
    try {
      return await work();
    } catch (cause) {
      if (environmentError(cause, "").code !== "database-busy" || performance.now() > deadline) throw cause;
    }
    await pause(next);
  }
}
