import type { OutputOf } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findPipeline } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { PipelinesRegenerateFlags } from "../pipelines.ts";

/** Prints what would change; with `--yes` that is saved. Gives the exit code. */
export async function regeneratePipeline(
  context: CommandContext,
  named: string,
  flags: PipelinesRegenerateFlags,
): Promise<number> {
  const client = connect(anyServer(context, flags));
  const { id, name, version } = await findPipeline(client, named);
  const answer = await client.call("pipelines.regenerate", {
    pipeline: id,
    ifMatch: `"${version}"`,
    from: flags.kept === true ? "kept" : "newest",
    parameters: flags.parameter,
    overwrite: flags.overwrite === true,
    dryRun: flags.yes !== true,
  });
  context.stdout.write(
    flags.json === true ? `${JSON.stringify(answer, null, 2)}\n` : visible(`${wordsOf(name, answer, flags)}\n`),
  );
  return answer.diagnostics.some(({ severity }) => severity === "error") ? exitCodes.usage : exitCodes.success;
}

function wordsOf(
  name: string,
  answer: OutputOf<"pipelines.regenerate">,
  { overwrite = false, yes = false }: PipelinesRegenerateFlags,
): string {
  const { saved, version, generatedVersion, edited, currentText, text, changes, dropped, diagnostics } = answer;
  if (text === currentText) return `Nothing would change: version ${version} of ${name} says that already.`;
  const lines = [changes === "" ? "The text changes." : changes];
  if (dropped.length > 0) lines.push(`The template has no more: ${dropped.join(", ")}.`);
  lines.push(...diagnostics.map(({ severity, message }) => `${severity}: ${message}`));
  if (saved) return [...lines, `Saved version ${version} of ${name}.`].join("\n");
  if (edited && !overwrite) {
    lines.push(`Others saved a text since version ${generatedVersion}: --overwrite replaces it by a newer version.`);
  }
  return yes ? lines.join("\n") : [...lines, "Nothing is saved yet. Save it with --yes."].join("\n");
}
