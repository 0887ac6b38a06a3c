import type { CacheEntriesTable, ServerTables } from "@headrace/store/server";
import { type CachePlace, repositoryCachePrefix } from "../runs/scoped-catalog.ts";

/** The caches of a repository, least recently used first; those whose key begins with a text, where one is given. */
export async function cachesOf(
  tables: ServerTables,
  place: CachePlace,
  keyPrefix = "",
): Promise<readonly CacheEntriesTable[]> {
  const scope = repositoryCachePrefix(place);
  // Not `like`: a key may hold its wildcards.
  return await tables
    .selectFrom("cache_entries")
    .selectAll()
    .where(({ eb, fn }) => eb(fn("substr", ["scope", eb.val(1), eb.val(scope.length)]), "=", scope))
    .where(({ eb, fn }) => eb(fn("substr", ["key", eb.val(1), eb.val([...keyPrefix].length)]), "=", keyPrefix))
    .orderBy("used_at")
    .orderBy("id")
    .execute();
}
