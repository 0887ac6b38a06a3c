import type { OutputOf } from "@headrace/app/client";

type Summary = OutputOf<"analytics.summary">;

/** What there was on a day of the viewer's. */
export type AnalyticsDay = Summary["days"][number] & { readonly deployments: number };

const length = 86_400_000;

/** Every day of a time, with zeros where nothing was: a gap would look like a day like any other. */
export function everyDay(
  { days, deploymentDays }: Pick<Summary, "days" | "deploymentDays">,
  range: { readonly from: string; readonly to: string },
): readonly AnalyticsDay[] {
  const known = new Map(days.map((each) => [each.day, each]));
  const deployed = new Map(deploymentDays.map(({ day, count }) => [day, count]));
  return daysOf(range).map((day) => ({
    ...(known.get(day) ?? { ...nothing, day }),
    deployments: deployed.get(day) ?? 0,
  }));
}

const nothing = { executions: 0, success: 0, failed: 0, timedOut: 0, cancelled: 0, minutes: 0, stageMinutes: 0 };

/** By the offset of now, as the server counts them too. */
function daysOf({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  const offset = new Date().getTimezoneOffset() * 60_000;
  const dayOf = (at: number): string => new Date(at - offset).toISOString().slice(0, 10);
  const last = dayOf(Date.parse(to) - 1);
  const days: string[] = [];
  for (let at = Date.parse(from); dayOf(at) <= last; at += length) days.push(dayOf(at));
  return days;
}
