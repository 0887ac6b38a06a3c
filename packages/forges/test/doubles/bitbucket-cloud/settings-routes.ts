import { z } from "zod";
import { inRepository, ok, page, type Route, refuse, remove } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";
import { type Deployment, newId, type Repository } from "./world.ts";

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
        caches.map(
          (cache): Answer<"pipeline_cache"> => ({
            type: "pipeline_cache",
            ...cache,
            created_on: "2026-01-01T00:00:00Z",
          }),
        ),
        question,
      ),
    ),
  },
  {
    method: "DELETE",
    path: cachesPath,
    reply: inRepository(({ caches }, { query }) => {
      const named = caches.filter(({ name }) => name === query.get("name"));
      for (const one of named) caches.splice(caches.indexOf(one), 1);
      return named.length === 0 ? refuse(404, "No such cache") : { status: 204 };
    }),
  },
  {
    method: "GET",
    path: `${cachesPath}/{cache_uuid}/content-uri`,
    reply: inRepository(({ cacheContents }, { params: { cache_uuid: uuid = "" }, storageUrl }) =>
      cacheContents.has(uuid)
        ? ok({ uri: `${storageUrl}/${uuid}?signature=s3cr3t` } satisfies Answer<"pipeline_cache_content_uri", "uri">)
        : refuse(404, "No such cache"),
    ),
  },
  {
    method: "DELETE",
    path: `${cachesPath}/{cache_uuid}`,
    reply: inRepository(({ caches }, { params }) => remove(caches, params.cache_uuid)),
  },
  {
    method: "GET",
    path: `${repositoryPath}/deployments`,
    reply: inRepository((repository, question) => {
      // Its own words for time differ from those by which it sorts.
      const begun = question.query.get("sort") === "-state.started_on" ? repository.deployments.toReversed() : [];
      return page(
        begun.map((deployment) => deploymentAnswer(repository, deployment)),
        question,
      );
    }),
  },
  {
    method: "GET",
    path: environmentsPath,
    reply: inRepository(({ names }, question) =>
      page(
        [...names].map(([uuid, name]) => environmentAnswer(uuid, name)),
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
      return { status: 201, json: environmentAnswer(uuid, name) };
    }),
  },
  {
    method: "POST",
    path: `${environmentsPath}/{environment_uuid}/changes`,
    reply: inRepository(({ names }, { params: { environment_uuid: uuid = "" }, body }) => {
      const { change } = z.strictObject({ change: z.looseObject({ name: z.string().optional() }) }).parse(body);
      if (!names.has(uuid)) return refuse(404, "No such environment");
      const { name, ...others } = change;
      if (name === undefined || Object.keys(others).length > 0) {
        return refuse(400, "The requested change is not allowed.");
      }
      if ([...names.values()].includes(name)) return refuse(409, "There is one of this name");
      names.set(uuid, name);
      return { status: 202 };
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

function environmentAnswer(uuid: string, name: string) {
  return { type: "deployment_environment", uuid, name } satisfies Answer<"deployment_environment">;
}

/** With the environment's id alone, and the step in addresses of pages. */
function deploymentAnswer({ full_name }: Repository, deployment: Deployment) {
  const { uuid, environment, run } = deployment;
  const results = `https://bitbucket.org/${full_name}/pipelines/results/${run.build_number}`;
  const release: Answer<"deployment_release"> = {
    type: "deployment_release",
    url: results,
    created_on: run.created_on,
  };
  return {
    type: "deployment",
    uuid,
    environment: { type: "deployment_environment", uuid: environment } satisfies Answer<"deployment_environment">,
    release,
    state: stateAnswer(deployment, results),
  } satisfies Answer<"deployment", "state">;
}

function stateAnswer({ run, step }: Deployment, results: string) {
  const url = `${results}/steps/${encodeURIComponent(step.uuid)}`;
  const result = step.state.result?.name;
  const began: Pick<Answer<"deployment_state_in_progress">, "url" | "start_date"> = {
    url,
    start_date: step.started_on ?? run.created_on,
  };
  if (result === undefined) {
    const type = "deployment_state_in_progress";
    return { type, name: "IN_PROGRESS", ...began } satisfies Answer<typeof type>;
  }
  return {
    type: "deployment_state_completed",
    name: "COMPLETED",
    ...began,
    completion_date: step.completed_on,
    status: { type: `deployment_state_completed_status_${result.toLowerCase()}`, name: result },
  } satisfies Answer<"deployment_state_completed", "status">;
}
