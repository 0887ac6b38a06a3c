/** What a graph asks of a stage: its id and which stages it needs. */
export interface GraphStage {
  readonly id: string;
  readonly needs: readonly { readonly stage: string }[];
}

/** A graph by numbers: `needs[i]` and `dependents[i]` are indexes of stages, without repetition, in the order of the file. */
export interface Links {
  readonly ids: readonly string[];
  readonly indexes: ReadonlyMap<string, number>;
  readonly needs: readonly (readonly number[])[];
  readonly dependents: readonly (readonly number[])[];
}

/** Needs of stages that do not exist are left out: the validator reports them. Of two stages with one id the first counts. */
export function linksOf(stages: readonly GraphStage[]): Links {
  const indexes = new Map<string, number>();
  const kept: GraphStage[] = [];
  for (const stage of stages) {
    if (indexes.has(stage.id)) continue;
    indexes.set(stage.id, kept.length);
    kept.push(stage);
  }
  const dependents: number[][] = kept.map(() => []);
  const needs = kept.map((stage, index) => {
    const found = new Set<number>();
    for (const need of stage.needs) {
      const target = indexes.get(need.stage);
      if (target === undefined || found.has(target)) continue;
      found.add(target);
      dependents[target]?.push(index);
    }
    return [...found];
  });
  return { ids: kept.map((stage) => stage.id), indexes, needs, dependents };
}

/** A neighbour list that is always there: indexes come from the same graph. */
export function at(lists: readonly (readonly number[])[], index: number): readonly number[] {
  return lists[index] ?? [];
}
