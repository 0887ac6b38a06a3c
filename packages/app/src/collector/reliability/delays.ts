import { z } from "zod";

/** Seconds up to which delays are counted together. A delay is told as the bound under which it lies: never as less than it was. */
const bounds = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800,
  86_400, 172_800, 604_800,
] as const;

/** The bound in seconds; undefined for what is history. One before its time, by clocks that differ, was seen at once. */
export function boundOf(delayMs: number): number | undefined {
  return bounds.find((bound) => delayMs <= bound * 1000);
}

export const delays = z.object({
  changes: z.number().int().describe("That were seen: runs that came or ended, and stages of them that began or ended"),
  median: z
    .number()
    .int()
    .optional()
    .describe("Seconds within which half of them were seen; absent where there were none"),
  percentile95: z.number().int().optional().describe("And 95 % of them"),
});

export type Delays = z.infer<typeof delays>;

/** Of how often there was each delay, by its bound. */
export function delaysOf(counts: ReadonlyMap<number, number>): Delays {
  const steps = [...counts].toSorted(([one], [other]) => one - other);
  const changes = steps.reduce((total, [, count]) => total + count, 0);
  if (changes === 0) return { changes };
  const within = (part: number): number => {
    let left = Math.ceil(changes * part);
    for (const [bound, count] of steps) {
      left -= count;
      if (left <= 0) return bound;
    }
    return steps.at(-1)?.[0] ?? 0;
  };
  return { changes, median: within(0.5), percentile95: within(0.95) };
}
