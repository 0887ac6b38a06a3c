import type { OutputOf } from "@headrace/app/client";
import { readDefinition } from "@headrace/library/project";
import { HeadraceError, parsePipeline } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { printDiagnostics } from "../../output/print-diagnostics.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { shownDiagnostic } from "../../remote/rows.ts";
import type { PipelinesAddFlags } from "../pipelines.ts";

/** Gives the exit code: a definition with errors is kept on the server, to be corrected, and told. */
export async function addPipeline(
  context: CommandContext,
  file: string | undefined,
  flags: PipelinesAddFlags,
): Promise<number> {
  const { path, description } = flags;
  if (file !== undefined && path !== undefined) {
    throw new HeadraceError("invalid-argument", "a file here and --path cannot be combined", {
      mend: "give the file that is to be stored, or the path of the one in the repository",
    });
  }
  const client = connect(anyServer(context, flags));
  const repository = await findRepository(client, flags.repository);
  const definition = file === undefined ? undefined : await readDefinition(file, context.directory);
  const named = definition === undefined ? undefined : parsePipeline(definition.text).pipeline?.name;
  const created = await client.call("pipelines.create", {
    repository: repository.id,
    name: flags.name ?? named ?? repository.name,
    ...(definition === undefined ? { source: "repository" as const } : { text: definition.text }),
    ...(path === undefined ? {} : { path }),
    ...(description === undefined ? {} : { description }),
  });
  const isSound = saySaved(context, { created, path: definition?.path });
  const active = flags.activate === true && isSound;
  if (active) await client.call("pipelines.activate", { pipeline: created.id });
  if (flags.json === true) context.stdout.write(`${JSON.stringify({ ...created, active }, null, 2)}\n`);
  else {
    const next = active
      ? `Run it with: headrace trigger ${created.name}`
      : "It is a draft: activate it for its triggers";
    context.stdout.write(visible(`Added the pipeline ${created.name} of ${repository.name}. ${next}\n`));
  }
  return isSound ? exitCodes.success : exitCodes.usage;
}

export interface Saved {
  readonly created: Pick<OutputOf<"pipelines.create">, "text" | "diagnostics">;
  /** Of the file that was sent. */
  readonly path: string | undefined;
}

/** Prints what is wrong with what was saved; whether it can run. */
export function saySaved(context: CommandContext, { created: { text, diagnostics }, path }: Saved): boolean {
  if (path !== undefined)
    printDiagnostics(context, { path, text: text ?? "", diagnostics: diagnostics.map(shownDiagnostic) });
  return diagnostics.every(({ severity }) => severity !== "error");
}
