import { join, resolve } from "node:path";
import type { CommandContext } from "../../context.ts";
import { saveBody } from "../../input/save-body.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { DownloadsGetFlags } from "../downloads.ts";

export async function getDownload(
  context: CommandContext,
  { named, name }: { readonly named: string; readonly name: string },
  flags: DownloadsGetFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository } = await findRepository(client, named);
  const { body } = await client.bytes("repositories.get-host-download", { repository, name });
  const saved = await saveBody(body, { into: resolve(context.directory, flags.into), name });
  context.stdout.write(visible(`${name}: ${join(flags.into, saved)}\n`));
}
