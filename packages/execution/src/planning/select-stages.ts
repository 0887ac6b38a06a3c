import type { Pipeline, Stage } from "@headrace/pipeline";
import { HeadraceError, nearestName } from "@headrace/pipeline";

/**
 * The stages of an execution, in the file's order: those of `only` as they are, those of `until` with all they
 * need, all of them when neither names any. Throws `stage-not-found`.
 */
export function selectStages(
  pipeline: Pipeline,
  selection: { readonly only?: readonly string[]; readonly until?: readonly string[] },
): readonly Stage[] {
  const only = selection.only ?? [];
  const until = selection.until ?? [];
  if (only.length === 0 && until.length === 0) return pipeline.stages;
  const byId = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
  for (const id of [...only, ...until]) if (!byId.has(id)) throw unknownStage(pipeline, id);
  const selected = new Set(only);
  const open = [...until];
  const closed = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (closed.has(id)) continue;
    closed.add(id);
    selected.add(id);
    for (const need of byId.get(id)?.needs ?? []) open.push(need.stage);
  }
  return pipeline.stages.filter((stage) => selected.has(stage.id));
}

function unknownStage(pipeline: Pipeline, id: string): HeadraceError {
  const ids = pipeline.stages.map((stage) => stage.id);
  const nearest = nearestName(id, ids);
  const known = ids.length > 10 ? `${ids.slice(0, 10).join(", ")} and ${ids.length - 10} more` : ids.join(", ");
  return new HeadraceError("stage-not-found", `the pipeline "${pipeline.name}" has no stage "${id}"`, {
    mend: nearest === undefined ? `its stages are ${known}` : `did you mean "${nearest}"?`,
  });
}
