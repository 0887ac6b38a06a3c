import { z } from "zod";
import { ada } from "./account.ts";
import { holdsPipeline } from "./on-demand.ts";
import { rangeReply } from "./range-reply.ts";
import { inRepository, inRun, ok, page, type Question, type Reply, type Route, refuse } from "./reply.ts";
import { variableAnswer } from "./variable-routes.ts";
import type { Answer } from "./vendor-types.ts";
import { addRun, endRun, newId, type Run, type Step } from "./world.ts";

const repositoryPath = "/repositories/{workspace}/{repo_slug}";
const runPath = `${repositoryPath}/pipelines/{pipeline_uuid}`;

export const runRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${repositoryPath}/pipelines`,
    reply: inRepository((repository, question) => {
      const status = question.query.get("status");
      const branch = question.query.get("target.branch");
      const pattern = question.query.get("target.selector.pattern");
      const found = repository.runs.filter(
        (run) =>
          (status === null || filterWord(run) === status) &&
          (branch === null || run.target.ref_name === branch) &&
          (pattern === null || patternOf(run) === pattern),
      );
      if (question.query.get("sort") === "-created_on") found.reverse();
      return page(found.map(runAnswer), { ...question, forgetful: true });
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/pipelines`,
    reply: inRepository((repository, { body, address, definition }) => {
      const parsed = startSchema.safeParse(body);
      if (!parsed.success) return refuse(400, "Invalid request body");
      const { target, variables = [] } = parsed.data;
      if (definition !== undefined && !holdsPipeline(definition, target)) {
        return refuse(400, "The selector matches no pipeline of the supplied configuration");
      }
      const made = variables.map((variable) => ({ uuid: newId(), secured: false, ...variable }));
      const trigger = { type: "pipeline_trigger_manual", name: "MANUAL" };
      const run = addRun(repository, {
        target,
        variables: made,
        trigger,
        ...(definition === undefined ? {} : { definition }),
      });
      return { status: 201, headers: { location: `${address}/${encodeURIComponent(run.uuid)}` }, json: runAnswer(run) };
    }),
  },
  { method: "GET", path: runPath, reply: inRun((run) => ok(runAnswer(run))) },
  {
    method: "POST",
    path: `${runPath}/stopPipeline`,
    reply: inRun((run) => {
      if (run.state.name === "COMPLETED") return refuse(400, "The pipeline has already completed");
      endRun(run, "STOPPED");
      return { status: 204 };
    }),
  },
  {
    method: "GET",
    path: `${runPath}/steps`,
    reply: inRun((run, question) => page(run.steps.map(stepAnswer), question)),
  },
  { method: "GET", path: `${runPath}/steps/{step_uuid}/log`, reply: inRun(logReply) },
  { method: "GET", path: `${runPath}/steps/{step_uuid}/logs/{log_uuid}`, reply: inRun(containerReply) },
];

const startSchema = z.object({
  target: z.looseObject({ type: z.string() }),
  variables: z.array(z.object({ key: z.string(), value: z.string(), secured: z.boolean().optional() })).optional(),
});
function patternOf({ target }: Run): string | undefined {
  const parsed = z.object({ selector: z.object({ pattern: z.string() }) }).safeParse(target);
  return parsed.data?.selector.pattern;
}

/** Of the step's own container, which has its id, or of a service beside it. */
function containerReply(run: Run, question: Question): Reply {
  const { params, headers } = question;
  const step = run.steps.find(({ uuid }) => uuid === params.step_uuid);
  if (params.log_uuid === step?.uuid) return logReply(run, question);
  const log = step?.services?.get(params.log_uuid ?? "");
  return log === undefined ? refuse(404, "No log") : rangeReply(log, headers.range);
}

function logReply(run: Run, { params, headers, storageUrl }: Question): Reply {
  const step = run.steps.find(({ uuid }) => uuid === params.step_uuid);
  // Seen on the real one: a log is no JSON.
  if (headers.accept === "application/json") return { status: 406 };
  if (step?.log === undefined) return refuse(404, "No log");
  if (step.isStored) return { status: 307, headers: { location: `${storageUrl}/${step.uuid}?signature=s3cr3t` } };
  return rangeReply(step.log, headers.range);
}

export function runAnswer({ steps: _, definition: __, variables, ...run }: Run) {
  return {
    type: "pipeline",
    ...run,
    creator: ada,
    variables: variables.map(variableAnswer),
  } satisfies Answer<"pipeline", "creator" | "state" | "target" | "trigger">;
}

function stepAnswer({ log: _, isStored: __, tests: ___, services: ____, ...step }: Step) {
  return { type: "pipeline_step", ...step } satisfies Answer<"pipeline_step", "state">;
}

/** The filter's own vocabulary. */
function filterWord({ state }: Run): string {
  const words: Readonly<Record<string, string>> = { SUCCESSFUL: "PASSED", RUNNING: "BUILDING" };
  const word = (state.result ?? state.stage ?? state).name ?? "";
  return words[word] ?? word;
}
