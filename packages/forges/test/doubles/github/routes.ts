import { z } from "zod";
import {
  accountAnswer,
  concurrencyAnswer,
  deploymentAnswer,
  jobAnswer,
  pendingAnswer,
  repositoryAnswer,
  runAnswer,
} from "./answers.ts";
import { appRoutes } from "./app-routes.ts";
import { artifactRoutes } from "./artifact-routes.ts";
import { commitRoutes } from "./commit-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { openSealed, rawKey } from "./open-sealed.ts";
import { inRepository, listed, missing, ok, type Question, type Reply, type Route, refuse } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";
import { findWorkflow, workflowRoutes } from "./workflow-routes.ts";
import {
  type Attempt,
  addRun,
  endRun,
  lastAttempt,
  type Repository,
  type Run,
  rerun,
  type Settings,
  type World,
} from "./world.ts";

const repositoryPath = "/repos/{owner}/{repo}";
const actions = `${repositoryPath}/actions`;
const runPath = `${actions}/runs/{run_id}`;
const attemptPath = `${runPath}/attempts/{attempt_number}`;

export const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/user",
    reply: () => ({
      ...ok(accountAnswer),
      headers: { "github-authentication-token-expiration": "2027-01-31 10:00:00 UTC" },
    }),
  },
  {
    method: "GET",
    path: "/search/repositories",
    reply: ({ repositories }, { query }) => {
      const words = (query.get("q") ?? "").split(" ").filter((word) => !/^(in|fork):/.test(word));
      const items = [...repositories.values()].filter(({ full_name }) => {
        const [owner = "", name = ""] = full_name.split("/");
        return words.every((word) => word === `user:${owner}` || name.includes(word));
      });
      return ok({ total_count: items.length, incomplete_results: false, items: items.map(repositoryAnswer) });
    },
  },
  { method: "GET", path: repositoryPath, reply: inRepository((repository) => ok(repositoryAnswer(repository))) },
  {
    method: "GET",
    path: `${actions}/runs`,
    reply: inRepository(({ runs }, { query }) => listed("workflow_runs", runs.filter(fits(query)), query, runAnswer)),
  },
  { method: "GET", path: runPath, reply: inRun((run) => ok(runAnswer(run))) },
  { method: "GET", path: `${runPath}/jobs`, reply: inRun((run, { query }) => jobsOf(run, run.attempts.length, query)) },
  {
    method: "GET",
    path: attemptPath,
    reply: inRun((run, { params }) => {
      const number = Number(params.attempt_number);
      return run.attempts[number - 1] === undefined ? missing : ok(runAnswer(run, number));
    }),
  },
  {
    method: "GET",
    path: `${attemptPath}/jobs`,
    reply: inRun((run, { params, query }) => jobsOf(run, Number(params.attempt_number), query)),
  },
  {
    method: "GET",
    path: `${actions}/jobs/{job_id}/logs`,
    reply: inRepository(({ runs }, { params, storageUrl }) => {
      const jobs = runs.flatMap(({ attempts }) => attempts).flatMap((attempt) => attempt.jobs);
      const job = jobs.find(({ id }) => String(id) === params.job_id);
      if (job?.status !== "completed" || job.log === undefined) return missing;
      return { status: 302, headers: { location: `${storageUrl}/${job.id}` } };
    }),
  },
  {
    method: "POST",
    path: `${actions}/workflows/{workflow_id}/dispatches`,
    reply: dispatch,
  },
  {
    method: "GET",
    path: `${actions}/workflows/{workflow_id}/runs`,
    reply: inRepository((repository, { params, query }) => {
      // What was taken a moment ago is there now.
      const file = findWorkflow(repository, params.workflow_id)?.file;
      const found = repository.runs.filter(fits(query)).filter(({ workflow }) => workflow === file);
      repository.runs.unshift(...repository.unlisted.splice(0));
      return listed("workflow_runs", found, query, runAnswer);
    }),
  },
  {
    method: "POST",
    path: `${runPath}/cancel`,
    reply: inRun((run) => {
      if (lastAttempt(run).status === "completed")
        return refuse(409, "Cannot cancel a workflow run that is completed.");
      endRun(run, "cancelled");
      return { status: 202, json: {} };
    }),
  },
  {
    method: "POST",
    path: `${runPath}/force-cancel`,
    reply: inRun((run) => {
      endRun(run, "cancelled");
      return { status: 202, json: {} };
    }),
  },
  { method: "POST", path: `${runPath}/rerun`, reply: again(() => true) },
  { method: "POST", path: `${runPath}/rerun-failed-jobs`, reply: again(({ conclusion }) => conclusion !== "success") },
  {
    method: "POST",
    path: `${actions}/jobs/{job_id}/rerun`,
    reply: inRepository(({ runs }, { params }, world) => {
      const isIt = ({ id }: { readonly id: number }) => String(id) === params.job_id;
      const run = runs.find((one) => lastAttempt(one).jobs.some(isIt));
      return run === undefined ? missing : beginAgain(world, run, isIt);
    }),
  },
  {
    method: "GET",
    path: `${runPath}/pending_deployments`,
    reply: inRun((run, _, { environments }) => {
      return ok(run.pending.map((name) => pendingAnswer(name, environments.get(name)?.id ?? 0)));
    }),
  },
  {
    method: "POST",
    path: `${runPath}/pending_deployments`,
    reply: inRun((run, { body }, { environments }) => {
      const review = reviewSchema.parse(body);
      const names = [...environments].filter(([, { id }]) => review.environment_ids.includes(id)).map(([name]) => name);
      if (names.length === 0 || names.some((name) => !run.pending.includes(name))) {
        return refuse(422, "Validation Failed: no pending deployment requests to approve or reject");
      }
      for (const name of names) run.pending.splice(run.pending.indexOf(name), 1);
      if (review.state === "rejected") endRun(run, "failure");
      else if (run.pending.length === 0) lastAttempt(run).status = "in_progress";
      return ok(names.map(deploymentAnswer));
    }),
  },
  {
    method: "GET",
    path: `${runPath}/concurrency_groups`,
    reply: inRun((run) => ok(concurrencyAnswer(run))),
  },
  ...artifactRoutes,
  ...workflowRoutes,
  ...commitRoutes,
  ...appRoutes,
  ...fileRoutes,
  ...settingRoutes(actions, (repository) => repository.settings),
  ...settingRoutes(
    `${repositoryPath}/environments/{environment_name}`,
    ({ environments }, { params }) => environments.get(params.environment_name ?? "")?.settings,
  ),
];

function settingRoutes(
  at: string,
  find: (repository: Repository, question: Question) => Settings | undefined,
): readonly Route[] {
  const within = (reply: (settings: Settings, question: Question) => Reply) =>
    inRepository((repository, question) => {
      const settings = find(repository, question);
      return settings === undefined ? missing : reply(settings, question);
    });
  const dated = (name: string): Schemas["actions-secret"] => ({
    name,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  });
  const [variable, secret] = [`${at}/variables/{name}`, `${at}/secrets/{secret_name}`];
  return [
    {
      method: "GET",
      path: `${at}/variables`,
      reply: within(({ variables }, { query }) =>
        listed("variables", [...variables], query, ([name, value]): Schemas["actions-variable"] => ({
          ...dated(name),
          value,
        })),
      ),
    },
    {
      method: "POST",
      path: `${at}/variables`,
      reply: within(({ variables }, { body }) => {
        const { name, value } = variableSchema.parse(body);
        if (variables.has(name)) return refuse(409, "Already exists - Variable already exists");
        variables.set(name, value);
        return { status: 201, json: {} };
      }),
    },
    {
      method: "PATCH",
      path: variable,
      reply: within(({ variables }, { params, body }) => {
        const { name, value } = variableSchema.parse(body);
        if (!variables.delete(params.name ?? "")) return missing;
        variables.set(name, value);
        return { status: 204 };
      }),
    },
    {
      method: "DELETE",
      path: variable,
      reply: within(({ variables }, { params }) => (variables.delete(params.name ?? "") ? { status: 204 } : missing)),
    },
    {
      method: "GET",
      path: `${at}/secrets`,
      reply: within(({ secrets }, { query }) => listed("secrets", [...secrets.keys()], query, dated)),
    },
    {
      method: "GET",
      path: `${at}/secrets/public-key`,
      reply: within(({ key: { id, publicKey } }) => {
        const told: Schemas["actions-public-key"] = { key_id: id, key: rawKey(publicKey).toString("base64") };
        return ok(told);
      }),
    },
    {
      method: "GET",
      path: secret,
      reply: within(({ secrets }, { params: { secret_name: name = "" } }) =>
        secrets.has(name) ? ok(dated(name)) : missing,
      ),
    },
    {
      method: "PUT",
      path: secret,
      reply: within(({ secrets, key }, { params: { secret_name: name = "" }, body }) => {
        const { encrypted_value, key_id } = secretSchema.parse(body);
        if (key_id !== key.id) return refuse(422, "Bad request - key_id is not the current one");
        const value = openSealed(Buffer.from(encrypted_value, "base64"), key);
        const status = secrets.has(name) ? 204 : 201;
        secrets.set(name, value);
        return status === 201 ? { status, json: {} } : { status };
      }),
    },
    {
      method: "DELETE",
      path: secret,
      reply: within(({ secrets }, { params }) =>
        secrets.delete(params.secret_name ?? "") ? { status: 204 } : missing,
      ),
    },
  ];
}

const variableSchema = z.object({ name: z.string(), value: z.string() });
const secretSchema = z.object({ encrypted_value: z.string(), key_id: z.string() });

const reviewSchema = z.object({
  environment_ids: z.array(z.number()),
  state: z.enum(["approved", "rejected"]),
  comment: z.string(),
});
const dispatchSchema = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  return_run_details: z.boolean().optional(),
});

function dispatch(world: World, question: Question): Reply {
  return inRepository((repository, { params, body }) => {
    const file = params.workflow_id ?? "";
    const workflow = findWorkflow(repository, file);
    if (workflow === undefined) return missing;
    if (workflow.state !== "active") return refuse(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
    const { ref, inputs = {}, return_run_details = false } = dispatchSchema.parse(body);
    if (ref === "gone") return refuse(422, "No ref found for: gone");
    const run = addRun(world, repository, { event: "workflow_dispatch", head_branch: ref, workflow: workflow.file });
    repository.inputs.set(run.id, inputs);
    if (!world.tellsRuns || !return_run_details) {
      repository.unlisted.push(...repository.runs.splice(repository.runs.indexOf(run), 1));
      return { status: 204 };
    }
    const { url, html_url } = runAnswer(run);
    return ok({ workflow_run_id: run.id, run_url: url, html_url } satisfies Schemas["workflow-dispatch-response"]);
  })(world, question);
}

function again(isAgain: Parameters<typeof rerun>[2]): Route["reply"] {
  return inRun((run, _, __, world) => beginAgain(world, run, isAgain));
}

function beginAgain(world: World, run: Run, isAgain: Parameters<typeof rerun>[2]): Reply {
  if (lastAttempt(run).status !== "completed") return refuse(403, "This workflow is already running");
  rerun(world, run, isAgain);
  return { status: 201, json: {} };
}

function inRun(reply: (run: Run, question: Question, repository: Repository, world: World) => Reply): Route["reply"] {
  return inRepository((repository, question, world) => {
    const run = repository.runs.find(({ id }) => String(id) === question.params.run_id);
    return run === undefined ? missing : reply(run, question, repository, world);
  });
}

function jobsOf(run: Run, number: number, query: URLSearchParams): Reply {
  const attempt: Attempt | undefined = run.attempts[number - 1];
  if (attempt === undefined) return missing;
  return listed("jobs", attempt.jobs, query, (job) => jobAnswer(job, run, number));
}

function fits(query: URLSearchParams): (run: Run) => boolean {
  const [status, branch, event] = [query.get("status"), query.get("branch"), query.get("event")];
  return (run) => {
    const last = lastAttempt(run);
    return (
      (status === null || last.status === status || last.conclusion === status) &&
      (branch === null || run.head_branch === branch) &&
      (event === null || run.event === event)
    );
  };
}
