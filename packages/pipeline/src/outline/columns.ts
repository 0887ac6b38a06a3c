import type { Graph } from "../graph/graph.ts";

/**
 * The column of each stage, in the order of work: one after the latest of its needs. Where a cycle keeps stages from
 * ever starting, the first of them in the file begins it.
 */
export function columnsOf(graph: Graph): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const unmet = new Map(graph.ids.map((id) => [id, graph.needsOf(id).length]));
  const ready = graph.ids.filter((id) => unmet.get(id) === 0);
  let [next, passed] = [0, 0];
  while (columns.size < graph.ids.length) {
    const id = ready[next] ?? firstLeft();
    next += 1;
    if (id === undefined) break;
    if (columns.has(id)) continue;
    const latest = graph.needsOf(id).map((need) => columns.get(need) ?? -1);
    columns.set(id, Math.max(-1, ...latest) + 1);
    for (const dependent of graph.dependentsOf(id)) {
      const left = (unmet.get(dependent) ?? 0) - 1;
      unmet.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  }
  // In the order of the file, so that of two stages in a column the first is placed first.
  return new Map(graph.ids.map((id) => [id, columns.get(id) ?? 0]));

  function firstLeft(): string | undefined {
    while (passed < graph.ids.length && columns.has(graph.ids[passed] ?? "")) passed += 1;
    const id = graph.ids[passed];
    if (id !== undefined) ready.push(id);
    return id;
  }
}
