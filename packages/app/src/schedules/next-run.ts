import { Cron } from "croner";

/**
 * The next moment after another, both in epoch milliseconds; null where there is none. A fixed hour that daylight saving skips
 * comes when it would have been, one that is doubled comes once; what repeats goes on by the clock on the wall.
 */
export function nextRun(cron: string, timezone: string, after: number): number | null {
  return patternOf(cron, timezone).nextRun(new Date(after))?.getTime() ?? null;
}

/** The next few of them. */
export function nextRuns({ cron, timezone }: Timing, after: number, count: number): readonly number[] {
  return patternOf(cron, timezone)
    .nextRuns(count, new Date(after))
    .map((date) => date.getTime());
}

export interface Timing {
  readonly cron: string;
  readonly timezone: string;
}

function patternOf(cron: string, timezone: string): Cron {
  return new Cron(cron, { timezone, mode: "5-part", paused: true, fixedTimeRule: "no-wildcard" });
}
