import type { OutputOf } from "@headrace/app/client";

type Summary = OutputOf<"analytics.summary">;

/** What there was on a day of the viewer's, or in an hour. */
export type AnalyticsPeriod = Summary["periods"][number] & { readonly deployments: number };

/** What a time is divided into. */
export type PeriodLength = "day" | "hour";

export interface DividedTime {
  /** ISO 8601. */
  readonly from: string;
  /** ISO 8601; not included. */
  readonly to: string;
  readonly by: PeriodLength;
}

const lengths = { day: 86_400_000, hour: 3_600_000 } as const;

/** Every day or hour of a time, with zeros where nothing was: a gap would look like a day like any other. */
export function everyPeriod(
  { periods, deploymentPeriods }: Pick<Summary, "periods" | "deploymentPeriods">,
  time: DividedTime,
): readonly AnalyticsPeriod[] {
  const known = new Map(periods.map((each) => [each.period, each]));
  const deployed = new Map(deploymentPeriods.map(({ period, count }) => [period, count]));
  return periodsOf(time).map((period) => ({
    ...(known.get(period) ?? { ...nothing, period }),
    deployments: deployed.get(period) ?? 0,
  }));
}

const nothing = { executions: 0, success: 0, failed: 0, timedOut: 0, cancelled: 0, minutes: 0, stageMinutes: 0 };

/** By the offset of now, as the server counts them too. */
function periodsOf({ from, to, by }: DividedTime): readonly string[] {
  const offset = new Date().getTimezoneOffset() * 60_000;
  const numberOf = (at: number): number => Math.floor((at - offset) / lengths[by]);
  const periods: string[] = [];
  for (let number = numberOf(Date.parse(from)); number <= numberOf(Date.parse(to) - 1); number += 1) {
    const begin = new Date(number * lengths[by]).toISOString();
    periods.push(by === "day" ? begin.slice(0, 10) : `${begin.slice(0, 13)}:00`);
  }
  return periods;
}
