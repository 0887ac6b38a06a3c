import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const cache = z.object({
  id: hostId,
  name: z.string(),
  size: z.number().int().optional(),
  createdAt: time.optional(),
});

const listCaches = defineOperation({
  name: "repositories.host-caches",
  summary: "List the caches that a repository's host of code keeps for what it runs",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(cache) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-caches" },
  example: { input: { repository: repositoryId }, output: { items: [{ id: "{c1}", name: "node", size: 1_234 }] } },
  handle: async ({ app, signal }, input) => {
    const { port: caches, repository } = await openAbility(app, input.repository, {
      port: "caches",
      ability: "caches.read",
    });
    return {
      items: (await caches.list(repository, signal)).map(({ createdAt, ...one }) => ({
        ...one,
        ...(createdAt === undefined ? {} : { createdAt: timeOf(createdAt) }),
      })),
    };
  },
});

const removeCache = defineOperation({
  name: "repositories.remove-host-cache",
  summary: "Remove a cache that a repository's host of code keeps",
  input: z.strictObject({ repository: id, cache: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["cache"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-caches/{cache}" },
  example: { input: { repository: repositoryId, cache: "{c1}" }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { port: caches, repository } = await openAbility(app, input.repository, {
      port: "caches",
      ability: "caches.write",
    });
    await caches.remove(repository, input.cache, signal);
    return {};
  },
});

export const hostCacheOperations = [listCaches, removeCache] as const;
