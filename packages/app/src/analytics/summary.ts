import { z } from "zod";
import { id } from "../values/fields.ts";

const counts = {
  executions: z.number().int(),
  success: z.number().int(),
  failed: z.number().int(),
  timedOut: z.number().int(),
  cancelled: z.number().int(),
  minutes: z.number().describe("Of execution, altogether"),
};

const durations = {
  averageMs: z.number().optional(),
  p50Ms: z.number().optional().describe("Half of them took no longer"),
  p90Ms: z.number().optional(),
  p95Ms: z.number().optional(),
};

const pipeline = z.object({ id: id.optional(), name: z.string() });

export const summary = z.object({
  totals: z.object({
    ...counts,
    ...durations,
    waitedMs: z.number().optional().describe("From being asked for to having begun, on average"),
  }),
  days: z
    .array(z.object({ day: z.iso.date(), ...counts, ...durations }))
    .describe("Days on which something ended that was asked for then; those without are left out"),
  pipelines: z
    .array(z.object({ pipeline, ...counts, averageMs: durations.averageMs }))
    .describe("Those that took most time; 50 at most"),
  stages: z
    .array(
      z.object({
        pipeline,
        stage: z.string(),
        runs: z.number().int(),
        failed: z.number().int(),
        minutes: z.number(),
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
});

export type Summary = z.input<typeof summary>;

export const summaryExample: Summary = {
  totals: {
    executions: 4,
    success: 3,
    failed: 1,
    timedOut: 0,
    cancelled: 0,
    minutes: 4.6,
    averageMs: 69_000,
    p50Ms: 70_360,
    p90Ms: 81_200,
    p95Ms: 81_200,
    waitedMs: 140,
  },
  days: [
    { day: "2026-11-20", executions: 1, success: 1, failed: 0, timedOut: 0, cancelled: 0, minutes: 1.2, p50Ms: 70_360 },
    { day: "2026-11-21", executions: 3, success: 2, failed: 1, timedOut: 0, cancelled: 0, minutes: 3.4, p50Ms: 68_120 },
  ],
  pipelines: [
    {
      pipeline: { id: "01a1fc42-b97f-7bef-9713-0b6621de95a9", name: "web-app" },
      executions: 4,
      success: 3,
      failed: 1,
      timedOut: 0,
      cancelled: 0,
      minutes: 4.6,
      averageMs: 69_000,
    },
  ],
  stages: [
    {
      pipeline: { id: "01a1fc42-b97f-7bef-9713-0b6621de95a9", name: "web-app" },
      stage: "test",
      runs: 4,
      failed: 1,
      minutes: 3.1,
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
};
