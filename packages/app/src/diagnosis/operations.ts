import { z } from "zod";
import { resolveTarget } from "../access/resolve-target.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { type Comparison, compareExecutions, comparison } from "./comparison.ts";
import { lastSuccess } from "./last-success.ts";
import { executionReport, type Failure, failure, loadReport, publicFailure, publicReport } from "./report.ts";
import { usualDurations } from "./usual-durations.ts";

const executionId = "01a1fc42-b97f-7bef-9713-0b6621de95b1";
const earlierId = "01a1fc42-b97f-7bef-9713-0b6621de95a1";
const commit = "8c1f2d3e4b5a69788796a5b4c3d2e1f001122334";
const access = { kind: "target", permission: "execution.read", target: "execution", from: "execution" } as const;

const failureExample: Failure = {
  instance: "test (22)",
  attempt: 1,
  outcome: "failed",
  allowed: false,
  step: "npm test",
  exitCode: 1,
  lines: [
    { line: 40, text: "✔ subtracts", failing: false },
    { line: 41, text: "✖ adds two numbers", failing: true },
  ],
  failedTests: [{ suite: "numbers", name: "adds two numbers", message: "expected 3, received 4" }],
};
const side = { branch: "main", message: "Round sums", author: "Ada <ada@example.org>" };
const comparisonExample: Comparison = {
  before: { id: earlierId, number: 11, outcome: "success", commit: "1f".repeat(20), ...side },
  after: { id: executionId, number: 12, outcome: "failed", commit, ...side },
  sameCommit: false,
  between: {
    commits: [
      { commit, author: "Ada <ada@example.org>", subject: "Round sums", committedAt: "2026-11-21T09:28:11.000Z" },
    ],
    commitCount: 1,
    files: ["src/sums.ts"],
    fileCount: 1,
  },
  definition: { same: true, pipeline: [], stages: [] },
  parameters: [],
  stages: [
    {
      instance: "test (22)",
      before: { outcome: "success", durationMs: 8120 },
      after: { outcome: "failed", durationMs: 7904 },
      changed: true,
    },
  ],
  tests: {
    newlyFailing: [{ instance: "test (22)", suite: "numbers", name: "adds two numbers" }],
    fixed: [],
    added: 1,
    removed: 0,
  },
};

const summarizeFailure = defineOperation({
  name: "executions.failure-summary",
  summary: "Say why an execution failed, and what has changed since the last success",
  description: "The last success is that of the same pipeline and branch before it.",
  input: z.strictObject({ execution: id }),
  output: z.object({
    outcome: z.string().optional(),
    failures: z.array(failure),
    changes: comparison.optional().describe("From the last success to this execution; absent where there was none"),
  }),
  access,
  effect: "read",
  masks: ["step", "text", "message", "warnings", "summary"],
  http: { method: "GET", path: "/executions/{execution}/failure-summary" },
  example: {
    input: { execution: executionId },
    output: { outcome: "failed", failures: [failureExample], changes: comparisonExample },
  },
  handle: async ({ app }, { execution }) => {
    const { state, failures } = await loadReport(app, execution);
    const before = await lastSuccess(app, execution);
    return {
      ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
      failures: failures.map(publicFailure),
      ...(before === undefined ? {} : { changes: await compareExecutions(app, before, execution) }),
    };
  },
});

const compare = defineOperation({
  name: "executions.compare",
  summary: "Say how an execution differs from another one",
  input: z.strictObject({ execution: id, with: id.describe("The other execution, usually an earlier one") }),
  output: comparison,
  access,
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/compare" },
  example: { input: { execution: executionId, with: earlierId }, output: comparisonExample },
  handle: async ({ app, scope, permits }, input) => {
    const other = await resolveTarget(app.tables, "execution", input.with);
    const mayRead = other?.organizationId === scope.organizationId && (await permits("execution.read", other));
    if (!mayRead) throw notFound("execution", input.with);
    return await compareExecutions(app, input.with, input.execution);
  },
});

const reportOfExecution = defineOperation({
  name: "executions.report",
  summary: "Read all that came of an execution: stages, tests, artifacts, failures and where the time went",
  input: z.strictObject({ execution: id }),
  output: executionReport,
  access,
  effect: "read",
  masks: ["step", "text", "message", "warnings", "summary"],
  http: { method: "GET", path: "/executions/{execution}/report" },
  example: {
    input: { execution: executionId },
    output: {
      execution: {
        id: executionId,
        pipeline: "web-app",
        number: 12,
        branch: "main",
        commit,
        status: "finished",
        outcome: "failed",
        startedAt: "2026-11-21T09:30:00.120Z",
        finishedAt: "2026-11-21T09:31:09.002Z",
        durationMs: 68_882,
      },
      stages: [
        {
          stage: "test",
          instance: "test (22)",
          status: "finished",
          outcome: "failed",
          attempt: 1,
          reused: false,
          durationMs: 7904,
          tests: { total: 120, passed: 118, failed: 1, skipped: 1, flaky: 0 },
          artifacts: [],
          warnings: [],
          summary: "",
        },
      ],
      criticalPath: [{ stage: "test", durationMs: 7904, waitedMs: 12 }],
      failures: [failureExample],
    },
  },
  handle: async ({ app }, { execution }) => publicReport(await loadReport(app, execution)),
});

const usual = defineOperation({
  name: "executions.usual-durations",
  summary: "Say what the stages of an execution usually take",
  description: "Medians of what succeeded in the last 20 executions of the same repository and pipeline before it.",
  input: z.strictObject({ execution: id }),
  output: z.object({ items: z.array(z.object({ instance: z.string(), durationMs: z.number() })) }),
  access,
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/usual-durations" },
  example: { input: { execution: executionId }, output: { items: [{ instance: "test (22)", durationMs: 7904 }] } },
  handle: async ({ app }, { execution }) => ({
    items: [...(await usualDurations(app, execution))].map(([instance, durationMs]) => ({ instance, durationMs })),
  }),
});

export const diagnosisOperations = [summarizeFailure, compare, reportOfExecution, usual] as const;
