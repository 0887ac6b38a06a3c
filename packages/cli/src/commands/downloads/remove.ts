import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer, type ServerFlags } from "../../remote/find-server.ts";

export async function removeDownload(
  context: CommandContext,
  { named, name }: { readonly named: string; readonly name: string },
  flags: ServerFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name: of } = await findRepository(client, named);
  await client.call("repositories.remove-host-download", { repository, name });
  context.stdout.write(visible(`${name} no longer lies with ${of} on its host.\n`));
}
