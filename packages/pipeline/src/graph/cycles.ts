import { cyclicComponents } from "./components.ts";
import { at, type Links } from "./links.ts";

/** Needs looked at for one knot. Beyond it, in knots of many thousands, the shortest cycle found so far is given. */
const mostWork = 2_000_000;

/**
 * The shortest cycle of each knot of stages that wait for one another, in the order of work:
 * each stage of a cycle is needed by the next, and the last by the first. Starts at the stage that comes first in the file.
 */
export function cyclesOf(links: Links): readonly (readonly number[])[] {
  const knots = cyclicComponents(links);
  const knotOf = new Int32Array(links.ids.length).fill(-1);
  for (const [knot, members] of knots.entries()) for (const member of members) knotOf[member] = knot;
  // Shared by all searches, and told apart by a stamp: clearing them for each would cost more than searching.
  const numbers = () => new Int32Array(links.ids.length);
  const search = { links, knotOf, cameFrom: numbers(), lengths: numbers(), queue: numbers(), stamps: numbers() };
  return knots
    .map((members) => shortestWithin(search, members))
    .sort((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
}

interface Search {
  readonly links: Links;
  /** Which knot a stage belongs to; -1 for none. */
  readonly knotOf: Int32Array;
  readonly cameFrom: Int32Array;
  /** Of the way from the start. */
  readonly lengths: Int32Array;
  readonly queue: Int32Array;
  /** The last start, counted from 1, from which the stage was reached. */
  readonly stamps: Int32Array;
}

interface Bounds {
  readonly shorterThan: number;
  readonly budget: { left: number };
}

function shortestWithin(search: Search, members: readonly number[]): readonly number[] {
  const budget = { left: mostWork };
  let best: readonly number[] = [];
  for (const start of [...members].sort((left, right) => left - right)) {
    const cycle = shortestThrough(search, start, { shorterThan: best.length || Number.POSITIVE_INFINITY, budget });
    if (cycle) best = cycle;
    if (best.length === 1 || budget.left < 0) break;
  }
  return best;
}

/** Breadth first along dependents, until the start is met again. */
function shortestThrough(search: Search, start: number, { shorterThan, budget }: Bounds): readonly number[] | null {
  const { links, knotOf, cameFrom, lengths, queue, stamps } = search;
  const stamp = start + 1;
  queue[0] = start;
  lengths[start] = 1;
  for (let head = 0, tail = 1; head < tail; head += 1) {
    const index = queue[head] ?? start;
    const length = lengths[index] ?? 0;
    if (length >= shorterThan) return null;
    const dependents = at(links.dependents, index);
    budget.left -= dependents.length;
    for (const dependent of dependents) {
      if (dependent === start) return pathFrom(start, index, cameFrom);
      if (knotOf[dependent] !== knotOf[start] || stamps[dependent] === stamp) continue;
      stamps[dependent] = stamp;
      cameFrom[dependent] = index;
      lengths[dependent] = length + 1;
      queue[tail] = dependent;
      tail += 1;
    }
  }
  return null;
}

function pathFrom(start: number, end: number, cameFrom: Int32Array): readonly number[] {
  const path = [end];
  for (let index = end; index !== start; ) {
    index = cameFrom[index] ?? start;
    path.push(index);
  }
  return path.reverse();
}
