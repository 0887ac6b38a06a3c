import { availableParallelism, totalmem } from "node:os";
import { detectDialect, parseLegacyStages } from "@headrace/dialects";
import type { WorkspaceMode } from "@headrace/execution";
import { type Diagnostic, type ParsedPipeline, parsePipeline } from "@headrace/pipeline";
import { type DefinitionText, readDefinition } from "./read-definition.ts";
import { stageTypeFiles } from "./stage-type-files.ts";

/** A definition read and parsed, whatever its dialect. */
export interface Definition extends DefinitionText, Pick<ParsedPipeline, "pipeline" | "diagnostics"> {
  readonly dialect: "headrace" | "legacy-stages";
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
export function parseDefinition({ path, text }: DefinitionText, options: DefinitionOptions): Definition {
  const dialect = detectDialect(text);
  const { pipeline, diagnostics } =
    dialect === "legacy-stages"
      ? parseLegacyStages(text, path)
      : parsePipeline(text, {
          path,
          resolveStageType: stageTypeFiles(options.directory),
          available: { cpu: availableParallelism(), memory: totalmem() },
          ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
        });
  return { path, text, dialect, pipeline, diagnostics };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
