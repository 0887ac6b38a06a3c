import { createGraph } from "../graph/graph.ts";
import type { GraphStage } from "../graph/links.ts";
import { columnsOf } from "./columns.ts";
import type { Cell, GraphLayout, Lane, LayoutEdge } from "./graph-layout.ts";
import { createRows, type Rows } from "./rows.ts";

export interface LayoutStage extends GraphStage {
  /** The swim lane it stands in. */
  readonly group?: string;
}

/**
 * Lays out a graph in layers: a stage stands one column after the latest of its needs, in the row of that need where
 * it can, so that chains are straight. An edge over several columns has a free cell in each.
 *
 * With the layout before a change, every stage whose column is the same keeps its place, and the others take what is
 * free. Without, the layout follows from the graph and the order of its stages alone. Cycles are laid out too.
 */
export function layoutGraph(stages: readonly LayoutStage[], before?: GraphLayout): GraphLayout {
  const graph = createGraph(stages);
  const columns = columnsOf(graph);
  const reduction = graph.transitiveReduction();
  const isImplied = (from: string, to: string) => !(reduction.get(to) ?? []).includes(from);
  const groups = new Map(stages.map(({ id, group }) => [id, group]));
  const rows = new Map<string | undefined, Rows>();
  const rowsOf = (id: string): Rows => {
    const group = groups.get(id);
    const known = rows.get(group) ?? createRows();
    rows.set(group, known);
    return known;
  };
  // Stages of no group come first, then the groups in the order of the file.
  if (stages.some(({ group }) => group === undefined)) rows.set(undefined, createRows());
  for (const id of graph.ids) rowsOf(id);

  const placed = new Map<string, Cell>();
  const tracks = new Map<string, Cell[]>();
  const byColumn: string[][] = [];
  for (const [id, column] of columns) {
    const members = byColumn[column] ?? [];
    members.push(id);
    byColumn[column] = members;
  }
  const reach = reachOf();
  for (const [column, ids] of byColumn.entries()) placeColumn(column, ids);
  return assemble();

  function placeColumn(column: number, ids: readonly string[]): void {
    const waiting = new Set(ids);
    const put = (id: string, row: number) => {
      rowsOf(id).take(column, row);
      placed.set(id, { column, row });
      waiting.delete(id);
    };
    for (const id of ids) {
      const row = keptRow(id, column);
      if (row !== undefined && rowsOf(id).isFree(column, row)) put(id, row);
    }
    const wished = ids.map((id) => ({ id, anchor: anchorOf(id) }));
    for (const { id, anchor } of wished) {
      if (!waiting.has(id) || anchor === undefined || groups.get(anchor) !== groups.get(id)) continue;
      const row = placed.get(anchor)?.row;
      if (row !== undefined && rowsOf(id).isFree(column, row)) put(id, row);
    }
    for (const { id, anchor } of wished) {
      if (!waiting.has(id)) continue;
      const wish = anchor !== undefined && groups.get(anchor) === groups.get(id) ? (placed.get(anchor)?.row ?? 0) : 0;
      put(id, rowsOf(id).nearestFree(column, wish));
    }
    // The ways of long edges come last: they bend around what stands in this column.
    for (const [from, last] of reach) {
      const start = placed.get(from);
      if (start === undefined || start.column >= column || column >= last) continue;
      const way = tracks.get(from) ?? [];
      const row = rowsOf(from).nearestFree(column, way.at(-1)?.row ?? start.row);
      rowsOf(from).take(column, row);
      way.push({ column, row });
      tracks.set(from, way);
    }
  }

  /** The need that the stage stands behind: the latest, of several the one that stands highest. */
  function anchorOf(id: string): string | undefined {
    let best: string | undefined;
    for (const need of graph.needsOf(id)) {
      const cell = placed.get(need);
      if (cell === undefined) continue;
      const held = best === undefined ? undefined : placed.get(best);
      const isLater = held === undefined || cell.column > held.column;
      if (isLater || (cell.column === held.column && cell.row < held.row)) best = need;
    }
    return best;
  }

  /** The row within its lane where the stage stood before, if its column and lane are the same. */
  function keptRow(id: string, column: number): number | undefined {
    const cell = before?.cells.get(id);
    if (cell === undefined || cell.column !== column) return undefined;
    const lane = before?.lanes.find(({ first, last }) => cell.row >= first && cell.row <= last);
    if (lane === undefined || lane.group !== groups.get(id)) return undefined;
    return cell.row - lane.first;
  }

  /** How far to the right the edges of a stage go that have a way of their own. */
  function reachOf(): ReadonlyMap<string, number> {
    const far = new Map<string, number>();
    for (const to of graph.ids) {
      for (const from of graph.needsOf(to)) {
        const column = columns.get(to) ?? 0;
        if (isImplied(from, to) || column - (columns.get(from) ?? 0) < 2) continue;
        far.set(from, Math.max(far.get(from) ?? 0, column));
      }
    }
    return far;
  }

  /** Lanes one below the other. */
  function assemble(): GraphLayout {
    const lanes: Lane[] = [];
    const offsets = new Map<string | undefined, number>();
    let next = 0;
    for (const [group, lane] of rows) {
      const count = Math.max(1, lane.count());
      offsets.set(group, next);
      lanes.push({ group, first: next, last: next + count - 1 });
      next += count;
    }
    const inLane = (id: string, cell: Cell): Cell => ({
      column: cell.column,
      row: cell.row + (offsets.get(groups.get(id)) ?? 0),
    });
    const edges: LayoutEdge[] = graph.ids.flatMap((to) =>
      graph.needsOf(to).map((from) => {
        const implied = isImplied(from, to);
        const end = columns.get(to) ?? 0;
        const way = implied ? [] : (tracks.get(from) ?? []).filter(({ column }) => column < end);
        return { from, to, implied, via: way.map((cell) => inLane(from, cell)) };
      }),
    );
    const cells = new Map(graph.ids.map((id) => [id, inLane(id, placed.get(id) ?? { column: 0, row: 0 })]));
    return { cells, edges, lanes, columns: byColumn.length, rows: next };
  }
}
