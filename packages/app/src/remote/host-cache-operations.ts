import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { passContent } from "./pass-content.ts";
import { cannot, openAbility, openPlace } from "./remote-place.ts";

const { repositoryId } = executionExample;
const access = { kind: "target", permission: "repository.write", target: "repository", from: "repository" } as const;
const writing = { port: "caches", ability: "caches.write" } as const;

const cache = z.object({
  id: hostId,
  name: z.string().describe("Of all its versions"),
  version: z.string().optional().describe("Which one it is, where the name stands for several"),
  path: z.string().optional().describe("Of what is in it, where it was taken from"),
  size: z.number().int().optional().describe("Bytes"),
  createdAt: time.optional(),
  run: z.string().optional().describe("That made it, as the host calls it"),
});
const example: z.input<typeof cache> = { id: "{c1}", name: "node", version: "5f2c1d", size: 1_234 };

const listCaches = defineOperation({
  name: "repositories.host-caches",
  summary: "List the caches that a repository's host of code keeps for what it runs",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(cache) }),
  access: { ...access, permission: "repository.read" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-caches" },
  example: { input: { repository: repositoryId }, output: { items: [example] } },
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
  access,
  effect: "destructive",
  audits: ["cache"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-caches/{cache}" },
  example: { input: { repository: repositoryId, cache: example.id }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { port: caches, repository } = await openAbility(app, input.repository, writing);
    await caches.remove(repository, input.cache, signal);
    return {};
  },
});

const removeCachesNamed = defineOperation({
  name: "repositories.remove-host-caches-named",
  summary: "Remove all versions of a cache that a repository's host of code keeps",
  description: "Those that have exactly this name: on GitHub it is their whole key.",
  input: z.strictObject({ repository: id, name: z.string().min(1).max(512) }),
  output: z.object({}),
  access,
  effect: "destructive",
  audits: ["name"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-caches" },
  example: { input: { repository: repositoryId, name: example.name }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { port: caches, repository } = await openAbility(app, input.repository, writing);
    await caches.removeNamed(repository, input.name, signal);
    return {};
  },
});

const getContent = defineOperation({
  name: "repositories.host-cache-content",
  summary: "Download what is in a cache that a repository's host of code keeps",
  description:
    "Of Bitbucket, as it packs it, without the host's credentials. What steps kept may hold more than the code shows, so it takes the right to change the repository.",
  input: z.strictObject({ repository: id, cache: hostId }),
  output: z.unknown(),
  access,
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-caches/{cache}/content", answers: ["bytes"] },
  example: { input: { repository: repositoryId, cache: example.id } },
  handle: async ({ app, signal }, input) => {
    const { forge, repository } = await openPlace(app, input.repository);
    const { caches } = forge;
    if (caches?.open === undefined) throw cannot(forge, "cache-contents.read");
    const content = await caches.open(repository, input.cache, signal);
    if (content.kind === "absent") throw notFound("cache", input.cache);
    if (content.kind === "expired") {
      throw new Problem("gone", "the host has this cache's content no more", { mend: "list the caches again" });
    }
    return passContent(content, `cache-${input.cache.replaceAll(/[{}]/g, "")}`);
  },
});

export const hostCacheOperations = [listCaches, removeCache, removeCachesNamed, getContent] as const;
