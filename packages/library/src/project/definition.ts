import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { detectDialect, parseLegacyStages } from "@headrace/dialects";
import { type Diagnostic, type ParsedPipeline, parsePipeline } from "@headrace/pipeline";
import { type DefinitionText, readDefinition } from "./read-definition.ts";

/** A definition read and parsed, whatever its dialect. */
export interface Definition extends DefinitionText, Pick<ParsedPipeline, "pipeline" | "diagnostics"> {
  readonly dialect: "headrace" | "legacy-stages";
}

export interface DefinitionOptions {
  /** Absolute; stage types of other repositories are looked for beside it. */
  readonly directory: string;
}

/** Reads and parses a definition; what is wrong inside the text is in its diagnostics. */
export async function loadDefinition(path: string, options: DefinitionOptions): Promise<Definition> {
  const file = await readDefinition(resolve(options.directory, path));
  return parseDefinition({ path, text: file.text }, options);
}

/** Parses a text that was read before, as it was kept with an execution. */
export async function parseDefinition(file: DefinitionText, options: DefinitionOptions): Promise<Definition> {
  const dialect = detectDialect(file.text);
  const { pipeline, diagnostics } =
    dialect === "legacy-stages"
      ? parseLegacyStages(file.text, file.path)
      : parsePipeline(file.text, { path: file.path });
  return { ...file, dialect, pipeline, diagnostics };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
