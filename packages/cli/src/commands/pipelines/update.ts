import { readDefinition } from "@headrace/library/project";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findPipeline } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { PipelinesUpdateFlags } from "../pipelines.ts";
import { saySaved } from "./add.ts";

/** Gives the exit code: a definition with errors is kept on the server, to be corrected, and told. */
export async function updatePipeline(
  context: CommandContext,
  { named, file }: { readonly named: string; readonly file: string },
  flags: PipelinesUpdateFlags,
): Promise<number> {
  const client = connect(anyServer(context, flags));
  const { id, version } = await findPipeline(client, named);
  const { path, text } = await readDefinition(file, context.directory);
  const created = await client.call("pipelines.put", {
    pipeline: id,
    ifMatch: `"${version}"`,
    text,
    ...(flags.message === undefined ? {} : { message: flags.message }),
  });
  const isSound = saySaved(context, { created, path });
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify(created, null, 2)}\n`
      : visible(`Saved version ${created.version} of ${created.name}.\n`),
  );
  return isSound ? exitCodes.success : exitCodes.usage;
}
