import type { GitCredentials } from "@headrace/forges";
import type { ServerTables } from "@headrace/store/server";
import type { Connections } from "./connections.ts";

export interface CloneNeeds {
  readonly tables: ServerTables;
  readonly connections: Pick<Connections, "open">;
}

/**
 * What git shows a host for a repository that a connection reaches; null for every other address. Only the address that
 * the host itself gave counts: a location that somebody has changed, or a submodule, gets no token.
 */
export async function cloneCredentials(
  { tables, connections }: CloneNeeds,
  url: string,
  { repositoryId, submoduleOf }: { readonly repositoryId: string; readonly submoduleOf?: string },
): Promise<GitCredentials | null> {
  if (submoduleOf !== undefined) return null;
  const watched = await tables
    .selectFrom("forge_repositories")
    .select(["connection_id", "clone_url"])
    .where("id", "=", repositoryId)
    .executeTakeFirst();
  if (watched === undefined || plain(watched.clone_url) !== plain(url)) return null;
  return await (await connections.open(watched.connection_id)).gitCredentials();
}

function plain(url: string): string {
  return url.replace(/\/+$/, "").replace(/\.git$/, "");
}
