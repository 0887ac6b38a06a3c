import type { CacheEntriesTable } from "@headrace/store/server";
import { z } from "zod";
import { type CachePlace, repositoryCachePrefix } from "../runs/scoped-catalog.ts";
import { id, time, timeOf } from "../values/fields.ts";

export const cacheEntry = z.object({
  id,
  repositoryId: id,
  key: z.string(),
  scope: z.string().describe("Within the repository: whose stages find it, such as those of a branch"),
  digest: z
    .string()
    .describe(
      "Digest of the stored archive: its SHA-256, hexadecimal; above 8 MiB made of its parts', as docs/retention.md says",
    ),
  size: z.number().int().describe("Bytes, as it is stored"),
  createdAt: time,
  usedAt: time,
  ttl: z.number().int().optional().describe("Milliseconds for which it is kept after its last use; absent for ever"),
});
export type CacheEntry = z.input<typeof cacheEntry>;

export function cacheOf(row: CacheEntriesTable, place: CachePlace): CacheEntry {
  return {
    id: row.id,
    repositoryId: place.repositoryId,
    key: row.key,
    scope: row.scope.slice(repositoryCachePrefix(place).length),
    digest: row.digest,
    size: row.size,
    createdAt: timeOf(row.created_at),
    usedAt: timeOf(row.used_at),
    ...(row.ttl === null ? {} : { ttl: row.ttl }),
  };
}

export const cacheExample: CacheEntry = {
  id: "5c1b4a52-7a51-4d0e-9a5c-1d2f0a6c9b11",
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  key: "npm-linux-3f2a",
  scope: "branch:main",
  digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  size: 70_210_400,
  createdAt: "2026-11-20T08:00:00.000Z",
  usedAt: "2026-11-21T09:31:02.120Z",
  ttl: 604_800_000,
};
