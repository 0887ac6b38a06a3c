import type { PlannedStage } from "../plan-types.ts";

/**
 * For each stage the number of stages on the longest path from it to an end, itself included.
 * Takes one pass over the graph from its ends; `acyclic` is false when some stages lie on or before a cycle.
 */
export function remainingPaths(stages: readonly PlannedStage[]): {
  readonly ranks: readonly number[];
  readonly acyclic: boolean;
} {
  const ranks = stages.map(() => 1);
  const open = stages.map((stage) => stage.dependents.length);
  const ends = [...open.keys()].filter((index) => open[index] === 0);
  let visited = 0;
  for (let index = ends.pop(); index !== undefined; index = ends.pop()) {
    visited += 1;
    for (const need of stages[index]?.needs ?? []) {
      ranks[need] = Math.max(ranks[need] ?? 1, 1 + (ranks[index] ?? 1));
      open[need] = (open[need] ?? 0) - 1;
      if (open[need] === 0) ends.push(need);
    }
  }
  return { ranks, acyclic: visited === stages.length };
}
