import { z } from "zod";
import { commitRoutes } from "./commit-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { holdsPipeline } from "./on-demand.ts";
import {
  inRepository,
  inRun,
  ok,
  page,
  type Question,
  type Reply,
  type Route,
  refuse,
  remove,
  repositoryOf,
} from "./reply.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { testRoutes } from "./test-routes.ts";
import type { Answer, Heir } from "./vendor-types.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import {
  addRun,
  endRun,
  newId,
  type Repository,
  type Run,
  type Schedule,
  type Step,
  type Variable,
  type World,
} from "./world.ts";

const repositoryPath = "/repositories/{workspace}/{repo_slug}";
const runPath = `${repositoryPath}/pipelines/{pipeline_uuid}`;
const schedulesPath = `${repositoryPath}/pipelines_config/schedules`;

const ada = { type: "user", display_name: "Ada" } satisfies Heir<"account", "user">;

export const routes: readonly Route[] = [
  { method: "GET", path: "/user", reply: () => ok({ ...ada, uuid: newId() }) },
  {
    method: "GET",
    path: "/repositories/{workspace}",
    reply: (world, question) => {
      const mine = [...world.repositories.values()].filter((one) =>
        one.full_name.startsWith(`${question.params.workspace}/`),
      );
      const wanted = /^name ~ "(.*)"$/.exec(question.query.get("q") ?? "")?.[1] ?? "";
      return page(mine.filter(({ full_name }) => full_name.includes(wanted)).map(repositoryAnswer), question);
    },
  },
  {
    method: "GET",
    path: repositoryPath,
    reply: inRepository((repository) => ok(repositoryAnswer(repository))),
  },
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
  ...fileRoutes,
  ...variableRoutes("/workspaces/{workspace}/pipelines-config/variables", (world, { params }) =>
    listIn(world.variables, params.workspace ?? ""),
  ),
  ...variableRoutes(
    `${repositoryPath}/pipelines_config/variables`,
    (world, { params }) => repositoryOf(world, params)?.variables,
  ),
  ...variableRoutes(
    `${repositoryPath}/deployments_config/environments/{environment_uuid}/variables`,
    (world, { params }) => repositoryOf(world, params)?.environments.get(params.environment_uuid ?? ""),
  ),
  {
    method: "GET",
    path: schedulesPath,
    reply: inRepository(({ schedules }, question) => page(schedules.map(scheduleAnswer), question)),
  },
  {
    method: "POST",
    path: schedulesPath,
    reply: inRepository(({ schedules }, { body, address }) => {
      const parsed = scheduleSchema.safeParse(body);
      if (!parsed.success) return refuse(400, "Invalid schedule");
      const schedule = { uuid: newId(), enabled: true, ...parsed.data };
      schedules.push(schedule);
      const location = `${address}/${encodeURIComponent(schedule.uuid)}`;
      return { status: 201, headers: { location }, json: scheduleAnswer(schedule) };
    }),
  },
  {
    method: "PUT",
    path: `${schedulesPath}/{schedule_uuid}`,
    reply: inRepository(({ schedules }, { params, body }) => {
      const schedule = schedules.find(({ uuid }) => uuid === params.schedule_uuid);
      const parsed = z.object({ enabled: z.boolean() }).safeParse(body);
      if (schedule === undefined) return refuse(404, "No such schedule");
      if (parsed.success) schedule.enabled = parsed.data.enabled;
      return ok(scheduleAnswer(schedule));
    }),
  },
  {
    method: "DELETE",
    path: `${schedulesPath}/{schedule_uuid}`,
    reply: inRepository(({ schedules }, { params }) => remove(schedules, params.schedule_uuid)),
  },
  ...commitRoutes,
  ...webhookRoutes,
  ...testRoutes,
  ...settingsRoutes,
];

function variableRoutes(
  path: string,
  find: (world: World, question: Question) => Variable[] | undefined,
): readonly Route[] {
  const within =
    (reply: (variables: Variable[], question: Question) => Reply) => (world: World, question: Question) => {
      const variables = find(world, question);
      return variables === undefined ? refuse(404, "Not found") : reply(variables, question);
    };
  return [
    { method: "GET", path, reply: within((variables, question) => page(variables.map(variableAnswer), question)) },
    {
      method: "POST",
      path,
      reply: within((variables, { body, address }) => {
        const given = variableSchema.parse(body);
        if (variables.some(({ key }) => key === given.key)) return refuse(409, `${given.key} exists already`);
        const variable = { uuid: newId(), ...given };
        variables.push(variable);
        const location = `${address}/${encodeURIComponent(variable.uuid)}`;
        return { status: 201, headers: { location }, json: variableAnswer(variable) };
      }),
    },
    {
      method: "PUT",
      path: `${path}/{variable_uuid}`,
      reply: within((variables, { params, body }) => {
        const variable = variables.find(({ uuid }) => uuid === params.variable_uuid);
        if (variable === undefined) return refuse(404, "No such variable");
        return ok(variableAnswer(Object.assign(variable, variableSchema.parse(body))));
      }),
    },
    {
      method: "DELETE",
      path: `${path}/{variable_uuid}`,
      reply: within((variables, { params }) => remove(variables, params.variable_uuid)),
    },
  ];
}

const variableSchema = z.object({ key: z.string(), value: z.string(), secured: z.boolean() });
const startSchema = z.object({
  target: z.looseObject({ type: z.string() }),
  variables: z.array(z.object({ key: z.string(), value: z.string(), secured: z.boolean().optional() })).optional(),
});
const scheduleSchema = z.object({
  target: z.looseObject({ ref_type: z.literal("branch"), ref_name: z.string() }),
  enabled: z.boolean().optional(),
  cron_pattern: z.string(),
});

function patternOf({ target }: Run): string | undefined {
  const parsed = z.object({ selector: z.object({ pattern: z.string() }) }).safeParse(target);
  return parsed.data?.selector.pattern;
}

function listIn(lists: Map<string, Variable[]>, name: string): Variable[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

function logReply(run: Run, { params, headers, storageUrl }: Question): Reply {
  const step = run.steps.find(({ uuid }) => uuid === params.step_uuid);
  // Seen on the real one: a log is no JSON.
  if (headers.accept === "application/json") return { status: 406 };
  if (step?.log === undefined) return refuse(404, "No log");
  if (step.isStored) return { status: 307, headers: { location: `${storageUrl}/${step.uuid}?signature=s3cr3t` } };
  return rangeReply(step.log, headers.range);
}

/** A part of a file. RFC 9110, 14 */
export function rangeReply(bytes: Buffer, range: string | undefined): Reply {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return { status: 200, bytes };
  const start = from === "" ? Math.max(0, bytes.length - Number(to)) : Number(from);
  if (start >= bytes.length) return { status: 416, headers: { "content-range": `bytes */${bytes.length}` } };
  const end = from === "" || to === "" ? bytes.length : Math.min(bytes.length, Number(to) + 1);
  const place = `bytes ${start}-${end - 1}/${bytes.length}`;
  return { status: 206, headers: { "content-range": place }, bytes: bytes.subarray(start, end) };
}

function repositoryAnswer({ uuid, full_name }: Repository) {
  const name = full_name.slice(full_name.indexOf("/") + 1);
  return {
    type: "repository",
    uuid,
    full_name,
    name,
    is_private: true,
    scm: "git",
    mainbranch: { type: "branch", name: "main" },
  } satisfies Answer<"repository">;
}

function runAnswer({ steps: _, definition: __, variables, ...run }: Run) {
  return {
    type: "pipeline",
    ...run,
    creator: ada,
    variables: variables.map(variableAnswer),
  } satisfies Answer<"pipeline", "creator" | "state" | "target" | "trigger">;
}

function stepAnswer({ log: _, isStored: __, tests: ___, ...step }: Step) {
  return { type: "pipeline_step", ...step } satisfies Answer<"pipeline_step", "state">;
}

function variableAnswer({ value, ...variable }: Variable) {
  const told = variable.secured ? {} : { value };
  return { type: "pipeline_variable", ...variable, ...told } satisfies Answer<"pipeline_variable">;
}

function scheduleAnswer({ target, ...schedule }: Schedule) {
  const told = { type: "pipeline_ref_target", ...target } satisfies Answer<"pipeline_ref_target">;
  return { type: "pipeline_schedule", ...schedule, target: told } satisfies Answer<"pipeline_schedule">;
}

/** The filter's own vocabulary. */
function filterWord({ state }: Run): string {
  const words: Readonly<Record<string, string>> = { SUCCESSFUL: "PASSED", RUNNING: "BUILDING" };
  const word = (state.result ?? state.stage ?? state).name ?? "";
  return words[word] ?? word;
}
