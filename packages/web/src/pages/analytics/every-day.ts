import type { OutputOf } from "@headrace/app/client";

export type AnalyticsDay = OutputOf<"analytics.summary">["days"][number];

const length = 86_400_000;

/** Every day of a time in the viewer's zone, with zeros where nothing ended: a gap would look like a day like any other. */
export function everyDay(
  days: readonly AnalyticsDay[],
  { from, to }: { readonly from: string; readonly to: string },
): readonly AnalyticsDay[] {
  const known = new Map(days.map((each) => [each.day, each]));
  const offset = new Date().getTimezoneOffset() * 60_000;
  const all: AnalyticsDay[] = [];
  for (let at = Date.parse(from) - offset; at < Date.parse(to) - offset + length; at += length) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (day > new Date(Date.parse(to) - offset).toISOString().slice(0, 10)) break;
    all.push(known.get(day) ?? { day, executions: 0, success: 0, failed: 0, timedOut: 0, cancelled: 0, minutes: 0 });
  }
  return all;
}
