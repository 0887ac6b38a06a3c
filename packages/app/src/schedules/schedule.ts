import { cronProblem, timezoneProblem } from "@headrace/pipeline";
import type { SchedulesTable } from "@headrace/store/server";
import { z } from "zod";
import { branch, id, time, timeOf } from "../values/fields.ts";
import { nextRuns } from "./next-run.ts";

export const cron = z
  .string()
  .max(200)
  .refine((text) => cronProblem(text) === null, {
    error: ({ input }) => cronProblem(String(input)) ?? "not a schedule",
  })
  .describe("Minute, hour, day of month, month, day of week: 0 3 * * *");

export const timezone = z
  .string()
  .max(100)
  .refine((text) => timezoneProblem(text) === null, "not an IANA time zone such as Europe/Rome")
  .describe("An IANA time zone");

export const parameters = z.record(z.string().max(200), z.string().max(100_000));

export const schedule = z.object({
  id,
  pipelineId: id,
  cron: z.string(),
  timezone: z.string(),
  branch: branch.optional().describe("The repository's default branch unless said"),
  parameters,
  origin: z.enum(["definition", "manual"]).describe("`definition`: of `triggers.schedule`, and changed there"),
  enabled: z.boolean(),
  nextRuns: z.array(time).describe("The next five; none while it is switched off"),
  lastRunAt: time.optional(),
  lastDueAt: time.optional().describe("The moment that the last run was for; earlier where one was caught up"),
  lastExecutionId: id.optional(),
  note: z.string().optional().describe("Why the last one did not run, or is tried again"),
  problem: z
    .string()
    .optional()
    .describe("Why its pipeline, as it is now, does not take its parameters: it would not run"),
  createdAt: time,
  updatedAt: time,
});

export type Schedule = z.input<typeof schedule>;

const shownRuns = 5;

export function scheduleOf(row: SchedulesTable, now: number): Schedule {
  return {
    id: row.id,
    pipelineId: row.pipeline_id,
    cron: row.cron,
    timezone: row.timezone,
    ...(row.branch === "" ? {} : { branch: row.branch }),
    parameters: parameters.parse(JSON.parse(row.parameters)),
    origin: row.origin === "definition" ? "definition" : "manual",
    enabled: row.enabled === 1,
    nextRuns: row.enabled === 1 && row.due_at !== null ? comingRuns(row, row.due_at, now).map(timeOf) : [],
    ...(row.last_run_at === null ? {} : { lastRunAt: timeOf(row.last_run_at) }),
    ...(row.last_due_at === null ? {} : { lastDueAt: timeOf(row.last_due_at) }),
    ...(row.last_execution_id === null ? {} : { lastExecutionId: row.last_execution_id }),
    ...(row.note === null ? {} : { note: row.note }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

/** What is due first, then what follows from then or from now. */
function comingRuns(row: SchedulesTable, dueAt: number, now: number): readonly number[] {
  return [dueAt, ...nextRuns(row, Math.max(dueAt, now), shownRuns - 1)];
}

export const scheduleExample: Schedule = {
  id: "01a1fc70-2a3b-7c4d-8e5f-60718293a4b5",
  pipelineId: "01a1fc44-cf38-71aa-a386-805aa317430c",
  cron: "0 3 * * *",
  timezone: "Europe/Rome",
  branch: "main",
  parameters: {},
  origin: "definition",
  enabled: true,
  nextRuns: ["2026-11-22T02:00:00.000Z", "2026-11-23T02:00:00.000Z"],
  lastRunAt: "2026-11-21T02:00:00.412Z",
  lastDueAt: "2026-11-21T02:00:00.000Z",
  lastExecutionId: "01a1fc56-91ad-7e6d-8dca-37f3b49c74f9",
  createdAt: "2026-11-20T09:30:00.000Z",
  updatedAt: "2026-11-21T02:00:00.412Z",
};
