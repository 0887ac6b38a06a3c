import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findPipeline } from "../../remote/find-named.ts";
import { anyServer, type ServerFlags } from "../../remote/find-server.ts";

export interface Switching {
  readonly named: string;
  readonly word: "activate" | "deactivate";
}

export async function switchPipeline(
  context: CommandContext,
  { named, word }: Switching,
  flags: ServerFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id } = await findPipeline(client, named);
  const { name } = await client.call(`pipelines.${word}`, { pipeline: id });
  context.stdout.write(
    visible(
      word === "activate" ? `The triggers of ${name} start it now.\n` : `The triggers of ${name} no longer start it.\n`,
    ),
  );
}
