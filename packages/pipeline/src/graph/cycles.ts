import { cyclicComponents } from "./components.ts";
import { at, type Links } from "./links.ts";

/** Needs looked at for one knot. Beyond it, of knots of many thousands, the shortest cycle found so far is given. */
const mostWork = 20_000_000;

/**
 * The shortest cycle of each knot of stages that wait for one another, in the order of work:
 * each stage of a cycle is needed by the next, and the last by the first. Starts at the stage that comes first in the file.
 */
export function cyclesOf(links: Links): readonly (readonly number[])[] {
  return cyclicComponents(links)
    .map((members) => shortestWithin(links, members))
    .sort((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
}

function shortestWithin(links: Links, members: readonly number[]): readonly number[] {
  const inside = new Set(members);
  const budget = { left: mostWork };
  let best: readonly number[] = [];
  for (const start of [...members].sort((left, right) => left - right)) {
    const cycle = shortestThrough(links, start, {
      inside,
      shorterThan: best.length || Number.POSITIVE_INFINITY,
      budget,
    });
    if (cycle) best = cycle;
    if (best.length === 1 || budget.left < 0) break;
  }
  return best;
}

interface Bounds {
  readonly inside: ReadonlySet<number>;
  readonly shorterThan: number;
  readonly budget: { left: number };
}

/** Breadth first along dependents, until the start is met again. */
function shortestThrough(
  links: Links,
  start: number,
  { inside, shorterThan, budget }: Bounds,
): readonly number[] | null {
  const cameFrom = new Map<number, number>();
  let frontier = [start];
  for (let length = 1; frontier.length > 0 && length < shorterThan; length += 1) {
    const next: number[] = [];
    for (const index of frontier) {
      budget.left -= at(links.dependents, index).length;
      for (const dependent of at(links.dependents, index)) {
        if (dependent === start) return pathTo(index, cameFrom);
        if (!inside.has(dependent) || cameFrom.has(dependent)) continue;
        cameFrom.set(dependent, index);
        next.push(dependent);
      }
    }
    frontier = next;
  }
  return null;
}

function pathTo(end: number, cameFrom: ReadonlyMap<number, number>): readonly number[] {
  const path = [end];
  for (let index = cameFrom.get(end); index !== undefined; index = cameFrom.get(index)) path.push(index);
  return path.reverse();
}
