import type { CacheRow, Catalog } from "@headrace/engine";
import type { RunLink } from "./runs.ts";

/** What stands before the scope of every cache of an organization. */
export function cachePrefix(organizationId: string): string {
  return `${organizationId}/`;
}

/** What stands before the scope of every cache of a repository, of whatever trust. */
export function repositoryCachePrefix({ organizationId, repositoryId }: CachePlace): string {
  return `${cachePrefix(organizationId)}${repositoryId}/`;
}

export interface CachePlace {
  readonly organizationId: string;
  readonly repositoryId: string;
}

/**
 * Caches and results to be taken over hold within a repository: another one of the same names, be it of the same
 * organization, finds nothing of them. An execution that is not of the repository's own branches reads what those
 * left, and leaves its own where only its like finds it.
 */
export function scopedCatalog(catalog: Catalog, link: RunLink): Catalog {
  const { organizationId, trust } = link;
  const shared = repositoryCachePrefix(link);
  const own = trust === "own" ? shared : `${shared}${trust}/`;
  const readIn = own === shared ? [shared] : [own, shared];
  return {
    ...catalog,
    findCache: (query) =>
      catalog.findCache({ ...query, scopes: query.scopes.flatMap((scope) => readIn.map((place) => place + scope)) }),
    putCache: (row) => catalog.putCache({ ...row, scope: own + row.scope }),
    // An organization's caches make room for one another, never another's.
    caches: async () =>
      (await catalog.caches()).filter((row: CacheRow) => row.scope.startsWith(cachePrefix(organizationId))),
    findReusable: async (fingerprint) => {
      for (const place of readIn) {
        const found = await catalog.findReusable(place + fingerprint);
        if (found !== null) return { ...found, fingerprint };
      }
      return null;
    },
    addReusable: (row) => catalog.addReusable({ ...row, fingerprint: own + row.fingerprint }),
  };
}
