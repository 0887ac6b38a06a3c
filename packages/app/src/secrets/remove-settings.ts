import type { ServerTables } from "@headrace/store/server";

/** Removes the secrets and variables of places that are about to be removed: repositories or environments, by id. */
export async function removeSettings(tables: ServerTables, places: readonly string[]): Promise<void> {
  if (places.length === 0) return;
  await tables.deleteFrom("secrets").where("scope_id", "in", places).execute();
  await tables.deleteFrom("variables").where("scope_id", "in", places).execute();
}
