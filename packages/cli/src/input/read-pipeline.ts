import { findDefinition, loadDefinition } from "@headrace/library/project";
import type { Pipeline } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { printDiagnostics } from "../output/print-diagnostics.ts";

/** The pipeline of a named file, or the project's own; what is wrong with it is printed. Null when it has errors. */
export async function readPipeline(context: CommandContext, file: string | undefined): Promise<Pipeline | null> {
  const { directory } = context;
  const definition = await loadDefinition(file ?? (await findDefinition(directory)), { directory });
  printDiagnostics(context, definition);
  return definition.pipeline;
}
