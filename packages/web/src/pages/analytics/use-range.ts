import { useMemo } from "react";
import type { DividedTime } from "./every-period.ts";

/** Times that can be chosen; 30 days where none is. */
export const ranges = [
  { value: "1", label: "Last 24 hours", days: 1 },
  { value: "7", label: "Last 7 days", days: 7 },
  { value: "90", label: "Last 90 days", days: 90 },
  { value: "365", label: "Last year", days: 365 },
] as const;

/** Of `ranges`, or these days of the viewer's: `2026-11-01` to `2026-11-21`, the last one included. */
export interface ChosenRange {
  readonly range: string;
  readonly from?: string;
  readonly to?: string;
}

export interface Range extends DividedTime {
  readonly days: number;
}

const day = 86_400_000;
const usual = 30;

/** Up to the end of this hour: the same question is not asked anew with every second. */
export function useRange({ range, from = "", to = "" }: ChosenRange): Range {
  return useMemo(() => {
    if (range === "days") return daysFrom(from, to);
    const days = ranges.find(({ value }) => value === range)?.days ?? usual;
    const end = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    return { from: new Date(end - days * day).toISOString(), to: new Date(end).toISOString(), days, by: byOf(days) };
  }, [range, from, to]);
}

/** The same length, just before. */
export function rangeBefore({ from, to }: Range): { readonly from: string; readonly to: string } {
  return { from: new Date(2 * Date.parse(from) - Date.parse(to)).toISOString(), to: from };
}

/** What is not said, or cannot be read, is today and the usual time before. */
function daysFrom(from: string, to: string): Range {
  const last = midnight(to) ?? midnight(localDay(Date.now())) ?? new Date();
  const end = new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1);
  const begin = midnight(from) ?? new Date(end.getTime() - usual * day);
  const days = Math.max(1, Math.round((end.getTime() - begin.getTime()) / day));
  return { from: begin.toISOString(), to: end.toISOString(), days, by: byOf(days) };
}

/** One day as a single bar would say nothing of how it went. */
function byOf(days: number): Range["by"] {
  return days === 1 ? "hour" : "day";
}

function midnight(text: string): Date | undefined {
  const date = new Date(`${text}T00:00:00`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** `2026-11-21` in the viewer's zone. */
export function localDay(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
