import { formatSize, HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { namedRepository } from "../../remote/on-host.ts";
import type { CacheClearFlags, CacheListFlags } from "../cache.ts";

export async function listHostCaches(context: CommandContext, flags: CacheListFlags): Promise<void> {
  const { items, name } = await read(context, flags);
  printList(context, {
    items,
    json: flags.json,
    empty: `The host of ${name} keeps no caches for it.`,
    columns: {
      CACHE: (each) => each.name,
      SIZE: ({ size }) => (size === undefined ? "" : formatSize(size)),
      MADE: ({ createdAt = "" }) => createdAt,
      ID: ({ id }) => id,
    },
  });
}

export async function clearHostCaches(context: CommandContext, flags: CacheClearFlags): Promise<void> {
  const { key, name: exact } = flags;
  if (key !== undefined && exact !== undefined) {
    throw new HeadraceError("invalid-argument", "--key and --name cannot be combined", { mend: "choose one of them" });
  }
  const { client, repository, items, name } = await read(context, flags);
  const meant = items.filter((each) => (exact === undefined ? each.name.startsWith(key ?? "") : each.name === exact));
  if (exact !== undefined && meant.length > 0) {
    await client.call("repositories.remove-host-caches-named", { repository, name: exact });
  } else {
    for (const { id: cache } of meant) await client.call("repositories.remove-host-cache", { repository, cache });
  }
  const count = meant.length === 1 ? "1 cache" : `${meant.length} caches`;
  context.stdout.write(visible(`Removed ${count} of ${name} on its host.\n`));
}

async function read(context: CommandContext, flags: CacheListFlags) {
  if (flags.data !== undefined) {
    throw new HeadraceError("invalid-argument", "--data and --on-host cannot be combined", {
      mend: "choose one of them",
    });
  }
  const client = connect(anyServer(context, flags));
  const { id: repository, name } = await namedRepository(client, flags.repository);
  const { items } = await client.call("repositories.host-caches", { repository });
  return { client, repository, name, items };
}
