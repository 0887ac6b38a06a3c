import type { ForgeClock } from "../../src/index.ts";

export interface LeapingClock extends ForgeClock {
  /** What was slept, in order. */
  readonly slept: number[];
  pass(milliseconds: number): void;
}

/** A clock that goes only when somebody sleeps, and then at once. */
export function leapingClock(): LeapingClock {
  let now = Date.UTC(2026, 0, 1);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
    },
    pass(milliseconds) {
      now += milliseconds;
    },
  };
}
