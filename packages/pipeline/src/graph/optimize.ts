import type { Pipeline, Stage } from "../model/index.ts";
import { formatDuration } from "../values/duration.ts";
import { type CriticalPath, type Durations, durationArray } from "./graph.ts";
import { impliedNeedsOf } from "./implied-needs.ts";
import { type Layers, layersOf } from "./levels.ts";
import { at, type Links, linksOf } from "./links.ts";
import { needReasons } from "./need-reasons.ts";
import { longestPath, type Schedule, scheduleOf } from "./schedule.ts";

/**
 * `unused-need`: a stage waits for another and takes nothing from it that can be seen.
 * `implied-need`: another need says the same. `chain`: stages that run strictly one after another.
 * `longest-stage`: the stage that most of the critical path is spent in.
 */
export type SuggestionKind = "unused-need" | "implied-need" | "chain" | "longest-stage";

export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly stage: string;
  /** The need the suggestion is about. */
  readonly need?: string;
  /** Plain words, with what cannot be known from the text said. */
  readonly message: string;
  /** How much sooner the pipeline would end with enough workers, from recorded durations; absent where they are not known. */
  readonly savesMs?: number;
}

export interface Optimization {
  readonly levels: readonly (readonly string[])[];
  /** How many stages run at once on average, if nothing but needs holds them back. */
  readonly estimatedParallelism: number;
  readonly criticalPath: CriticalPath;
  /** Those that save most first. */
  readonly suggestions: readonly Suggestion[];
}

/** Stages in a row from which on a chain is worth a word. */
const longChain = 4;
/** Share of the critical path from which on a stage is worth a word. */
const longShare = 0.4;

/**
 * What could run side by side but does not, and where the time goes. Durations are those of recorded executions,
 * in milliseconds by stage id; without them every stage counts as equally long and no saving is claimed.
 */
export function optimize(pipeline: Pipeline, durations: Durations = {}): Optimization {
  const links = linksOf(pipeline.stages);
  const layers = layersOf(links);
  const known = durationArray(links.ids, durations);
  const measured = known.some((duration) => duration > 0);
  const lengths = measured ? known : new Float64Array(links.ids.length).fill(1);
  const schedule = scheduleOf(links, layers, lengths);
  const path = longestPath(links, layers, schedule);
  const plan: Plan = { pipeline, links, layers, lengths, schedule, path, measured };
  const work = lengths.reduce((sum, duration) => sum + duration, 0);
  return {
    levels: layers.levels.map((level) => level.map((index) => links.ids[index] ?? "")),
    estimatedParallelism: schedule.totalMs === 0 ? 0 : Math.round((work / schedule.totalMs) * 100) / 100,
    criticalPath: { stages: path.map((index) => links.ids[index] ?? ""), totalMs: measured ? schedule.totalMs : 0 },
    suggestions: [...needSuggestions(plan), ...longestStage(plan), ...chains(plan)].sort(
      (left, right) => (right.savesMs ?? 0) - (left.savesMs ?? 0),
    ),
  };
}

interface Plan {
  readonly pipeline: Pipeline;
  readonly links: Links;
  readonly layers: Layers;
  /** By index: recorded milliseconds, or 1 for every stage. */
  readonly lengths: Float64Array;
  readonly schedule: Schedule;
  readonly path: readonly number[];
  readonly measured: boolean;
}

function needSuggestions(plan: Plan): readonly Suggestion[] {
  const { links, layers } = plan;
  const implied = impliedNeedsOf(links, layers);
  const stages = new Map(plan.pipeline.stages.map((stage) => [stage.id, stage]));
  return layers.order.flatMap((index) => {
    const stage = stages.get(links.ids[index] ?? "");
    if (!stage) return [];
    const reasonFor = needReasons(stage);
    return at(links.needs, index).flatMap((need) => {
      const needed = stages.get(links.ids[need] ?? "");
      if (!needed) return [];
      const reason = reasonFor(needed);
      if (implied[index]?.has(need)) {
        // Artifacts and outputs come from direct needs only, so such a need is not idle.
        return reason === "artifact" || reason === "output" ? [] : [impliedNeed(plan, index, need)];
      }
      return reason === null ? [unusedNeed(plan, { index, need, stage, needed })] : [];
    });
  });
}

function impliedNeed({ links }: Plan, index: number, need: number): Suggestion {
  const stage = links.ids[index] ?? "";
  const needed = links.ids[need] ?? "";
  return {
    kind: "implied-need",
    stage,
    need: needed,
    message: `${stage} needs ${needed}, which its other needs already wait for; leaving it out changes nothing about the order.`,
  };
}

function unusedNeed(
  plan: Plan,
  edge: { readonly index: number; readonly need: number; readonly stage: Stage; readonly needed: Stage },
): Suggestion {
  const { stage, needed, index, need } = edge;
  const instead = at(plan.links.needs, need)
    .filter((above) => !at(plan.links.needs, index).includes(above))
    .map((above) => plan.links.ids[above] ?? "");
  const advice = instead.length > 0 ? `need ${listOf(instead)} instead` : "drop the need";
  const base = {
    kind: "unused-need" as const,
    stage: stage.id,
    need: needed.id,
    message:
      `${stage.id} waits for ${needed.id}, but takes no artifact and no output of it. ` +
      `Unless ${needed.id} is a gate, or leaves files in a shared workspace that ${stage.id} reads, ${advice}`,
  };
  const saving = plan.measured ? savingWithout(plan, index, need) : null;
  if (saving === null) return { ...base, message: `${base.message}.` };
  const gain =
    saving.pipeline > 0
      ? `: the pipeline would end ${formatDuration(saving.pipeline)} sooner`
      : saving.stage > 0
        ? `: it could start ${formatDuration(saving.stage)} sooner, though the pipeline would not end sooner`
        : ", though by itself that lets nothing start sooner";
  return { ...base, message: `${base.message}${gain}.`, savesMs: saving.pipeline };
}

/** What is gained when the stage waits for what the need waits for, in place of the need itself. */
function savingWithout(plan: Plan, index: number, need: number): { readonly stage: number; readonly pipeline: number } {
  const { links, layers, lengths, schedule } = plan;
  const others = at(links.needs, index).filter((other) => other !== need);
  const own = [...new Set([...others, ...at(links.needs, need)])];
  const start = own.reduce((latest, other) => Math.max(latest, schedule.ends[other] ?? 0), 0);
  const sooner = (schedule.starts[index] ?? 0) - start;
  // Only a stage on the critical path can bring the end forward; for the others the sum need not be done.
  if (sooner <= 0 || !plan.path.includes(index)) return { stage: Math.max(0, sooner), pipeline: 0 };
  const needs = links.needs.map((list, at_) => (at_ === index ? own : list));
  const changed = scheduleOf({ ...links, needs }, layers, lengths);
  return { stage: sooner, pipeline: schedule.totalMs - changed.totalMs };
}

function longestStage(plan: Plan): readonly Suggestion[] {
  const { measured, path, lengths, links, layers, schedule } = plan;
  if (!measured || path.length < 2) return [];
  const longest = path.reduce((best, index) => ((lengths[index] ?? 0) > (lengths[best] ?? 0) ? index : best));
  const duration = lengths[longest] ?? 0;
  if (duration < schedule.totalMs * longShare) return [];
  const halved = Float64Array.from(lengths, (length, index) => (index === longest ? length / 2 : length));
  const gain = Math.round(schedule.totalMs - scheduleOf(links, layers, halved).totalMs);
  const stage = links.ids[longest] ?? "";
  const message =
    `${stage} takes ${formatDuration(duration)} of the ${formatDuration(schedule.totalMs)} the longest path takes. ` +
    `At half of that the pipeline would end ${formatDuration(gain)} sooner: split it, cache what it makes, or spread it over a matrix.`;
  return [{ kind: "longest-stage", stage, message }];
}

function chains({ links, layers }: Plan): readonly Suggestion[] {
  const only = (list: readonly number[]) => (list.length === 1 ? list[0] : undefined);
  const follower = (index: number) => {
    const next = only(at(links.dependents, index));
    return next !== undefined && at(links.needs, next).length === 1 ? next : undefined;
  };
  return layers.order.flatMap((first) => {
    const before = only(at(links.needs, first));
    if (before !== undefined && follower(before) === first) return [];
    const chain: number[] = [];
    for (let index: number | undefined = first; index !== undefined; index = follower(index)) chain.push(index);
    if (chain.length < longChain) return [];
    const ids = chain.map((index) => links.ids[index] ?? "");
    const shown = ids.length > 6 ? [...ids.slice(0, 3), "…", ...ids.slice(-2)] : ids;
    const message =
      `${shown.join(" → ")} are ${ids.length} stages in a row, each waiting for the one before. ` +
      "Those that share an environment could be steps of one stage, which starts once.";
    return [{ kind: "chain" as const, stage: ids[0] ?? "", message }];
  });
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
