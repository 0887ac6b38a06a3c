import { z } from "zod";
import { inRepository, page, type Route, refuse, remove } from "./reply.ts";
import { newId } from "./world.ts";

// Caches and environments of a repository's pipelines.

const repositoryPath = "/repositories/{workspace}/{repo_slug}";
const cachesPath = `${repositoryPath}/pipelines-config/caches`;
const environmentsPath = `${repositoryPath}/environments`;

export const settingsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: cachesPath,
    reply: inRepository(({ caches }, question) =>
      page(
        caches.map((cache) => ({ type: "pipeline_cache", ...cache, created_on: "2026-01-01T00:00:00Z" })),
        question,
      ),
    ),
  },
  {
    method: "DELETE",
    path: `${cachesPath}/{cache_uuid}`,
    reply: inRepository(({ caches }, { params }) => remove(caches, params.cache_uuid)),
  },
  {
    method: "GET",
    path: environmentsPath,
    reply: inRepository(({ names }, question) =>
      page(
        [...names].map(([uuid, name]) => ({ type: "deployment_environment", uuid, name })),
        question,
      ),
    ),
  },
  {
    method: "POST",
    path: environmentsPath,
    reply: inRepository(({ names, environments }, { body }) => {
      const { name } = z.looseObject({ name: z.string() }).parse(body);
      if ([...names.values()].includes(name)) return refuse(409, "There is one of this name");
      const uuid = newId();
      names.set(uuid, name);
      environments.set(uuid, []);
      return { status: 201, json: { type: "deployment_environment", uuid, name } };
    }),
  },
  {
    method: "DELETE",
    path: `${environmentsPath}/{environment_uuid}`,
    reply: inRepository(({ names, environments }, { params: { environment_uuid: uuid = "" } }) => {
      environments.delete(uuid);
      return names.delete(uuid) ? { status: 204 } : refuse(404, "No such environment");
    }),
  },
];
