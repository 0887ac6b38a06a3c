import { randomUUID } from "node:crypto";
import type { CacheQuery, CacheRow, Catalog } from "@headrace/engine";
import { guarded } from "../database/guarded.ts";
import { numberOf, optionalNumberOf, type Row, textOf } from "../database/row.ts";
import type { Statements } from "../database/statements.ts";

type CacheRows = Pick<Catalog, "findCache" | "putCache" | "touchCache" | "removeCache" | "caches">;

export function createCacheRows(statements: Statements): CacheRows {
  const exact = ({ scopes, key, now }: CacheQuery): CacheRow | undefined => {
    for (const scope of scopes) {
      const row = statements(selectOne).get(scope, key);
      const entry = row === undefined ? undefined : cacheOf(row);
      if (entry !== undefined && !expired(entry, now)) return entry;
    }
    return undefined;
  };

  /** Keys that begin alike stand together in the index of (scope, key), from the prefix on. */
  const newest = (scope: string, prefix: string, now: number): CacheRow | undefined => {
    let best: CacheRow | undefined;
    for (const row of statements(selectFrom).iterate(scope, prefix)) {
      const entry = cacheOf(row);
      if (!entry.key.startsWith(prefix)) break;
      if (!expired(entry, now) && (best === undefined || entry.createdAt > best.createdAt)) best = entry;
    }
    return best;
  };

  return {
    findCache: async (query) =>
      guarded("look for a cache", () => {
        const found = exact(query);
        if (found !== undefined) return found;
        for (const prefix of longerFirst(query.restoreKeys)) {
          for (const scope of query.scopes) {
            const entry = newest(scope, prefix, query.now);
            if (entry !== undefined) return entry;
          }
        }
        return null;
      }),
    putCache: async (row) =>
      guarded("store a cache's entry", () => {
        statements(upsert).run(
          randomUUID(),
          row.scope,
          row.key,
          row.digest,
          row.size,
          row.createdAt,
          row.usedAt,
          row.ttl ?? null,
        );
      }),
    touchCache: async (id, usedAt) =>
      guarded("note a cache's use", () => {
        statements("UPDATE cache_entries SET used_at = max(used_at, ?) WHERE id = ?").run(usedAt, id);
      }),
    removeCache: async (id) =>
      guarded("remove a cache's entry", () => {
        statements("DELETE FROM cache_entries WHERE id = ?").run(id);
      }),
    caches: async () => guarded("read caches", () => statements(selectAll).all().map(cacheOf)),
  };
}

/** As given, but a key that lengthens another one is put before it: in the given order it could never serve. */
function longerFirst(keys: readonly string[]): readonly string[] {
  const ordered = new Set<string>();
  for (const key of keys) {
    const longer = keys.filter((other) => other.startsWith(key)).toSorted((one, other) => other.length - one.length);
    for (const each of longer) ordered.add(each);
  }
  return [...ordered];
}

function expired(entry: CacheRow, now: number): boolean {
  return entry.ttl !== undefined && entry.usedAt + entry.ttl < now;
}

function cacheOf(row: Row): CacheRow {
  const ttl = optionalNumberOf(row, "ttl");
  return {
    id: textOf(row, "id"),
    scope: textOf(row, "scope"),
    key: textOf(row, "key"),
    digest: textOf(row, "digest"),
    size: numberOf(row, "size"),
    createdAt: numberOf(row, "created_at"),
    usedAt: numberOf(row, "used_at"),
    ...(ttl === undefined ? {} : { ttl }),
  };
}

const selectOne = "SELECT * FROM cache_entries WHERE scope = ? AND key = ?";
const selectFrom = "SELECT * FROM cache_entries WHERE scope = ? AND key >= ? ORDER BY key";
const selectAll = "SELECT * FROM cache_entries ORDER BY used_at, id";
const upsert = `
INSERT INTO cache_entries (id, scope, key, digest, size, created_at, used_at, ttl) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scope, key) DO UPDATE
SET id = excluded.id, digest = excluded.digest, size = excluded.size, created_at = excluded.created_at,
    used_at = excluded.used_at, ttl = excluded.ttl`;
