import type { Layers } from "./levels.ts";
import { at, type Links } from "./links.ts";

/** When each stage starts and ends if nothing but its needs holds it back. Milliseconds from the start, by index. */
export interface Schedule {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly totalMs: number;
}

export function scheduleOf(links: Links, layers: Layers, durations: Float64Array): Schedule {
  const starts = new Float64Array(links.ids.length);
  const ends = new Float64Array(links.ids.length);
  let totalMs = 0;
  for (const index of layers.order) {
    let start = 0;
    for (const need of at(links.needs, index)) start = Math.max(start, ends[need] ?? 0);
    starts[index] = start;
    ends[index] = start + (durations[index] ?? 0);
    totalMs = Math.max(totalMs, ends[index]);
  }
  return { starts, ends, totalMs };
}

/** Stages of the longest path, first to last: each starts when the one before it ends, and the last ends last. */
export function longestPath(links: Links, layers: Layers, schedule: Schedule): readonly number[] {
  const latest = (candidates: readonly number[]): number | undefined => {
    let found: number | undefined;
    for (const index of candidates) {
      if (found === undefined || isLater(index, found, { layers, schedule })) found = index;
    }
    return found;
  };
  const path: number[] = [];
  for (let index = latest(layers.order); index !== undefined; index = latest(at(links.needs, index))) path.push(index);
  return path.reverse();
}

/** Of equal ends the deeper stage is later: with unknown durations that gives the longest chain. */
function isLater(
  index: number,
  other: number,
  context: { readonly layers: Layers; readonly schedule: Schedule },
): boolean {
  const difference = (context.schedule.ends[index] ?? 0) - (context.schedule.ends[other] ?? 0);
  return (
    difference > 0 || (difference === 0 && (context.layers.levelOf[index] ?? 0) > (context.layers.levelOf[other] ?? 0))
  );
}
