import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { Draft } from "./draft.ts";
import { refuse } from "./refused.ts";
import { isPlain, own, type Plain } from "./values.ts";

/** One need as it is written: `build`, or `{ stage: build, artifacts: false }`. */
export type WrittenNeed = string | Plain;

export function stagesOf(draft: Draft): Plain {
  const stages = draft.value(["stages"]);
  if (stages === undefined || stages === null) return Object.create(null);
  if (!isPlain(stages)) throw refuse("unreadable", "`stages` is no mapping of stages; mend it in the text first.");
  return stages;
}

/** @throws Refused `unknown-stage` */
export function requireStage(draft: Draft, stage: string): ModelPath {
  if (!Object.hasOwn(stagesOf(draft), stage)) throw refuse("unknown-stage", `There is no stage "${stage}".`);
  return ["stages", stage];
}

export function writtenNeeds(stage: unknown): readonly WrittenNeed[] {
  const needs = own(stage, "needs");
  if (typeof needs === "string") return [needs];
  if (!Array.isArray(needs)) return [];
  return needs.filter((need): need is WrittenNeed => typeof need === "string" || isPlain(need));
}

export function neededStage(need: WrittenNeed): string {
  return typeof need === "string" ? need : String(need.stage);
}

export function neededStages(stage: unknown): readonly string[] {
  return writtenNeeds(stage).map(neededStage);
}

/** The stages and their needs, as `createGraph` takes them. */
export function graphStages(draft: Draft) {
  return Object.entries(stagesOf(draft)).map(([id, stage]) => ({
    id,
    needs: neededStages(stage).map((need) => ({ stage: need })),
  }));
}

/** Writes the needs of a stage: what stays is not touched, one text stays one text, and none leave no key. */
export function setNeeds(draft: Draft, stage: string, needs: readonly WrittenNeed[]): void {
  const path = ["stages", stage, "needs"];
  const [only] = needs;
  if (only === undefined) draft.remove(path);
  else if (typeof draft.value(path) === "string" && needs.length === 1) draft.set(path, only);
  else draft.set(path, needs);
}

/** The last of these stages in the file; undefined when none is there. */
export function lastInFile(draft: Draft, stages: readonly string[]): string | undefined {
  const wanted = new Set(stages);
  return Object.keys(stagesOf(draft)).findLast((id) => wanted.has(id));
}
