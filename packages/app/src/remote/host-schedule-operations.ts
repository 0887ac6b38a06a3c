import type { ForgeSchedule } from "@headrace/forges";
import { z } from "zod";
import type { App } from "../app.ts";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import { defineOperation } from "../operations/operation.ts";
import { cron } from "../schedules/schedule.ts";
import { branch, id, time, timeOf } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const hostSchedule = z.object({
  id: hostId,
  branch: z.string(),
  pipeline: z.string().optional().describe("A custom one by its name; the branch's own unless said"),
  cron: z.string().optional().describe("In UTC; absent where the host's own pattern cannot be said in five fields"),
  pattern: z.string().describe("As the host writes it: Bitbucket has seconds and years"),
  enabled: z.boolean(),
});
const example: z.input<typeof hostSchedule> = {
  id: "{s1}",
  branch: "main",
  cron: "0 3 * * *",
  pattern: "0 0 3 * * ? *",
  enabled: true,
};

const listSchedules = defineOperation({
  name: "repositories.host-schedules",
  summary: "List the schedules by which a repository's host of code runs its own pipelines",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(hostSchedule) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-schedules" },
  example: { input: { repository: repositoryId }, output: { items: [example] } },
  handle: async ({ app, signal }, input) => {
    const { port: schedules, repository } = await openAbility(app, input.repository, {
      port: "schedules",
      ability: "schedules.read",
    });
    return { items: (await schedules.list(repository, signal)).map(scheduleOf) };
  },
});

const listExecutions = defineOperation({
  name: "repositories.host-schedule-executions",
  summary: "List the times that a schedule of a repository's host of code was due, and what came of each",
  input: z.strictObject({ repository: id, schedule: hostId }),
  output: z.object({
    items: z.array(
      z.object({
        number: z.number().int().optional().describe("Of the run that it began, as the host counts"),
        executionId: id.optional().describe("Where the run is known here"),
        startedAt: time.optional(),
        problem: z.string().optional().describe("Why it began none, in the host's words"),
      }),
    ),
  }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-schedules/{schedule}/executions" },
  example: {
    input: { repository: repositoryId, schedule: example.id },
    output: { items: [{ number: 12, executionId: executionExample.id }, { problem: "There is no branch main" }] },
  },
  handle: async ({ app, signal }, input) => {
    const ability = { port: "schedules", ability: "schedules.read" } as const;
    const { port: schedules, repository } = await openAbility(app, input.repository, ability);
    const found = await schedules.executions(repository, input.schedule, signal);
    const runs = found.flatMap((one) => ("run" in one ? [one.run] : []));
    const known = await executionsOf(app, input.repository, runs);
    return {
      items: found.map((one) => {
        if ("problem" in one) return one;
        const executionId = known.get(one.run);
        return {
          number: one.number,
          ...(one.createdAt === undefined ? {} : { startedAt: timeOf(one.createdAt) }),
          ...(executionId === undefined ? {} : { executionId }),
        };
      }),
    };
  },
});

async function executionsOf({ tables }: Pick<App, "tables">, repository: string, runs: readonly string[]) {
  if (runs.length === 0) return new Map<string, string>();
  const rows = await tables
    .selectFrom("forge_runs")
    .select(["run", "execution_id"])
    .where("repository_id", "=", repository)
    .where("run", "in", [...runs])
    .execute();
  return new Map(rows.map((row) => [row.run, row.execution_id]));
}

const addSchedule = defineOperation({
  name: "repositories.add-host-schedule",
  summary: "Have a repository's host of code run a pipeline of its own by a schedule",
  description: "Of a branch, in UTC. Times that the host cannot express are refused with the reason.",
  input: z.strictObject({
    repository: id,
    branch,
    pipeline: z.string().min(1).max(255).optional().describe("A custom one by its name"),
    cron,
    enabled: z.boolean().default(true),
  }),
  output: hostSchedule,
  access: { kind: "target", permission: "schedule.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["branch", "pipeline", "cron"],
  http: { method: "POST", path: "/repositories/{repository}/host-schedules", status: 201 },
  example: { input: { repository: repositoryId, branch: "main", cron: "0 3 * * *" }, output: example },
  handle: async ({ app, signal }, { repository: of, enabled, pipeline, ...schedule }) => {
    const {
      port: schedules,
      connectionId,
      repository,
    } = await openAbility(app, of, {
      port: "schedules",
      ability: "schedules.write",
    });
    const wanted = { ...schedule, isEnabled: enabled, ...(pipeline === undefined ? {} : { pipeline }) };
    const made = await schedules.create(repository, wanted, signal);
    await rememberMade(app, {
      connectionId,
      repositoryId: of,
      kind: "schedule",
      hostId: made.id,
      name: `${schedule.branch}, ${schedule.cron}`,
    });
    return scheduleOf(made);
  },
});

const switchSchedule = defineOperation({
  name: "repositories.switch-host-schedule",
  summary: "Switch a schedule of a repository's host of code on or off",
  description: "Nothing else of it can be changed: remove it, and make another.",
  input: z.strictObject({ repository: id, schedule: hostId, enabled: z.boolean() }),
  output: hostSchedule,
  access: { kind: "target", permission: "schedule.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["schedule"],
  http: { method: "PATCH", path: "/repositories/{repository}/host-schedules/{schedule}" },
  example: {
    input: { repository: repositoryId, schedule: example.id, enabled: false },
    output: { ...example, enabled: false },
  },
  handle: async ({ app, signal }, input) => {
    const { port: schedules, repository } = await openAbility(app, input.repository, {
      port: "schedules",
      ability: "schedules.write",
    });
    const wanted = { id: input.schedule, isEnabled: input.enabled };
    return scheduleOf(await schedules.switch(repository, wanted, signal));
  },
});

const removeSchedule = defineOperation({
  name: "repositories.remove-host-schedule",
  summary: "Remove a schedule of a repository's host of code",
  input: z.strictObject({ repository: id, schedule: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "schedule.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["schedule"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-schedules/{schedule}" },
  example: { input: { repository: repositoryId, schedule: example.id }, output: {} },
  handle: async ({ app, signal }, input) => {
    const {
      port: schedules,
      connectionId,
      repository,
    } = await openAbility(app, input.repository, {
      port: "schedules",
      ability: "schedules.write",
    });
    await schedules.remove(repository, input.schedule, signal);
    const of = { connectionId, repositoryId: input.repository, kind: "schedule" } as const;
    await forgetMade(app, { ...of, hostId: input.schedule });
    return {};
  },
});

export const hostScheduleOperations = [
  listSchedules,
  listExecutions,
  addSchedule,
  switchSchedule,
  removeSchedule,
] as const;

function scheduleOf({ isEnabled, cron: times, ...one }: ForgeSchedule): z.input<typeof hostSchedule> {
  return { ...one, ...(times === undefined ? {} : { cron: times }), enabled: isEnabled };
}
