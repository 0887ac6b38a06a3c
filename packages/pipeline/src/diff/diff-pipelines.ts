import type { Pipeline } from "../model/index.ts";
import { type FieldChange, fieldChanges } from "./field-changes.ts";
import { normalizePipeline, normalizeStage } from "./normalize.ts";
import { findRenames, normalizeRenamed } from "./renames.ts";

/** What became of one stage. */
export type StageChange =
  | { readonly kind: "added"; readonly stage: string }
  | { readonly kind: "removed"; readonly stage: string }
  /** The same content under another id. */
  | { readonly kind: "renamed"; readonly stage: string; readonly before: string }
  | { readonly kind: "changed"; readonly stage: string; readonly changes: readonly FieldChange[] };

export interface PipelineDiff {
  /** Whether both mean the same. */
  readonly same: boolean;
  /** Outside the stages: name, variables, triggers, parameters by name. */
  readonly pipeline: readonly FieldChange[];
  /** Removed ones first, in the old order; then the others in the new order. */
  readonly stages: readonly StageChange[];
}

/**
 * How two pipelines differ in meaning. The order of stages, needs, secrets, labels, variables, parameters and
 * plain globs means nothing and is ignored; that of steps, of axes and of globs with `!` is not. A stage that only
 * changed its id is renamed, and stages that need it are unchanged by that.
 */
export function diffPipelines(before: Pipeline, after: Pipeline): PipelineDiff {
  const renames = findRenames(before.stages, after.stages);
  const oldIds = new Map([...renames].map(([oldId, newId]) => [newId, oldId]));
  const oldStages = new Map(before.stages.map((stage) => [stage.id, stage]));
  const newIds = new Set(after.stages.map((stage) => stage.id));
  const stages: StageChange[] = before.stages
    .filter((stage) => !newIds.has(stage.id) && !renames.has(stage.id))
    .map((stage) => ({ kind: "removed", stage: stage.id }));
  for (const stage of after.stages) {
    const oldId = oldIds.get(stage.id);
    const old = oldStages.get(stage.id);
    if (oldId !== undefined) stages.push({ kind: "renamed", stage: stage.id, before: oldId });
    else if (!old) stages.push({ kind: "added", stage: stage.id });
    else {
      const changes = fieldChanges(normalizeRenamed(old, renames), normalizeStage(stage));
      if (changes.length > 0) stages.push({ kind: "changed", stage: stage.id, changes });
    }
  }
  const pipeline = fieldChanges(normalizePipeline(before), normalizePipeline(after));
  return { same: pipeline.length === 0 && stages.length === 0, pipeline, stages };
}
