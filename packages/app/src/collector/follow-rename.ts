import type { Clock } from "@headrace/engine";
import { ForgeError } from "@headrace/forges";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import type { Connections } from "../connections/connections.ts";

export interface FollowRename {
  readonly row: ForgeRepositoriesTable;
  /** Why the last look failed. */
  readonly error: unknown;
  readonly connections: Pick<Connections, "open">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * What to change of a repository that is not found by its name any more: its new name, where the host knows it by its id.
 * Throws the error where that is no rename, and says so where it is gone.
 */
export async function followRename(
  tables: ServerTables,
  { row, error, connections, clock, signal }: FollowRename,
): Promise<Partial<ForgeRepositoriesTable>> {
  if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
  const { repositories } = await connections.open(row.connection_id);
  if (repositories.byId === undefined) throw error;
  const found = await repositories.byId(row.forge_owner, row.forge_id, signal);
  if (found === undefined) {
    throw new ForgeError(
      "forge-not-found",
      `the host has no ${row.forge_owner}/${row.forge_name} any more, or does not show it to this token`,
      { mend: "if it was deleted, remove it here; if it was moved, connect it where it is now", cause: error },
    );
  }
  const { owner, name } = found.repository;
  if (owner === row.forge_owner && name === row.forge_name) throw error;
  // One that a person pointed elsewhere stays there.
  await tables
    .updateTable("repositories")
    .set({ location: found.cloneUrl })
    .where("id", "=", row.id)
    .where("location", "in", [row.clone_url, row.clone_url.replace(/\.git$/, "")])
    .execute();
  const named = { forge_owner: owner, forge_name: name, clone_url: found.cloneUrl };
  return { ...named, attempts: 0, problem: null, next_attempt_at: clock.now() };
}
