import type { OutputOf } from "@headrace/app/client";

export type AnalyticsDay = OutputOf<"analytics.summary">["days"][number];

const length = 86_400_000;

/** Every day of a time in the viewer's zone, such as `2026-11-21`, first to last. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  const offset = new Date().getTimezoneOffset() * 60_000;
  const dayOf = (at: number): string => new Date(at - offset).toISOString().slice(0, 10);
  const last = dayOf(Date.parse(to) - 1);
  const days: string[] = [];
  for (let at = Date.parse(from); dayOf(at) <= last; at += length) days.push(dayOf(at));
  return days;
}

/** Every day of a time, with zeros where nothing ended: a gap would look like a day like any other. */
export function everyDay(
  days: readonly AnalyticsDay[],
  range: { readonly from: string; readonly to: string },
): readonly AnalyticsDay[] {
  const known = new Map(days.map((each) => [each.day, each]));
  return daysOf(range).map((day) => known.get(day) ?? { ...nothing, day });
}

const nothing = { executions: 0, success: 0, failed: 0, timedOut: 0, cancelled: 0, minutes: 0, stageMinutes: 0 };
