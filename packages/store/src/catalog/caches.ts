import { randomUUID } from "node:crypto";
import type { CacheRow, Catalog } from "@headrace/engine";
import type { Database } from "../database/database.ts";
import { endOf } from "../database/prefix.ts";
import { numberOf, optionalNumberOf, type Row, textOf } from "../database/row.ts";
import { all, one, run, type Work } from "../database/work.ts";

type CacheRows = Pick<Catalog, "findCache" | "putCache" | "touchCache" | "removeCache" | "caches">;

export function createCacheRows(database: Database): CacheRows {
  return {
    findCache: (query) =>
      database.perform("look for a cache", function* () {
        for (const scope of query.scopes) {
          const row = yield* one(selectExact, scope, query.key, query.now);
          if (row !== undefined) return cacheOf(row);
        }
        for (const prefix of longerFirst(query.restoreKeys)) {
          for (const scope of query.scopes) {
            const entry = yield* newest(scope, prefix, query.now);
            if (entry !== undefined) return entry;
          }
        }
        return null;
      }),
    putCache: (row) => {
      const id = randomUUID();
      return database.perform("store a cache's entry", function* () {
        yield run(upsert, id, row.scope, row.key, row.digest, row.size, row.createdAt, row.usedAt, row.ttl ?? null);
      });
    },
    touchCache: (id, usedAt) =>
      database.perform("note a cache's use", function* () {
        yield run("UPDATE cache_entries SET used_at = ? WHERE id = ? AND used_at < ?", usedAt, id, usedAt);
      }),
    removeCache: (id) =>
      database.perform("remove a cache's entry", function* () {
        yield run("DELETE FROM cache_entries WHERE id = ?", id);
      }),
    caches: () =>
      database.perform("read caches", function* () {
        return (yield* all("SELECT * FROM cache_entries ORDER BY used_at, id")).map(cacheOf);
      }),
  };
}

function* newest(scope: string, prefix: string, now: number): Work<CacheRow | undefined> {
  const row = yield* one(selectNewest, scope, prefix, endOf(prefix), now);
  return row === undefined ? undefined : cacheOf(row);
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

const selectExact = `
SELECT * FROM cache_entries WHERE scope = ? AND key = ? AND (ttl IS NULL OR used_at + ttl >= ?)`;

const selectNewest = `
SELECT * FROM cache_entries
WHERE scope = ? AND key >= ? AND key < ? AND (ttl IS NULL OR used_at + ttl >= ?)
ORDER BY created_at DESC, key LIMIT 1`;

const upsert = `
INSERT INTO cache_entries (id, scope, key, digest, size, created_at, used_at, ttl) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scope, key) DO UPDATE
SET id = excluded.id, digest = excluded.digest, size = excluded.size, created_at = excluded.created_at,
    used_at = excluded.used_at, ttl = excluded.ttl`;
