import { createGraph, type Graph } from "../graph/graph.ts";
import type { Pipeline, Stage } from "../model/index.ts";
import { type LaneGraph, type LaneRow, lanesOf } from "./lanes.ts";
import { displayWidth, fitWidth, plainText } from "./plain-text.ts";
import { stageLabel } from "./stage-label.ts";

export interface TerminalGraphOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** ANSI colours; none by default. */
  readonly color?: boolean;
}

/** Text columns that the lanes leave free at the least. */
const leastText = 24;
const mostLanes = 40;
/** Beyond it nobody follows lines; a list is read. */
const mostDrawn = 1000;

/**
 * A drawing of the graph for a terminal, one stage a line, each below what it needs. A line that leaves a stage
 * downwards leads to a stage that needs it; needs that others imply are not drawn. `●` runs, `○` has a condition.
 * Where a graph is too tangled for the width, its levels are listed with the needs of each stage.
 */
export function toTerminalGraph(pipeline: Pipeline, { width, color = false }: TerminalGraphOptions): string {
  const stages = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
  const graph = createGraph(pipeline.stages);
  const reduction = graph.transitiveReduction();
  const paint = color ? ansi : plain;
  const rows = fittingRows(laneGraphOf(graph, reduction), width);
  const context: Drawing = { graph, stages, reduction, paint, width };
  const body = rows ? rows.map((row) => rowText(row, lanesWidth(rows), context)) : levelLines(context);
  return `${[...body, ...summary(pipeline, context)].join("\n")}\n`;
}

interface Drawing {
  readonly graph: Graph;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly reduction: ReadonlyMap<string, readonly string[]>;
  readonly paint: Paint;
  readonly width: number;
}

function laneGraphOf(graph: Graph, reduction: ReadonlyMap<string, readonly string[]>): LaneGraph {
  const indexes = new Map(graph.ids.map((id, index) => [id, index]));
  const needs = graph.ids.map((id) => (reduction.get(id) ?? []).flatMap((need) => indexes.get(need) ?? []));
  const dependents: number[][] = graph.ids.map(() => []);
  for (const [index, list] of needs.entries()) for (const need of list) dependents[need]?.push(index);
  const levelOf = graph.ids.map(() => -1);
  for (const [level, ids] of graph.levels().entries()) {
    for (const id of ids) levelOf[indexes.get(id) ?? 0] = level;
  }
  return { needs, dependents, levelOf };
}

function fittingRows(graph: LaneGraph, width: number): readonly LaneRow[] | null {
  if (graph.needs.length > mostDrawn) return null;
  for (const style of ["each", "shared"] as const) {
    const rows = lanesOf(graph, { style, mostLanes: Math.min(mostLanes, Math.floor((width - leastText) / 2)) });
    if (rows) return rows;
  }
  return null;
}

function lanesWidth(rows: readonly LaneRow[]): number {
  return rows.reduce((most, row) => Math.max(most, row.cells.length * 2), 0);
}

function rowText(row: LaneRow, lanes: number, { graph, stages, paint, width }: Drawing): string {
  const stage = stages.get(graph.ids[row.stage] ?? "");
  const own = row.cells.findIndex((cell) => cell.glyph === "●");
  const drawn = row.cells.map((cell, lane) => {
    const bridge = cell.joinsRight ? paint.lane("─", own) : " ";
    if (lane === own) return paint.node(stage?.when === undefined ? "●" : "○", own) + bridge;
    // A lane that is only passed keeps its own colour; one that begins or ends here belongs to the stage.
    return paint.lane(cell.glyph, cell.glyph === "│" ? lane : own) + bridge;
  });
  const padding = " ".repeat(Math.max(0, lanes - row.cells.length * 2));
  return `${drawn.join("")}${padding} ${describe(stage, width - lanes - 1, paint)}`.trimEnd();
}

/** Name, matrix count, group and condition, as far as there is room. */
function describe(stage: Stage | undefined, room: number, paint: Paint): string {
  if (!stage) return "";
  const label = fitWidth(stageLabel(stage), room);
  const details = [
    ...(stage.group === undefined ? [] : [plainText(stage.group)]),
    ...(stage.when === undefined ? [] : [`if ${plainText(stage.when)}`]),
  ];
  const left = room - displayWidth(label) - 2;
  if (details.length === 0 || left < 8) return paint.name(label);
  return `${paint.name(label)}  ${paint.detail(fitWidth(details.join(" · "), left))}`;
}

function levelLines({ graph, stages, reduction, paint, width }: Drawing): readonly string[] {
  return graph.levels().flatMap((ids, level) => [
    paint.detail(`level ${level + 1}`),
    ...ids.map((id) => {
      const stage = stages.get(id);
      const label = fitWidth(stage ? stageLabel(stage) : id, Math.max(8, width - 2));
      const needs = reduction.get(id) ?? [];
      const left = width - displayWidth(label) - 4;
      const after =
        needs.length === 0 || left < 8
          ? ""
          : `  ${paint.detail(fitWidth(`after ${plainText(needs.join(", "))}`, left))}`;
      return `${paint.node(stage?.when === undefined ? "●" : "○", level)} ${paint.name(label)}${after}`;
    }),
  ]);
}

function summary(pipeline: Pipeline, { graph, reduction, paint, width }: Drawing): readonly string[] {
  const levels = graph.levels();
  const implied = graph.ids.some((id) => graph.needsOf(id).length > (reduction.get(id) ?? []).length);
  const parts = [
    `${counted(graph.ids.length, "stage")} on ${counted(levels.length, "level")}`,
    ...(pipeline.stages.some((stage) => stage.when !== undefined) ? ["○ has a condition"] : []),
    ...(implied ? ["needs that others imply are not drawn"] : []),
  ];
  const lines = ["", paint.detail(fitWidth(parts.join(" · "), width))];
  for (const cycle of graph.findCycles()) {
    lines.push(fitWidth(plainText(`never starts: ${[...cycle, cycle[0]].join(" → ")}`), width));
  }
  return lines;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

interface Paint {
  readonly lane: (text: string, lane: number) => string;
  readonly node: (text: string, lane: number) => string;
  readonly name: (text: string) => string;
  readonly detail: (text: string) => string;
}

const same = (text: string) => text;
const plain: Paint = { lane: same, node: same, name: same, detail: same };

/** Cyan, blue, magenta, yellow, green: readable on dark and on light, none of them the red of a failure. */
const laneColors = [36, 34, 35, 33, 32];
const ansi: Paint = {
  lane: (text, lane) => (text.trim() === "" ? text : `\u001b[${colorOf(lane)}m${text}\u001b[39m`),
  node: (text, lane) => `\u001b[1;${colorOf(lane)}m${text}\u001b[22;39m`,
  name: (text) => text,
  detail: (text) => (text === "" ? text : `\u001b[2m${text}\u001b[22m`),
};

function colorOf(lane: number): number {
  return laneColors[lane % laneColors.length] ?? 36;
}
