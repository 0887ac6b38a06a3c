import { z } from "zod";
import { id } from "../values/fields.ts";

const counts = {
  executions: z.number().int(),
  success: z.number().int(),
  failed: z.number().int(),
  timedOut: z.number().int(),
  cancelled: z.number().int(),
  successRate: z.number().optional().describe("Of 1, of those that nobody cancelled; absent where there are none"),
  minutes: z.number().describe("Of executions, altogether"),
  stageMinutes: z.number().describe("Of their stages, altogether: more than those where stages run at once"),
  cost: z.number().optional().describe("Of these minutes, where the organization has said what they cost"),
};

const durations = {
  averageMs: z.number().optional(),
  p50Ms: z.number().optional().describe("Half of them took no longer"),
  p90Ms: z.number().optional(),
  p95Ms: z.number().optional(),
};

const period = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:00)?$/)
  .describe("`2026-11-21`, or by hours `2026-11-21T14:00`: by your clock");

const pipeline = z.object({ id: id.optional().describe("Absent of what runs on a host of code"), name: z.string() });
const repositoryId = "01a1fc42-b97f-7bef-9713-0b6621de95a7";

export const summary = z.object({
  currency: z.string().optional().describe("Of every cost here; absent where nothing was said of what minutes cost"),
  totals: z.object({
    ...counts,
    ...durations,
    waitedMs: z.number().optional().describe("From being asked for to having begun, on average"),
  }),
  periods: z
    .array(z.object({ period, ...counts, ...durations }))
    .describe("Days or hours in which something was asked for that has ended; those without are left out"),
  pipelines: z
    .array(z.object({ repositoryId: id, pipeline, ...counts, averageMs: durations.averageMs }))
    .describe("Those that took most time; 50 at most"),
  stages: z
    .array(
      z.object({
        repositoryId: id,
        pipeline,
        stage: z.string(),
        runs: z.number().int(),
        failed: z.number().int(),
        retried: z.number().int().describe("Those that took more than one attempt"),
        minutes: z.number(),
        waitedMs: z.number().optional().describe("From being due to having begun, on average"),
        ...durations,
      }),
    )
    .describe("Those that took most time, without what was reused or skipped; 50 at most"),
  deployments: z
    .array(
      z.object({
        environmentId: id,
        environment: z.string(),
        count: z.number().int(),
        success: z.number().int(),
        failed: z.number().int(),
      }),
    )
    .describe("By environment; 50 at most"),
  deploymentPeriods: z
    .array(z.object({ period, count: z.number().int(), failed: z.number().int() }))
    .describe("Days or hours in which something was deployed; those without are left out"),
});

export type Summary = z.input<typeof summary>;

export const summaryExample: Summary = {
  currency: "EUR",
  totals: {
    executions: 4,
    success: 3,
    failed: 1,
    timedOut: 0,
    cancelled: 0,
    successRate: 0.75,
    minutes: 4.6,
    stageMinutes: 7.5,
    cost: 0.06,
    averageMs: 69_000,
    p50Ms: 70_360,
    p90Ms: 81_200,
    p95Ms: 81_200,
    waitedMs: 140,
  },
  periods: [
    {
      period: "2026-11-21",
      executions: 4,
      success: 3,
      failed: 1,
      timedOut: 0,
      cancelled: 0,
      successRate: 0.75,
      minutes: 4.6,
      stageMinutes: 7.5,
      cost: 0.06,
      p50Ms: 70_360,
    },
  ],
  pipelines: [
    {
      repositoryId,
      pipeline: { id: "01a1fc42-b97f-7bef-9713-0b6621de95a9", name: "web-app" },
      executions: 4,
      success: 3,
      failed: 1,
      timedOut: 0,
      cancelled: 0,
      successRate: 0.75,
      minutes: 4.6,
      stageMinutes: 7.5,
      cost: 0.06,
      averageMs: 69_000,
    },
  ],
  stages: [
    {
      repositoryId,
      pipeline: { id: "01a1fc42-b97f-7bef-9713-0b6621de95a9", name: "web-app" },
      stage: "test",
      runs: 4,
      failed: 1,
      retried: 0,
      minutes: 3.1,
      waitedMs: 60,
      averageMs: 46_500,
      p50Ms: 45_900,
      p90Ms: 52_000,
      p95Ms: 52_000,
    },
  ],
  deployments: [
    {
      environmentId: "01a1fc42-b97f-7bef-9713-0b6621de95d1",
      environment: "production",
      count: 2,
      success: 2,
      failed: 0,
    },
  ],
  deploymentPeriods: [{ period: "2026-11-21", count: 2, failed: 0 }],
};
