/** One row of a drawing: a stage, and what stands in each lane beside it. */
export interface LaneRow {
  /** Index of the stage. */
  readonly stage: number;
  readonly cells: readonly LaneCell[];
}

export interface LaneCell {
  /** `●` is the stage itself. */
  readonly glyph: string;
  /** Whether a line goes on to the lane on the right. */
  readonly joinsRight: boolean;
}

export interface LaneGraph {
  readonly needs: readonly (readonly number[])[];
  readonly dependents: readonly (readonly number[])[];
  readonly levelOf: readonly number[];
}

export interface LaneOptions {
  readonly style: "each" | "shared";
  readonly mostLanes: number;
}

/**
 * Lays a graph out in rows and lanes, from top to bottom: a lane is a need on its way to the stage that has it.
 * `each` gives every need a lane of its own, which ends at that stage: a line up is always a need, a line down
 * always a dependent. `shared` lets all needs of a stage share one lane, for graphs that would be too wide; there
 * `├ ┼ ┤` are a need that joins such a lane on its way down.
 * Stages in or after a cycle (level -1) have no row. Null when more lanes would be needed than allowed.
 */
export function lanesOf(graph: LaneGraph, options: LaneOptions): readonly LaneRow[] | null {
  const { style, mostLanes } = options;
  const unmet = graph.needs.map((needs) => needs.length);
  const ready = graph.needs.flatMap((needs, index) => (needs.length === 0 ? [index] : []));
  const lanes: (number | undefined)[] = [];
  const rows: LaneRow[] = [];
  for (let stage = takeNext(ready, lanes); stage !== undefined; stage = takeNext(ready, lanes)) {
    const row = placeStage({ graph, lanes, style, above: rows.at(-1) }, stage);
    if (row.cells.length > mostLanes) return null;
    rows.push(row);
    for (const dependent of graph.dependents[stage] ?? []) {
      const left = (unmet[dependent] ?? 0) - 1;
      unmet[dependent] = left;
      if (left === 0) ready.push(dependent);
    }
  }
  return rows;
}

/** The stage whose lane is leftmost, so that what has begun is brought to its end; then the first in the file. */
function takeNext(ready: number[], lanes: readonly (number | undefined)[]): number | undefined {
  const place = (stage: number) => {
    const lane = lanes.indexOf(stage);
    return lane < 0 ? lanes.length + stage : lane;
  };
  const next = ready.toSorted((left, right) => place(left) - place(right) || left - right)[0];
  if (next !== undefined) ready.splice(ready.indexOf(next), 1);
  return next;
}

interface Placing {
  readonly graph: LaneGraph;
  /** The stage that each lane leads to. */
  readonly lanes: (number | undefined)[];
  readonly style: "each" | "shared";
  readonly above: LaneRow | undefined;
}

function placeStage({ graph, lanes, style, above }: Placing, stage: number): LaneRow {
  const ending = new Set(lanes.flatMap((target, lane) => (target === stage ? [lane] : [])));
  // Right below another stage, one that needs nothing would look as if it needed that one.
  const stageAbove = above?.cells.findIndex((cell) => cell.glyph === "●");
  const own = ending.size > 0 ? Math.min(...ending) : firstFree(lanes, 0, (lane) => lane === stageAbove);
  const passing = new Set(lanes.flatMap((target, lane) => (target !== undefined && target !== stage ? [lane] : [])));
  for (const lane of ending) lanes[lane] = undefined;
  lanes[own] = stage;
  const beginning = new Set<number>();
  const joined = new Set<number>();
  const dependents = (graph.dependents[stage] ?? [])
    .filter((dependent) => (graph.levelOf[dependent] ?? -1) >= 0)
    .toSorted((left, right) => (graph.levelOf[left] ?? 0) - (graph.levelOf[right] ?? 0) || left - right);
  let ownTarget: number | undefined;
  for (const dependent of dependents) {
    const shared = style === "shared" ? lanes.indexOf(dependent) : -1;
    if (shared >= 0) joined.add(shared);
    else if (ownTarget === undefined) ownTarget = dependent;
    else {
      // A line that ends and one that begins in the same place would look like one that goes on.
      const lane = firstFree(lanes, own, (candidate) => ending.has(candidate));
      lanes[lane] = dependent;
      beginning.add(lane);
    }
  }
  lanes[own] = ownTarget;
  const cells = cellsOf({ own, ending, beginning, joined, passing });
  while (lanes.length > 0 && lanes[lanes.length - 1] === undefined) lanes.pop();
  return { stage, cells };
}

function firstFree(lanes: readonly (number | undefined)[], from: number, isTaken: (lane: number) => boolean): number {
  let lane = from;
  while (lanes[lane] !== undefined || isTaken(lane)) lane += 1;
  return lane;
}

interface RowLanes {
  readonly own: number;
  readonly ending: ReadonlySet<number>;
  readonly beginning: ReadonlySet<number>;
  /** Lanes that go on and take this stage's need along. */
  readonly joined: ReadonlySet<number>;
  readonly passing: ReadonlySet<number>;
}

function cellsOf(row: RowLanes): readonly LaneCell[] {
  const touched = [row.own, ...row.ending, ...row.beginning, ...row.joined];
  const [first, last] = [Math.min(...touched), Math.max(...touched)];
  const count = Math.max(last, ...row.passing) + 1;
  return Array.from({ length: count }, (_, lane) => ({
    glyph: glyphOf(row, lane, { first, last }),
    joinsRight: lane >= first && lane < last,
  }));
}

function glyphOf(row: RowLanes, lane: number, span: { readonly first: number; readonly last: number }): string {
  if (lane === row.own) return "●";
  const edge = lane === span.first ? "first" : lane === span.last ? "last" : "middle";
  if (row.joined.has(lane)) return { first: "├", middle: "┼", last: "┤" }[edge];
  if (row.ending.has(lane)) return edge === "last" ? "╯" : "┴";
  if (row.beginning.has(lane)) return edge === "last" ? "╮" : "┬";
  if (row.passing.has(lane)) return "│";
  return lane > span.first && lane < span.last ? "─" : " ";
}
