import { HeadraceError } from "@headrace/pipeline";
import { unpackArchive } from "../archives/unpack-archive.ts";
import type { BlobStore, CacheRow, Catalog, Clock } from "../ports/index.ts";

export interface RestoreCacheRequest {
  /** Absolute. */
  readonly workspace: string;
  /** Evaluated. */
  readonly key: string;
  /** Evaluated; prefixes, in the order in which they are tried. */
  readonly restoreKeys: readonly string[];
  /** From `cacheScopes`. */
  readonly scopes: readonly string[];
  readonly signal?: AbortSignal;
}

export interface CacheServices {
  readonly blobs: BlobStore;
  readonly catalog: Catalog;
  readonly clock: Clock;
}

export type CacheRestoration = CacheHit | CacheMiss;

export interface CacheHit {
  readonly kind: "restored";
  /** The stored key; equal to the key asked for on an exact hit, and then there is nothing to save. */
  readonly matchedKey: string;
  /** Bytes of the files. */
  readonly size: number;
  /** What was wrong with entries that would have served before this one, in words. */
  readonly warnings: readonly string[];
}

export interface CacheMiss {
  readonly kind: "missed";
  /** What was wrong with entries that would have served, in words; empty when there was none. */
  readonly warnings: readonly string[];
}

/**
 * Unpacks the best entry into the workspace. An entry whose content is gone or damaged is removed and the next best tried:
 * a cache may cost time but never a run. Throws only what the workspace or the database does wrong (`disk-full`, `infrastructure`).
 */
export async function restoreCache(request: RestoreCacheRequest, services: CacheServices): Promise<CacheRestoration> {
  const { workspace, key, restoreKeys, scopes, signal } = request;
  const { blobs, catalog, clock } = services;
  const warnings: string[] = [];
  for (;;) {
    const row = await catalog.findCache({ scopes, key, restoreKeys, now: clock.now() });
    if (row === null) return { kind: "missed", warnings };
    try {
      const content = await blobs.get(row.digest);
      const { size } = await unpackArchive({ content, into: workspace, restoreTimes: true, signal });
      await catalog.touchCache(row.id, clock.now());
      return { kind: "restored", matchedKey: row.key, size, warnings };
    } catch (cause) {
      const warning = warningOf(cause, row);
      if (warning === undefined) throw cause;
      warnings.push(warning);
      if (isUnusable(cause)) await catalog.removeCache(row.id);
      // The entry is sound and this workspace refuses it; another one would be refused as well.
      else return { kind: "missed", warnings };
    }
  }
}

function isUnusable(cause: unknown): boolean {
  return cause instanceof HeadraceError && (cause.code === "blob-missing" || cause.code === "blob-damaged");
}

function warningOf(cause: unknown, row: CacheRow): string | undefined {
  if (isUnusable(cause) && cause instanceof Error) return `the cache "${row.key}" was dropped: ${cause.message}`;
  if (cause instanceof HeadraceError && cause.code === "path-escapes-workspace") {
    return `the cache "${row.key}" was not restored: ${cause.message}`;
  }
  return undefined;
}
