import type { TestsReported } from "@headrace/execution";
import { type ExecutionReport, type FailureReport, reportExecution } from "@headrace/library/report";
import { createFileLogStore } from "@headrace/store";
import { z } from "zod";
import type { App } from "../app.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { id, time, timeOf } from "../values/fields.ts";

const outcome = z
  .string()
  .describe("success, failed, timedOut, outOfMemory, infrastructure, cancelled, rejected or skipped");

export const failure = z.object({
  instance: z.string().describe("The stage, or of a matrix its name with the values"),
  attempt: z.number().int(),
  outcome,
  allowed: z.boolean().describe("It counts as success for what follows"),
  message: z.string().optional(),
  step: z.string().optional().describe("The step that decided it"),
  exitCode: z.number().int().nullable(),
  signal: z.string().optional(),
  lines: z
    .array(z.object({ line: z.number().int(), text: z.string(), failing: z.boolean() }))
    .describe("Of the attempt's log: the lines that say what went wrong, with their context"),
  failedTests: z.array(z.object({ name: z.string(), suite: z.string(), message: z.string().optional() })),
});
export type Failure = z.input<typeof failure>;

export const executionReport = z.object({
  execution: z.object({
    id,
    pipeline: z.string(),
    number: z.number().int(),
    branch: z.string(),
    commit: z.string(),
    status: z.string(),
    outcome: z.string().optional(),
    startedAt: time.optional(),
    finishedAt: time.optional(),
    durationMs: z.number().optional(),
  }),
  stages: z.array(
    z.object({
      stage: z.string(),
      instance: z.string(),
      status: z.string(),
      outcome: outcome.optional(),
      attempt: z.number().int(),
      reused: z.boolean(),
      durationMs: z.number().optional(),
      message: z.string().optional(),
      environment: z.string().optional(),
      tests: z
        .object({
          total: z.number().int(),
          passed: z.number().int(),
          failed: z.number().int(),
          skipped: z.number().int(),
          flaky: z.number().int(),
          coverage: z.number().optional().describe("Lines, in percent"),
        })
        .optional(),
      artifacts: z.array(z.object({ id, name: z.string(), size: z.number().int(), files: z.number().int() })),
      warnings: z.array(z.string()),
      summary: z.string().describe("Markdown that its steps wrote; to be shown as text of strangers"),
    }),
  ),
  criticalPath: z
    .array(z.object({ stage: z.string(), durationMs: z.number(), waitedMs: z.number() }))
    .describe("The chain of stages that decided how long it took"),
  failures: z.array(failure),
});

export async function loadReport(app: App, executionId: string): Promise<ExecutionReport> {
  const { plan, events } = await app.store.journal.load(executionId);
  // Where they could not be fetched when it failed, or cannot be now, the report is without their lines.
  await app.collector.fetchLogs(executionId, { attempts: () => failedAttempts(app, executionId) });
  const logs = createFileLogStore({ directory: app.store.layout.logs, clock: app.clock });
  return await reportExecution({ plan, events, catalog: app.store.catalog, logs });
}

/** Nobody asks why. */
const quiet: ReadonlySet<string> = new Set(["success", "skipped", "cancelled"]);

async function failedAttempts(app: App, executionId: string): Promise<readonly AttemptName[]> {
  const rows = await app.store.executions.stages(executionId);
  return rows.filter(({ outcome, attempt }) => attempt > 0 && outcome !== undefined && !quiet.has(outcome));
}

export function publicReport({ plan, state, ...report }: ExecutionReport): z.input<typeof executionReport> {
  const { startedAt, finishedAt } = state;
  return {
    execution: {
      id: plan.executionId,
      pipeline: plan.pipeline.name,
      number: plan.number,
      branch: plan.git.branch,
      commit: plan.git.commit,
      status: state.status,
      ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
      ...(startedAt === undefined ? {} : { startedAt: timeOf(startedAt) }),
      ...(finishedAt === undefined ? {} : { finishedAt: timeOf(finishedAt) }),
      ...(startedAt === undefined || finishedAt === undefined ? {} : { durationMs: finishedAt - startedAt }),
    },
    stages: report.stages.map(({ stage, instance, tests, artifacts, warnings, summary }) => ({
      stage,
      instance: instance.instance,
      status: instance.status,
      ...(instance.outcome === undefined ? {} : { outcome: instance.outcome }),
      attempt: instance.attempt,
      reused: instance.reused,
      ...(instance.durationMs === undefined ? {} : { durationMs: instance.durationMs }),
      ...(instance.message === undefined ? {} : { message: instance.message }),
      ...(instance.environment === undefined ? {} : { environment: instance.environment }),
      ...(tests === undefined ? {} : { tests: countsOf(tests) }),
      artifacts: artifacts.map(({ id, name, size, files }) => ({ id, name, size, files })),
      warnings: [...warnings],
      summary,
    })),
    criticalPath: [...report.criticalPath],
    failures: report.failures.map(publicFailure),
  };
}

function countsOf({ total, passed, failed, skipped, flaky, coverage }: TestsReported) {
  return { total, passed, failed, skipped, flaky, ...(coverage === undefined ? {} : { coverage }) };
}

export function publicFailure({ excerpt, failedTests, ...failed }: FailureReport): Failure {
  return { ...failed, lines: [...excerpt.lines], failedTests: [...failedTests] };
}
