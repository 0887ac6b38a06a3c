import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findConnection } from "../../remote/find-named.ts";
import { anyServer, type ServerFlags } from "../../remote/find-server.ts";

export async function removeConnection(context: CommandContext, named: string, flags: ServerFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id, name } = await findConnection(client, named);
  await client.call("connections.delete", { connection: id });
  context.stdout.write(visible(`Removed ${name} with its credentials. Revoke the token on its host too.\n`));
}
