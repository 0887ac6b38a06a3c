import { z } from "zod";
import { concurrencyAnswer, jobAnswer, runAnswer } from "./answers.ts";
import { inRepository, inRun, listed, missing, ok, type Question, type Reply, type Route, refuse } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";
import { findWorkflow } from "./workflow-routes.ts";
import { type Attempt, addRun, endRun, lastAttempt, type Run, rerun, type World } from "./world.ts";

const actions = "/repos/{owner}/{repo}/actions";
const runPath = `${actions}/runs/{run_id}`;
const attemptPath = `${runPath}/attempts/{attempt_number}`;

export const runRoutes: readonly Route[] = [
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
    path: `${runPath}/concurrency_groups`,
    reply: inRun((run) => ok(concurrencyAnswer(run))),
  },
];

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
