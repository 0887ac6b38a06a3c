import { z } from "zod";
import {
  annotationAnswer,
  checkAnswer,
  combinedAnswer,
  deploymentStateAnswer,
  environmentAnswer,
  madeDeploymentAnswer,
  statusAnswer,
} from "./answers.ts";
import { hookRoutes, listIn } from "./hook-routes.ts";
import { inRepository, listed, missing, ok, type Route } from "./reply.ts";
import type { Told } from "./vendor-types.ts";
import { addEnvironment } from "./world.ts";

// What is written to commits: statuses, an app's checks, and deployments.

const repositoryPath = "/repos/{owner}/{repo}";

const bodySchema = z.looseObject({});
const checkSchema = z.looseObject({
  output: z.looseObject({ annotations: z.array(z.unknown()).max(50).default([]) }).optional(),
});

export const commitRoutes: readonly Route[] = [
  ...hookRoutes(repositoryPath, (world, { owner, repo }) => world.repositories.get(`${owner}/${repo}`)?.hooks),
  ...hookRoutes("/orgs/{org}", ({ hooks }, { org = "" }) => listIn(hooks, org)),
  {
    method: "POST",
    path: `${repositoryPath}/statuses/{sha}`,
    reply: inRepository(({ statuses }, { params, body }) => {
      const told: Told<"status"> = bodySchema.parse(body);
      const status = { ...told, sha: params.sha };
      const id = statuses.push(status);
      return { status: 201, json: statusAnswer(id, status) };
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/commits/{ref}/status`,
    reply: inRepository(({ statuses }, { params }) => {
      const mine = statuses.filter(({ sha }) => sha === params.ref);
      return ok(combinedAnswer(params.ref ?? "", mine));
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/actions/caches`,
    reply: inRepository(({ caches }, { query }) => listed("actions_caches", caches, query, (cache) => cache)),
  },
  {
    method: "DELETE",
    path: `${repositoryPath}/actions/caches`,
    reply: inRepository(({ caches }, { query }) => {
      const keyed = caches.filter(({ key }) => key === query.get("key"));
      for (const one of keyed) caches.splice(caches.indexOf(one), 1);
      return keyed.length === 0 ? missing : { status: 200, json: { total_count: keyed.length, actions_caches: keyed } };
    }),
  },
  {
    method: "DELETE",
    path: `${repositoryPath}/actions/caches/{cache_id}`,
    reply: inRepository(({ caches }, { params }) => {
      const place = caches.findIndex(({ id }) => String(id) === params.cache_id);
      if (place === -1) return missing;
      caches.splice(place, 1);
      return { status: 204 };
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/environments`,
    reply: inRepository(({ environments }, { query }) =>
      listed("environments", [...environments], query, ([name, { id }]) => environmentAnswer(name, id)),
    ),
  },
  {
    method: "PUT",
    path: `${repositoryPath}/environments/{environment_name}`,
    reply: inRepository((repository, { params: { environment_name: name = "" } }) => {
      const { id } = repository.environments.get(name) ?? addEnvironment(repository, name);
      return ok(environmentAnswer(name, id));
    }),
  },
  {
    method: "DELETE",
    path: `${repositoryPath}/environments/{environment_name}`,
    reply: inRepository(({ environments }, { params }) =>
      environments.delete(params.environment_name ?? "") ? { status: 204 } : missing,
    ),
  },
  {
    method: "POST",
    path: `${repositoryPath}/hooks/{hook_id}/pings`,
    reply: inRepository(({ hooks }, { params }) =>
      hooks.some(({ id }) => String(id) === params.hook_id) ? { status: 204 } : missing,
    ),
  },
  {
    method: "GET",
    path: `${repositoryPath}/commits/{ref}/check-runs`,
    reply: inRepository(({ checks }, { params, query }) => {
      const isAsked = ({ head_sha, name }: Told<"check-run">) =>
        head_sha === params.ref && [null, name].includes(query.get("check_name"));
      return listed(
        "check_runs",
        checks.filter(({ body }) => isAsked(body)),
        query,
        checkAnswer,
      );
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/check-runs/{check_run_id}`,
    reply: inRepository(({ checks }, { params }) => {
      const check = checks.find(({ id }) => String(id) === params.check_run_id);
      return check === undefined ? missing : ok(checkAnswer(check));
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/check-runs/{check_run_id}/annotations`,
    reply: inRepository(({ checks }, { params, query }) => {
      const check = checks.find(({ id }) => String(id) === params.check_run_id);
      if (check === undefined) return missing;
      const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
      return ok(check.annotations.slice((page - 1) * size, page * size).map(annotationAnswer));
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/check-runs`,
    reply: inRepository(({ checks }, { body }) => {
      const told = checkSchema.parse(body);
      const check = { id: checks.length + 1, body: told, annotations: [...(told.output?.annotations ?? [])] };
      checks.push(check);
      return { status: 201, json: checkAnswer(check) };
    }),
  },
  {
    method: "PATCH",
    path: `${repositoryPath}/check-runs/{check_run_id}`,
    reply: inRepository(({ checks }, { params, body }) => {
      const check = checks.find(({ id }) => String(id) === params.check_run_id);
      if (check === undefined) return missing;
      const told = checkSchema.parse(body);
      check.body = { ...check.body, ...told };
      check.annotations.push(...(told.output?.annotations ?? []));
      return ok(checkAnswer(check));
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/deployments`,
    reply: inRepository(({ deployments }, { query }) => {
      const isAsked = ({ ref, environment }: Told<"deployment">) =>
        ref === query.get("sha") && [null, environment].includes(query.get("environment"));
      return ok(deployments.filter(({ body }) => isAsked(body)).map(madeDeploymentAnswer));
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/deployments`,
    reply: inRepository(({ deployments }, { body }) => {
      const deployment = { id: deployments.length + 1, body: bodySchema.parse(body), states: [] };
      deployments.push(deployment);
      return { status: 201, json: madeDeploymentAnswer(deployment) };
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/deployments/{deployment_id}/statuses`,
    reply: inRepository(({ deployments }, { params }) => {
      const deployment = deployments.find(({ id }) => String(id) === params.deployment_id);
      if (deployment === undefined) return missing;
      return ok(deployment.states.map((state, index) => deploymentStateAnswer(index + 1, state)).toReversed());
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/deployments/{deployment_id}/statuses`,
    reply: inRepository(({ deployments }, { params, body }) => {
      const deployment = deployments.find(({ id }) => String(id) === params.deployment_id);
      if (deployment === undefined) return missing;
      const state = bodySchema.parse(body);
      const id = deployment.states.push(state);
      return { status: 201, json: deploymentStateAnswer(id, state) };
    }),
  },
];
