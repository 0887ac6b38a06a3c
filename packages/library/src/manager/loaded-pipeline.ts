import { type LegacyPipeline, parseLegacyStages, printLegacyStages } from "@headrace/dialects";
import type { Diagnostic, Pipeline as PipelineModel } from "@headrace/pipeline";
import { type Definition, InvalidRunError, loadDefinition } from "../project/index.ts";

/** A definition that can be run, in the two forms in which it is used. */
export interface LoadedPipeline {
  readonly dialect: "headrace" | "legacy-stages";
  readonly path: string;
  readonly text: string;
  /** Its stages flattened to jobs are the stages of `model`, in the same order. */
  readonly config: LegacyPipeline;
  readonly model: PipelineModel;
  readonly warnings: readonly Diagnostic[];
}

/** Throws `file-not-found`, `not-a-file`, or `invalid-definition` with every problem. */
export async function loadPipeline(path: string, directory: string): Promise<LoadedPipeline> {
  const definition = await loadDefinition(path, { directory });
  return definition.dialect === "legacy-stages"
    ? loadLegacy(definition.text, { path, text: definition.text })
    : loadHeadrace(definition);
}

/** From plain data in the legacy stages format. */
export function loadConfig(config: unknown): LoadedPipeline {
  return loadLegacy(config, { path: "config.json", text: `${JSON.stringify(config, null, 2)}\n` });
}

function loadLegacy(source: unknown, file: Pick<Definition, "path" | "text">): LoadedPipeline {
  const { pipeline, config, diagnostics } = parseLegacyStages(source, file.path);
  if (pipeline === null || config === null) throw new InvalidRunError(errorsOf(diagnostics));
  return { dialect: "legacy-stages", path: file.path, text: file.text, config, model: pipeline, warnings: diagnostics };
}

function loadHeadrace(definition: Definition): LoadedPipeline {
  const { pipeline, diagnostics, path, text } = definition;
  if (pipeline === null) throw new InvalidRunError(errorsOf(diagnostics));
  return {
    dialect: "headrace",
    path,
    text,
    config: printLegacyStages(pipeline).config,
    model: pipeline,
    warnings: diagnostics,
  };
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === "error");
}
