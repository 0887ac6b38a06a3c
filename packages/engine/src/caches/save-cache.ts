import { packArchive } from "../archives/pack-archive.ts";
import { faultPoint } from "../faults.ts";
import { selectFiles } from "../files/select-files.ts";
import type { CacheRow, Catalog } from "../ports/index.ts";
import type { CacheServices } from "./restore-cache.ts";

export interface SaveCacheRequest {
  /** Absolute. */
  readonly workspace: string;
  /** Evaluated. */
  readonly key: string;
  /** The first of `cacheScopes`. */
  readonly scope: string;
  readonly paths: readonly string[];
  /** Milliseconds since last use. */
  readonly ttl?: number;
  /** Bytes that all entries together may take, packed. */
  readonly limit: number;
  /** Absolute paths that are never part: the data directory. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

export type CacheSaving =
  /** `size` in bytes, of the files. */
  | { readonly kind: "saved"; readonly size: number }
  /** Nothing matches the paths. */
  | { readonly kind: "empty" }
  /** Packed it is larger than all caches together may be. */
  | { readonly kind: "too-large"; readonly size: number };

/**
 * Packs and stores an entry, then drops the least recently used ones while all together are over the limit.
 * The entry appears at once and whole, when its content is already stored; of two saved at the same time under one key the
 * later stands. Throws `path-escapes-workspace`, `disk-full`, `infrastructure`.
 */
export async function saveCache(request: SaveCacheRequest, services: CacheServices): Promise<CacheSaving> {
  const { workspace, key, scope, ttl, limit, exclude, signal } = request;
  const { blobs, catalog, clock } = services;
  const paths = await selectFiles({ root: workspace, patterns: request.paths, exclude, signal });
  if (paths.length === 0) return { kind: "empty" };
  const { content, summary } = packArchive({ root: workspace, paths, keepTimes: true, signal });
  const { digest, size } = await blobs.put(content);
  if (size > limit) return { kind: "too-large", size };
  const now = clock.now();
  faultPoint("cache.save.before");
  await catalog.putCache({
    scope,
    key,
    digest,
    size,
    createdAt: now,
    usedAt: now,
    ...(ttl === undefined ? {} : { ttl }),
  });
  faultPoint("cache.save.committed");
  await evictCaches(catalog, { limit, now });
  return { kind: "saved", size: summary.size };
}

export interface EvictionBounds {
  /** Bytes. */
  readonly limit: number;
  readonly now: number;
}

/** Drops expired entries, then the least recently used ones until the rest fits. Their content goes when the store is pruned. */
export async function evictCaches(catalog: Catalog, { limit, now }: EvictionBounds): Promise<void> {
  const isExpired = (row: CacheRow): boolean => row.ttl !== undefined && row.usedAt + row.ttl < now;
  const rows = await catalog.caches();
  const live = rows.filter((row) => !isExpired(row));
  let excess = live.reduce((sum, row) => sum + row.size, 0) - limit;
  for (const row of rows) {
    if (!isExpired(row)) {
      if (excess <= 0) continue;
      excess -= row.size;
    }
    await catalog.removeCache(row.id);
  }
}
