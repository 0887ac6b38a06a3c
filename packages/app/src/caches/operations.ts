import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { cacheEntry, cacheExample, cacheOf } from "./cache.ts";
import { cachesOf } from "./find-caches.ts";

const ofRepository = { kind: "target", target: "repository", from: "repository" } as const;

const keyPrefix = z.string().min(1).max(500).optional().describe("Only entries whose key begins with this");

const listCaches = defineOperation({
  name: "caches.list",
  summary: "List the caches of a repository, the one that would go first at the top",
  input: z.strictObject({ repository: id, key: keyPrefix }),
  output: z.object({ items: z.array(cacheEntry) }),
  access: { ...ofRepository, permission: "repository.read" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/caches" },
  example: { input: { repository: cacheExample.repositoryId }, output: { items: [cacheExample] } },
  handle: async ({ app, scope }, { repository, key }) => {
    const place = { organizationId: scope.organizationId, repositoryId: repository };
    const rows = await cachesOf(app.tables, place, key);
    return { items: rows.map((row) => cacheOf(row, place)) };
  },
});

const clearCaches = defineOperation({
  name: "caches.clear",
  summary: "Remove the caches of a repository, all or those whose key begins with a text",
  description: "Stages make them anew. Their content is freed by the next retention, where nothing else refers to it.",
  input: z.strictObject({ repository: id, key: keyPrefix }),
  output: z.object({
    removed: z.number().int(),
    bytes: z.number().int().describe("Bytes of what was removed"),
  }),
  access: { ...ofRepository, permission: "execution.control" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/caches" },
  example: {
    input: { repository: cacheExample.repositoryId, key: "npm-" },
    output: { removed: 1, bytes: cacheExample.size },
  },
  handle: async ({ app, scope }, { repository, key }) => {
    const rows = await cachesOf(app.tables, { organizationId: scope.organizationId, repositoryId: repository }, key);
    for (const row of rows) await app.tables.deleteFrom("cache_entries").where("id", "=", row.id).execute();
    return { removed: rows.length, bytes: rows.reduce((sum, { size }) => sum + size, 0) };
  },
});

const deleteCache = defineOperation({
  name: "caches.delete",
  summary: "Remove one cache of a repository",
  input: z.strictObject({ repository: id, cache: id }),
  output: z.object({}),
  access: { ...ofRepository, permission: "execution.control" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/caches/{cache}" },
  example: { input: { repository: cacheExample.repositoryId, cache: cacheExample.id }, output: {} },
  handle: async ({ app, scope }, { repository, cache }) => {
    const rows = await cachesOf(app.tables, { organizationId: scope.organizationId, repositoryId: repository });
    const found = rows.find((row) => row.id === cache);
    if (found === undefined) throw notFound("cache", cache);
    await app.tables.deleteFrom("cache_entries").where("id", "=", found.id).execute();
    return {};
  },
});

export const cacheOperations = [listCaches, clearCaches, deleteCache] as const;
