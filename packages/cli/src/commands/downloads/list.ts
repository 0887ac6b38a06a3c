import { formatSize } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { DownloadsListFlags } from "../downloads.ts";

export async function listDownloads(context: CommandContext, named: string, flags: DownloadsListFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name } = await findRepository(client, named);
  const { items } = await client.call("repositories.host-downloads", { repository });
  printList(context, {
    items,
    json: flags.json,
    empty: `No file lies with ${name} on its host.`,
    columns: {
      FILE: (each) => each.name,
      SIZE: ({ size }) => (size === undefined ? "" : formatSize(size)),
      ADDED: ({ createdAt = "" }) => createdAt,
      FETCHED: ({ downloads }) => (downloads === undefined ? "" : String(downloads)),
    },
  });
}
