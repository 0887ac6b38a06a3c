import { at, type Links } from "./links.ts";

export interface Layers {
  /** Indexes by level: a stage stands one level after the latest of its needs. */
  readonly levels: readonly (readonly number[])[];
  /** The level of each stage; -1 where a cycle keeps it from ever starting. */
  readonly levelOf: readonly number[];
  /** Every stage that can start, each after its needs. */
  readonly order: readonly number[];
}

/** Kahn's algorithm (1962): linear in stages and needs. */
export function layersOf(links: Links): Layers {
  const unmet = links.needs.map((needs) => needs.length);
  const levelOf = links.ids.map(() => -1);
  const order: number[] = [];
  for (const [index, count] of unmet.entries()) if (count === 0) order.push(index);
  for (let next = 0; next < order.length; next += 1) {
    const index = order[next] ?? 0;
    let level = 0;
    for (const need of at(links.needs, index)) level = Math.max(level, (levelOf[need] ?? 0) + 1);
    levelOf[index] = level;
    for (const dependent of at(links.dependents, index)) {
      const left = (unmet[dependent] ?? 0) - 1;
      unmet[dependent] = left;
      if (left === 0) order.push(dependent);
    }
  }
  const levels: number[][] = [];
  for (const [index, level] of levelOf.entries()) {
    if (level < 0) continue;
    const members = levels[level] ?? [];
    members.push(index);
    levels[level] = members;
  }
  return { levels, levelOf, order };
}
