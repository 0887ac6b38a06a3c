import { type BitbucketNote, printBitbucketPipelines, printJson, printLegacyStages } from "@headrace/dialects";
import type { Pipeline } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { readPipeline } from "../../input/read-pipeline.ts";
import { createStyle } from "../../output/style.ts";
import { visible } from "../../output/visible.ts";
import type { ExportFlags } from "../export.ts";

/** What every writer tells of what its format cannot say. */
type Note = Pick<BitbucketNote, "path" | "message" | "mend"> & Partial<Pick<BitbucketNote, "severity">>;

/** Prints the text alone to stdout, and its notes to stderr. */
export async function printExport(
  context: CommandContext,
  file: string | undefined,
  { to }: ExportFlags,
): Promise<number> {
  const pipeline = await readPipeline(context, file);
  if (pipeline === null) return exitCodes.usage;
  const { text, notes } = written(pipeline, to);
  context.stdout.write(text);
  const { red, yellow, dim } = createStyle(context.color);
  for (const { severity = "info", path, message, mend } of notes) {
    const kind = { error: red, warning: yellow, info: dim }[severity](severity === "info" ? "note" : severity);
    const place = path.length === 0 ? "" : ` ${visible(path.join("."))}:`;
    const mending = mend === undefined ? "" : `       ${dim("mend:")} ${visible(mend)}\n`;
    context.stderr.write(`${kind}:${place} ${visible(message)}\n${mending}`);
  }
  return exitCodes.success;
}

function written(
  pipeline: Pipeline,
  to: ExportFlags["to"],
): { readonly text: string; readonly notes: readonly Note[] } {
  switch (to) {
    case "bitbucket":
      return printBitbucketPipelines(pipeline);
    case "json":
      return printJson(pipeline);
    case "legacy-stages":
      return printLegacyStages(pipeline);
  }
}
