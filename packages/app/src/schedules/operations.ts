import type { SchedulesTable } from "@headrace/store/server";
import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { givenParameters } from "../executions/execution.ts";
import { startedExample, startedExecution, startedExecutionOf } from "../executions/started-execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { readPipeline } from "../pipelines/read-pipeline.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { branch, id } from "../values/fields.ts";
import { nextRun } from "./next-run.ts";
import { cron, parameters, schedule, scheduleExample, scheduleOf, timezone } from "./schedule.ts";
import { newSchedule } from "./sync-schedules.ts";

const listSchedules = defineOperation({
  name: "schedules.list",
  summary: "List schedules with the times of their next and last runs",
  input: z.strictObject({
    ...pageInput,
    pipeline: id.optional(),
    ...searchInput("the pipeline's name, the times or the branch"),
  }),
  output: pageOf(schedule),
  access: { kind: "organization", permission: "pipeline.read" },
  effect: "read",
  http: { method: "GET", path: "/schedules" },
  example: { input: { pipeline: scheduleExample.pipelineId }, output: { items: [scheduleExample] } },
  handle: async ({ app, principal, scope }, { limit, cursor, pipeline, search }) => {
    let select = app.tables
      .selectFrom("schedules")
      .innerJoin("pipelines", "pipelines.id", "schedules.pipeline_id")
      .selectAll("schedules")
      .where("schedules.organization_id", "=", scope.organizationId)
      .where(visibleTo(principal, ["pipelines.repository_id", "pipelines.id"]))
      .orderBy("schedules.created_at", "desc")
      .orderBy("schedules.id", "desc")
      .limit(limit + 1);
    if (pipeline !== undefined) select = select.where("schedules.pipeline_id", "=", pipeline);
    if (search !== undefined) {
      select = select.where(contains(["pipelines.name", "schedules.cron", "schedules.branch"], search));
    }
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("schedules.created_at", "schedules.id"), "<", tuple(at, after)),
      );
    }
    const now = app.clock.now();
    return pageFrom(await select.execute(), limit, {
      item: (row) => scheduleOf(row, now),
      position: (row) => ({ at: row.created_at, id: row.id }),
    });
  },
});

const createSchedule = defineOperation({
  name: "schedules.create",
  summary: "Run a pipeline at times of its own, beside those of its definition",
  description:
    "It runs while the pipeline is active, and as long as whoever made or last changed it may run it. Refused where the pipeline does not take the parameters; a later version that does not is told as its `problem`.",
  input: z.strictObject({
    pipeline: id,
    cron,
    timezone: timezone.default("UTC"),
    branch: branch.optional(),
    parameters: givenParameters.prefault({}),
  }),
  output: schedule,
  access: { kind: "target", permission: "schedule.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/schedules", status: 201 },
  example: {
    input: { pipeline: scheduleExample.pipelineId, cron: "0 3 * * *", timezone: "Europe/Rome", branch: "main" },
    output: { ...scheduleExample, origin: "manual" },
  },
  handle: async ({ app, scope, actor }, input) => {
    const pipeline = await readPipeline(app.tables, input.pipeline);
    await refuseParameters(app, pipeline, { branch: input.branch ?? "", parameters: input.parameters });
    const now = app.clock.now();
    const row = await app.tables
      .insertInto("schedules")
      .values({
        ...newSchedule({ ...input, branch: input.branch ?? "", now }),
        id: app.ids.next(),
        organization_id: scope.organizationId,
        pipeline_id: input.pipeline,
        origin: "manual",
        responsible: JSON.stringify(actor),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return scheduleOf(row, now);
  },
});

const updateSchedule = defineOperation({
  name: "schedules.update",
  summary: "Switch a schedule on or off, or change one that was made by hand",
  input: z.strictObject({
    schedule: id,
    enabled: z.boolean().optional(),
    cron: cron.optional(),
    timezone: timezone.optional(),
    branch: branch.nullable().optional().describe("`null` for the default branch"),
    parameters: givenParameters.optional(),
  }),
  output: schedule,
  access: { kind: "target", permission: "schedule.write", target: "schedule", from: "schedule" },
  effect: "write",
  http: { method: "PATCH", path: "/schedules/{schedule}" },
  example: {
    input: { schedule: scheduleExample.id, enabled: false },
    output: { ...scheduleExample, enabled: false, nextRuns: [] },
  },
  handle: async ({ app, actor }, { schedule: scheduleId, enabled, ...changes }) => {
    const before = await readSchedule(app, scheduleId);
    if (before.origin === "definition" && Object.values(changes).some((value) => value !== undefined)) {
      throw inDefinition("changed");
    }
    // The default one is kept as none.
    const otherBranch = changes.branch === null ? "" : changes.branch;
    const isOtherRun = changes.parameters !== undefined || changes.branch !== undefined;
    if (isOtherRun) {
      await refuseParameters(app, await readPipeline(app.tables, before.pipeline_id), {
        branch: otherBranch ?? before.branch,
        parameters: changes.parameters ?? parameters.parse(JSON.parse(before.parameters)),
      });
    }
    const now = app.clock.now();
    const timing = { cron: changes.cron ?? before.cron, timezone: changes.timezone ?? before.timezone };
    const isOn = enabled ?? before.enabled === 1;
    // What keeps its times keeps its next one, also one that is just due.
    const isRetimed = timing.cron !== before.cron || timing.timezone !== before.timezone;
    const isSwitchedOn = isOn && before.enabled === 0;
    const due = isRetimed || isSwitchedOn ? nextRun(timing.cron, timing.timezone, now) : before.due_at;
    const row = await app.tables
      .updateTable("schedules")
      .set({
        ...timing,
        ...(otherBranch === undefined ? {} : { branch: otherBranch }),
        ...(changes.parameters === undefined ? {} : { parameters: JSON.stringify(changes.parameters) }),
        ...(isOtherRun ? { problem: null } : {}),
        enabled: isOn ? 1 : 0,
        ...(before.origin === "definition" ? {} : { responsible: JSON.stringify(actor) }),
        ...(due === before.due_at
          ? {}
          : { due_at: due, next_attempt_at: due, attempts: 0, owner: null, lease_until: null }),
        updated_at: now,
      })
      .where("id", "=", scheduleId)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw notFound("schedule", scheduleId);
    return scheduleOf(row, now);
  },
});

const deleteSchedule = defineOperation({
  name: "schedules.delete",
  summary: "Remove a schedule that was made by hand",
  input: z.strictObject({ schedule: id }),
  output: z.object({}),
  access: { kind: "target", permission: "schedule.write", target: "schedule", from: "schedule" },
  effect: "destructive",
  http: { method: "DELETE", path: "/schedules/{schedule}" },
  example: { input: { schedule: scheduleExample.id }, output: {} },
  handle: async ({ app }, input) => {
    if ((await readSchedule(app, input.schedule)).origin === "definition") throw inDefinition("removed");
    await app.tables.deleteFrom("schedules").where("id", "=", input.schedule).execute();
    return {};
  },
});

const runNow = defineOperation({
  name: "schedules.run-now",
  summary: "Run what a schedule runs, now and by hand; its times stay",
  input: z.strictObject({ schedule: id }),
  output: startedExecution,
  access: { kind: "target", permission: "pipeline.run", target: "schedule", from: "schedule" },
  effect: "write",
  http: { method: "POST", path: "/schedules/{schedule}/run", status: 201 },
  example: {
    input: { schedule: scheduleExample.id },
    output: startedExample,
  },
  handle: async ({ app, actor, publicUrl }, input) => {
    const row = await readSchedule(app, input.schedule);
    const pipeline = await readPipeline(app.tables, row.pipeline_id);
    if (pipeline.archived_at !== null) {
      throw new Problem("conflict", "an archived pipeline is not run", { mend: "restore it first" });
    }
    const started = await app.runs.start({
      organizationId: pipeline.organization_id,
      repositoryId: pipeline.repository_id,
      pipelineId: pipeline.id,
      // By a person, who is given what a person is given.
      event: "manual",
      actor,
      trust: "own",
      git: row.branch === "" ? {} : { branch: row.branch },
      parameters: parameters.parse(JSON.parse(row.parameters)),
      detail: { schedule: row.id },
    });
    return startedExecutionOf(started, publicUrl);
  },
});

export const scheduleOperations = [listSchedules, createSchedule, updateSchedule, deleteSchedule, runNow] as const;

async function readSchedule(app: App, scheduleId: string): Promise<SchedulesTable> {
  const row = await app.tables.selectFrom("schedules").selectAll().where("id", "=", scheduleId).executeTakeFirst();
  if (row === undefined) throw notFound("schedule", scheduleId);
  return row;
}

async function refuseParameters(app: App, ...asked: Parameters<App["schedules"]["whyRefused"]>): Promise<void> {
  const message = await app.schedules.whyRefused(...asked);
  if (message === null) return;
  throw new Problem("invalid-input", message, {
    mend: "give the parameters that the pipeline takes",
    faults: [{ path: "parameters", message }],
  });
}

function inDefinition(what: string): Problem {
  return new Problem("conflict", `this schedule stands in the pipeline's definition, and is ${what} there`, {
    mend: "edit `triggers.schedule`, or switch the schedule off here",
  });
}
