import { type Diagnostic, type ModelPath, type Pipeline, validatePipeline } from "@headrace/pipeline";
import { nodeAt } from "../source/node-at.ts";
import type { SourceNode } from "../source/source-node.ts";
import type { LegacyPipeline } from "./config.ts";

/** Tokens, keys and passwords that are written out, each at its place in the source. */
export function credentialDiagnostics(
  pipeline: Pipeline,
  config: LegacyPipeline,
  root: SourceNode,
): readonly Diagnostic[] {
  // The graph has been checked before; with its needs it would be looked through a second time.
  const texts = { ...pipeline, stages: pipeline.stages.map((stage) => ({ ...stage, needs: [] })) };
  return validatePipeline(texts).flatMap((diagnostic): Diagnostic[] => {
    const node = diagnostic.code === "credential-in-text" ? sourceOf(diagnostic.path, config, root) : undefined;
    if (node === undefined) return [];
    const { path, range } = node;
    const mend =
      "Remove it, and replace it, for whoever has seen this text knows it. The Headrace language has `secrets` for it.";
    return [{ ...diagnostic, mend, path, ...(range === undefined ? {} : { range }) }];
  });
}

/** From a place in the model to the one it was made from; undefined for what stands there a second time. */
function sourceOf(path: ModelPath, config: LegacyPipeline, root: SourceNode): SourceNode | undefined {
  const [top, position, key, name] = path;
  if (top === "variables" && typeof position === "string") return nodeAt(root, [["variables"], [position]]);
  if (top !== "stages" || typeof position !== "number") return undefined;
  const place = config.stages.flatMap(({ jobs }, stage) => jobs.map((_, job) => ({ stage, job })))[position];
  const stage = place === undefined ? undefined : config.stages[place.stage];
  const job = place === undefined ? undefined : stage?.jobs[place.job];
  if (place === undefined || stage === undefined || job === undefined) return undefined;
  const inStage = [["stages"], place.stage] as const;
  const inJob = [...inStage, ["jobs"], place.job] as const;
  if (key === "variables" && typeof name === "string") {
    if (Object.hasOwn(job.environment, name)) return nodeAt(root, [...inJob, ["environment"], [name]]);
    return place.job === 0 ? nodeAt(root, [...inStage, ["environment"], [name]]) : undefined;
  }
  const tries = job.retryCount + 1;
  if (key !== "steps" || typeof name !== "number" || path[4] !== "run" || name % tries !== 0) return undefined;
  return nodeAt(root, [...inJob, ["commands"], name / tries]);
}
