import { useMemo } from "react";

/** Times that can be chosen; 30 days where none is. */
export const ranges = [
  { value: "1", label: "Last 24 hours", days: 1 },
  { value: "7", label: "Last 7 days", days: 7 },
  { value: "90", label: "Last 90 days", days: 90 },
  { value: "365", label: "Last year", days: 365 },
] as const;

export interface Range {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

const day = 86_400_000;
const usual = 30;

/** Up to the end of this hour: the same question is not asked anew with every second. */
export function useRange(chosen: string): Range {
  return useMemo(() => {
    const days = ranges.find(({ value }) => value === chosen)?.days ?? usual;
    const to = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    return { from: new Date(to - days * day).toISOString(), to: new Date(to).toISOString(), days };
  }, [chosen]);
}
