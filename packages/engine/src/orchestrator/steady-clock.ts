import type { Clock } from "../ports/index.ts";

export interface TimeSources {
  /** Epoch milliseconds; may be set, by a person or by the network's time. */
  wall(): number;
  /** Milliseconds from any beginning; only ever goes on. */
  elapsed(): number;
}

const system: TimeSources = { wall: () => Date.now(), elapsed: () => performance.now() };

/**
 * The time of day, except that it never goes back: when the machine's clock is set back, this one goes on as if it had
 * not been. A retry that waits for a time would otherwise wait as much longer, and what has ended would have taken less
 * than nothing. For one run: a server that lives for months had better follow its machine.
 */
export function createSteadyClock(sources: TimeSources = system): Clock {
  let ahead = 0;
  let wall = sources.wall();
  let elapsed = sources.elapsed();
  return {
    now() {
      const before = { wall, elapsed };
      wall = sources.wall();
      elapsed = sources.elapsed();
      if (wall < before.wall) ahead += before.wall - wall + Math.round(elapsed - before.elapsed);
      return wall + ahead;
    },
  };
}
