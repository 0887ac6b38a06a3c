import { stripVTControlCharacters } from "node:util";
import { type ExecutionState, type InstanceState, type StageState, stagesOf } from "@headrace/execution";
import { formatDuration } from "@headrace/pipeline";
import { statusOf } from "./print-report.ts";
import { statusMark } from "./status.ts";
import type { Style } from "./style.ts";
import { widthOf } from "./table.ts";

export interface TreeView {
  readonly state: ExecutionState;
  /** What each instance printed last. */
  readonly lastLines: ReadonlyMap<string, readonly string[]>;
  /** Milliseconds by instance. */
  readonly usualDurations: ReadonlyMap<string, number>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
}

interface Entry {
  readonly depth: number;
  readonly instance: InstanceState;
  readonly running: boolean;
}

/** The picture as lines that fit the terminal: stages indented by what they wait for, what runs with its last lines. */
export function drawTree(view: TreeView, style: Style): readonly string[] {
  const entries = entriesOf(view.state);
  const running = entries.filter((entry) => entry.running).length;
  // What runs comes first, each with a last line; then the others, and more last lines where there is room.
  const room = view.rows - 2;
  const forLines = Math.min(running, Math.floor(room / 3));
  const shown = entries.length <= room - forLines ? entries : fitting(entries, room - forLines);
  const tailRows = running === 0 ? 0 : Math.max(0, Math.min(3, Math.floor((room - shown.length) / running)));
  const nameWidth = Math.min(
    36,
    Math.floor(view.columns / 2),
    Math.max(...shown.map(({ depth, instance }) => depth * 2 + widthOf(instance.instance)), 8),
  );
  const lines = shown.flatMap((entry) => [
    instanceLine(entry, { view, style, nameWidth }),
    ...(entry.running ? tail(entry, { view, style, count: tailRows }) : []),
  ]);
  const hidden = entries.length - shown.length;
  return [...lines, "", footer(entries, { view, style, hidden })].map((line) => cut(line, view.columns - 1));
}

function entriesOf(state: ExecutionState): readonly Entry[] {
  const stages = [...stagesOf(state)];
  const depths = depthsOf(state);
  return stages
    .flatMap((stage) => instancesOf(stage).map((instance) => ({ stage, instance })))
    .map(({ stage, instance }) => ({
      depth: depths[stage.index] ?? 0,
      instance,
      running: ["running", "cancelling"].includes(instance.status),
    }));
}

/** A matrix that is not expanded yet stands as one. */
function instancesOf(stage: StageState): readonly InstanceState[] {
  if (stage.instances.length > 0) return stage.instances;
  return [
    { instance: stage.id, status: "pending", attempt: 0, interruptedAttempts: 0, ranMs: 0, outputs: {}, reused: false },
  ];
}

/** How many stages stand before each, at most: the indentation. */
function depthsOf(state: ExecutionState): readonly number[] {
  const depths: number[] = [];
  const depthOf = (index: number): number => {
    const known = depths[index];
    if (known !== undefined) return known;
    const needs = state.plan.stages[index]?.needs ?? [];
    const depth = needs.length === 0 ? 0 : Math.max(...needs.map(depthOf)) + 1;
    depths[index] = depth;
    return depth;
  };
  // From the first on, so that the recursion stays shallow where the file is in order.
  for (const index of state.plan.stages.keys()) depthOf(index);
  return depths;
}

/** Where not all fit: what runs, then what failed, then what comes next, then what ended last. */
function fitting(entries: readonly Entry[], room: number): readonly Entry[] {
  const rank = ({ running, instance }: Entry): number => {
    if (running) return 0;
    if (instance.result === "failure") return 1;
    return instance.status === "finished" ? 3 : 2;
  };
  const chosen = new Set(
    entries
      .map((entry, index) => ({ entry, index }))
      .sort((one, other) => rank(one.entry) - rank(other.entry) || recency(other.entry) - recency(one.entry))
      .slice(0, room)
      .map(({ index }) => index),
  );
  return entries.filter((_, index) => chosen.has(index));
}

function recency({ instance }: Entry): number {
  return instance.finishedAt ?? instance.queuedAt ?? 0;
}

function instanceLine(
  { depth, instance }: Entry,
  { view, style, nameWidth }: { view: TreeView; style: Style; nameWidth: number },
): string {
  const mark = statusMark(statusOf(instance), style);
  const indent = "  ".repeat(Math.min(depth, 8));
  const name = cut(plain(instance.instance), nameWidth - indent.length);
  const padding = " ".repeat(Math.max(0, nameWidth - indent.length - widthOf(name)));
  const faded = instance.status === "pending" || instance.outcome === "skipped";
  return `${indent}${mark.shape} ${faded ? style.dim(name) : name}${padding}  ${timeText(instance, view, style)}`;
}

function timeText(instance: InstanceState, view: TreeView, style: Style): string {
  if (instance.status === "finished") {
    if (instance.outcome === "skipped") return style.dim(plain(instance.skipDetail ?? "skipped"));
    const duration = instance.durationMs === undefined ? "" : formatDuration(instance.durationMs);
    const outcome = instance.outcome === "success" ? "" : `  ${statusMark(statusOf(instance), style).word}`;
    return `${style.dim(duration)}${outcome}`;
  }
  if (instance.status === "waiting") {
    return style.yellow(instance.waitingFor === "approval" ? "waits for an approval" : "waits for a person");
  }
  if (instance.startedAt === undefined || instance.status === "pending" || instance.status === "queued") {
    return style.dim(instance.status === "queued" ? "queued" : "");
  }
  const elapsed = Math.max(0, view.now - instance.startedAt);
  const usual = view.usualDurations.get(instance.instance);
  const attempt = instance.attempt > 1 ? `  attempt ${instance.attempt}` : "";
  if (usual !== undefined && view.columns < narrow)
    return `${bar(elapsed / usual, style)} ${formatDuration(elapsed)}${attempt}`;
  if (usual === undefined) return `${formatDuration(elapsed)}${attempt}`;
  return `${bar(elapsed / usual, style)} ${formatDuration(elapsed)} ${style.dim(`of about ${formatDuration(usual)}`)}${attempt}`;
}

const barWidth = 12;
/** Columns below which there is no room for the usual time. */
const narrow = 60;

/** Full when the usual time is reached; it does not pretend to know more. */
function bar(share: number, style: Style): string {
  const filled = Math.min(barWidth, Math.max(0, Math.round(share * barWidth)));
  return style.cyan("━".repeat(filled)) + style.dim("━".repeat(barWidth - filled));
}

function tail(
  { depth, instance }: Entry,
  { view, style, count }: { view: TreeView; style: Style; count: number },
): readonly string[] {
  const indent = "  ".repeat(Math.min(depth, 8) + 1);
  const lines = view.lastLines.get(instance.instance) ?? [];
  return (count === 0 ? [] : lines.slice(-count)).map((line) => style.dim(`${indent}│ ${plain(line)}`));
}

/** What a program prints must not move the cursor. */
function plain(line: string): string {
  return stripVTControlCharacters(line)
    .replaceAll("\t", "    ")
    .replaceAll(/\p{Control}/gu, "");
}

function footer(
  entries: readonly Entry[],
  { view, style, hidden }: { view: TreeView; style: Style; hidden: number },
): string {
  const done = entries.filter((entry) => entry.instance.status === "finished").length;
  const running = entries.filter((entry) => entry.running).length;
  const elapsed = view.state.startedAt === undefined ? 0 : Math.max(0, view.now - view.state.startedAt);
  const failed = entries.filter((entry) => entry.instance.result === "failure").length;
  const parts = [
    `${done} of ${entries.length} done`,
    `${running} running`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(hidden === 0 ? [] : [`${hidden} not shown`]),
    formatDuration(elapsed),
  ];
  const cancelling = view.state.status === "cancelling" ? style.yellow("  cancelling") : "";
  return `${style.bold(plain(view.state.plan.pipeline.name))} ${style.dim(parts.join(" · "))}${cancelling}`;
}

/** Cuts a text, colours included, to a number of columns. */
function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let result = "";
  // Split at colours, which take no room and stay whole.
  for (const [index, piece] of text.split(colorSequence).entries()) {
    if (index % 2 === 1) {
      result += piece;
      continue;
    }
    for (const character of piece) {
      width += widthOf(character);
      if (width > columns - 1) return `${result}…${text.includes(escapeCharacter) ? resetColors : ""}`;
      result += character;
    }
  }
  return result;
}

const escapeCharacter = "\u001b";
const resetColors = `${escapeCharacter}[0m`;
const colorSequence = new RegExp(`(${escapeCharacter}\\[[0-9;]*m)`);
