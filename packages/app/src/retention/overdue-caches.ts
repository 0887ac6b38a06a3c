import type { ServerTables } from "@headrace/store/server";
import { cachePrefix } from "../runs/scoped-catalog.ts";

export interface OverdueCache {
  readonly id: string;
  readonly key: string;
  readonly digest: string;
  readonly size: number;
}

/** The caches of an organization that nobody has used for their time, and the least recently used ones over the limit. */
export async function overdueCaches(
  tables: ServerTables,
  asked: { readonly organizationId: string; readonly cacheBytes: number; readonly now: number },
): Promise<readonly OverdueCache[]> {
  const prefix = cachePrefix(asked.organizationId);
  const rows = await tables
    .selectFrom("cache_entries")
    .select(["id", "key", "digest", "size", "used_at", "ttl"])
    .where(({ eb, fn }) => eb(fn("substr", ["scope", eb.val(1), eb.val(prefix.length)]), "=", prefix))
    .orderBy("used_at", "desc")
    .orderBy("id", "desc")
    .execute();
  let bytes = 0;
  return rows.flatMap(({ id, key, digest, size, used_at, ttl }) => {
    const isExpired = ttl !== null && used_at + ttl < asked.now;
    if (!isExpired && bytes + size <= asked.cacheBytes) {
      bytes += size;
      return [];
    }
    return [{ id, key, digest, size }];
  });
}
