import { cyclesOf } from "./cycles.ts";
import { impliedNeedsOf } from "./implied-needs.ts";
import { layersOf } from "./levels.ts";
import { at, type GraphStage, linksOf } from "./links.ts";
import { longestPath, scheduleOf } from "./schedule.ts";

/** Milliseconds by stage id. */
export type Durations = Readonly<Record<string, number>>;

export interface CriticalPath {
  /** First to last. */
  readonly stages: readonly string[];
  /** Of the whole path; the pipeline cannot end sooner, however many workers there are. */
  readonly totalMs: number;
}

/** The stages of a pipeline and who waits for whom. Stages are named by id; unknown ids give nothing. */
export interface Graph {
  readonly ids: readonly string[];
  readonly needsOf: (id: string) => readonly string[];
  readonly dependentsOf: (id: string) => readonly string[];
  /** Stages that could run at once, level by level. Stages in or after a cycle stand on no level. */
  readonly levels: () => readonly (readonly string[])[];
  /** Every stage that can start, after its needs. */
  readonly order: () => readonly string[];
  /** One shortest cycle for each knot, as it would be walked: `["a", "b"]` is `a → b → a`. A self need is `["a"]`. */
  readonly findCycles: () => readonly (readonly string[])[];
  readonly shortestCycle: () => readonly string[] | null;
  /** The direct needs of each stage that no other need implies: the least graph with the same order. */
  readonly transitiveReduction: () => ReadonlyMap<string, readonly string[]>;
  /** The longest path by these durations; a stage without one counts as nothing. */
  readonly criticalPath: (durations: Durations) => CriticalPath;
  /** Everything the stage waits for, directly or not, in the order of the file. */
  readonly ancestorsOf: (id: string) => readonly string[];
  /** Everything that waits for the stage, directly or not, in the order of the file. */
  readonly descendantsOf: (id: string) => readonly string[];
}

/** All answers but cycles and reachability cost in proportion to stages and needs. */
export function createGraph(stages: readonly GraphStage[]): Graph {
  const links = linksOf(stages);
  const { ids, indexes } = links;
  const layers = once(() => layersOf(links));
  const names = (list: Iterable<number>) => Array.from(list, (index) => ids[index] ?? "");
  const neighbours = (lists: readonly (readonly number[])[], id: string) => {
    const index = indexes.get(id);
    return index === undefined ? [] : names(at(lists, index));
  };
  const findCycles = once(() => cyclesOf(links).map(names));
  return {
    ids,
    needsOf: (id) => neighbours(links.needs, id),
    dependentsOf: (id) => neighbours(links.dependents, id),
    levels: () => layers().levels.map(names),
    order: () => names(layers().order),
    findCycles,
    shortestCycle: () => findCycles().reduce<readonly string[] | null>(shorter, null),
    transitiveReduction: () => {
      const implied = impliedNeedsOf(links, layers());
      const left = (needs: readonly number[], index: number) => needs.filter((need) => !implied[index]?.has(need));
      return new Map(links.needs.map((needs, index) => [ids[index] ?? "", names(left(needs, index))]));
    },
    criticalPath: (durations) => {
      const schedule = scheduleOf(links, layers(), durationArray(ids, durations));
      return { stages: names(longestPath(links, layers(), schedule)), totalMs: schedule.totalMs };
    },
    ancestorsOf: (id) => names(reachable(links.needs, indexes.get(id))),
    descendantsOf: (id) => names(reachable(links.dependents, indexes.get(id))),
  };
}

/** By index; what is missing, negative or not finite counts as nothing. */
export function durationArray(ids: readonly string[], durations: Durations): Float64Array {
  return Float64Array.from(ids, (id) => {
    const duration = Object.hasOwn(durations, id) ? (durations[id] ?? 0) : 0;
    return Number.isFinite(duration) && duration > 0 ? duration : 0;
  });
}

function reachable(lists: readonly (readonly number[])[], start: number | undefined): readonly number[] {
  if (start === undefined) return [];
  const found = new Set<number>();
  const pending = [...at(lists, start)];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (found.has(index)) continue;
    found.add(index);
    pending.push(...at(lists, index));
  }
  return [...found].sort((left, right) => left - right);
}

function shorter(best: readonly string[] | null, cycle: readonly string[]): readonly string[] {
  return best !== null && best.length <= cycle.length ? best : cycle;
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
