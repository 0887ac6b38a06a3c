import { ForgeError, type RepositoryName } from "@headrace/forges";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import type { Connections } from "../connections/connections.ts";

export interface FollowRename {
  readonly tables: ServerTables;
  readonly connections: Pick<Connections, "open">;
}

/** The columns that say where a repository is. */
export type WatchedAs = Pick<
  ForgeRepositoriesTable,
  "id" | "connection_id" | "forge_id" | "forge_owner" | "forge_name" | "clone_url"
>;

/** Where it is now, as the columns have it. */
export type NewName = Pick<ForgeRepositoriesTable, "forge_owner" | "forge_name" | "clone_url">;

/**
 * Asks a repository's host by its id how it is called now, and keeps that where it is another name. Undefined where it is
 * the same. Throws `forge-not-found` where it is gone, or the token does not see it where it is.
 */
export async function followRename(
  { tables, connections }: FollowRename,
  row: WatchedAs,
  signal?: AbortSignal,
): Promise<NewName | undefined> {
  const { repositories } = await connections.open(row.connection_id);
  const found = await repositories.byId(row.forge_owner, row.forge_id, signal);
  if (found === undefined) {
    throw new ForgeError(
      "forge-not-found",
      `the host has no ${row.forge_owner}/${row.forge_name} any more, or does not show it to this token`,
      { mend: "if it was deleted, remove it here; if it was moved, connect it where it is now" },
    );
  }
  if (isNameOf(row, found.repository)) return undefined;
  // One that a person pointed elsewhere stays there.
  await tables
    .updateTable("repositories")
    .set({ location: found.cloneUrl })
    .where("id", "=", row.id)
    .where("location", "in", [row.clone_url, row.clone_url.replace(/\.git$/, "")])
    .execute();
  const { owner, name } = found.repository;
  const named = { forge_owner: owner, forge_name: name, clone_url: found.cloneUrl };
  await tables.updateTable("forge_repositories").set(named).where("id", "=", row.id).execute();
  return named;
}

/** Hosts do not tell large letters from small ones there. */
export function isNameOf(row: Pick<WatchedAs, "forge_owner" | "forge_name">, { owner, name }: RepositoryName): boolean {
  return `${row.forge_owner}/${row.forge_name}`.toLowerCase() === `${owner}/${name}`.toLowerCase();
}
