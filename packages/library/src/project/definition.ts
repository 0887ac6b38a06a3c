import { availableParallelism, totalmem } from "node:os";
import { detectDialect } from "@headrace/dialects/detect";
import type { WorkspaceMode } from "@headrace/execution";
import {
  type Diagnostic,
  type ModelPath,
  type ParsedPipeline,
  parsePipeline,
  type Range,
  type ResolveStageType,
} from "@headrace/pipeline";
import { type DefinitionText, readDefinition } from "./read-definition.ts";
import { stageTypeFiles } from "./stage-type-files.ts";

/** A definition read and parsed, whatever its dialect. */
export interface Definition extends DefinitionText, Pick<ParsedPipeline, "pipeline" | "diagnostics"> {
  readonly dialect: "headrace" | "legacy-stages";
  /** Where a part of the model stands in the text; undefined where that is not known. */
  locate(path: ModelPath): Range | undefined;
}

export interface DefinitionOptions {
  /** Absolute: the project's; stage types are looked for in it and beside it. */
  readonly directory: string;
  /** `shared` also reports what could collide in one directory. */
  readonly workspace?: WorkspaceMode;
}

/** Reads and parses a definition; what is wrong inside the text is in its diagnostics. */
export async function loadDefinition(path: string, options: DefinitionOptions): Promise<Definition> {
  const file = await readDefinition(path, options.directory);
  return parseDefinition({ path, text: file.text }, options);
}

/** Parses a text that was read before, as it was kept with an execution. */
export function parseDefinition(
  text: DefinitionText,
  { directory, ...options }: DefinitionOptions,
): Promise<Definition> {
  return parseDefinitionText(text, { ...options, resolveStageType: stageTypeFiles(directory) });
}

export interface ParseTextOptions extends Pick<DefinitionOptions, "workspace"> {
  /** Gives the files of stage types that are not built in; none unless said. */
  readonly resolveStageType?: ResolveStageType;
}

/** Parses a text that lies in no directory. */
export async function parseDefinitionText(
  { path, text }: DefinitionText,
  { resolveStageType = () => null, workspace }: ParseTextOptions = {},
): Promise<Definition> {
  const dialect = detectDialect(text);
  if (dialect === "legacy-stages") {
    // Loaded only for those who still have such files.
    const { parseLegacyStages } = await import("@headrace/dialects");
    const { pipeline, diagnostics } = parseLegacyStages(text, path);
    return { path, text, dialect, pipeline, diagnostics, locate: () => undefined };
  }
  const { pipeline, diagnostics, locate } = parsePipeline(text, {
    path,
    resolveStageType,
    available: { cpu: availableParallelism(), memory: totalmem() },
    ...(workspace === undefined ? {} : { workspace }),
  });
  return { path, text, dialect, pipeline, diagnostics, locate };
}

export function hasErrors(diagnostics: readonly Pick<Diagnostic, "severity">[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
