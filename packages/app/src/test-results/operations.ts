import type { TestResultsTable } from "@headrace/store/server";
import { z } from "zod";
import type { App } from "../app.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf } from "../paging/page.ts";
import { id } from "../values/fields.ts";
import { testOutcomes as outcomes, readHistory, testHistory } from "./read-history.ts";

const testResult = z.object({
  stage: z.string(),
  instance: z.string(),
  attempt: z.number().int(),
  suite: z.string(),
  name: z.string(),
  file: z.string().optional(),
  outcome: z.enum(outcomes),
  durationMs: z.number(),
  message: z.string().optional().describe("Why it failed, as its report says"),
});
type TestResult = z.input<typeof testResult>;

const totals = z.object({
  total: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  flaky: z.number().int(),
  durationMs: z.number().describe("Of all cases together"),
});

const listTests = defineOperation({
  name: "tests.list",
  summary: "List the test cases of an execution",
  description: "Those of the last attempt of each stage, in the order in which they were stored.",
  input: z.strictObject({
    execution: id,
    outcome: z.enum(outcomes).optional(),
    stage: z.string().min(1).max(500).optional().describe("Only of this stage, or this instance of a matrix"),
    search: z.string().min(1).max(200).optional().describe("Part of a name, a suite or a file"),
    ...pageInput,
  }),
  output: pageOf(testResult).extend({ totals: totals.describe("Of the execution or the stage, whatever is searched") }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  masks: ["message"],
  http: { method: "GET", path: "/executions/{execution}/tests" },
  example: {
    input: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1", outcome: "failed" },
    output: {
      items: [
        {
          stage: "test",
          instance: "test (22)",
          attempt: 1,
          suite: "numbers",
          name: "adds two numbers",
          file: "test/numbers.test.js",
          outcome: "failed",
          durationMs: 3.2,
          message: "expected 3, received 4",
        },
      ],
      totals: { total: 120, passed: 118, failed: 1, skipped: 1, flaky: 0, durationMs: 5321 },
    },
  },
  handle: async ({ app }, { execution, outcome, stage, search, limit, cursor }) => {
    let select = lastResults(app, execution, stage)
      .selectAll("test_results")
      .orderBy("test_results.position")
      .limit(limit + 1);
    if (outcome !== undefined) select = select.where("test_results.outcome", "=", outcome);
    if (search !== undefined) {
      select = select.where(({ or }) =>
        or([
          contains("test_results.name", search),
          contains("test_results.suite", search),
          contains("test_results.file", search),
        ]),
      );
    }
    if (cursor !== undefined) select = select.where("test_results.position", ">", positionOf(cursor).at);
    const page = pageFrom(await select.execute(), limit, {
      item: testResultOf,
      position: (row) => ({ at: row.position, id: "" }),
    });
    return { ...page, totals: await totalsOf(app, execution, stage) };
  },
});

const readTestHistory = defineOperation({
  name: "tests.history",
  summary: "Read how a test case did in the earlier executions of the same pipeline",
  description: "Of the last thirty executions before this one, whatever their branch.",
  input: z.strictObject({
    execution: id,
    instance: z.string().min(1).max(500).describe("The stage, or the instance of a matrix"),
    suite: z.string().max(5000),
    name: z.string().max(5000),
  }),
  output: testHistory,
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  masks: ["message"],
  http: { method: "GET", path: "/executions/{execution}/tests/history" },
  example: {
    input: {
      execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
      instance: "test (22)",
      suite: "numbers",
      name: "adds two numbers",
    },
    output: {
      items: [
        {
          executionId: "01a1fc42-b97f-7bef-9713-0b6621de95a1",
          number: 11,
          branch: "main",
          commit: "8c1f2d3e4b5a69788796a5b4c3d2e1f001122334",
          createdAt: "2026-11-21T09:10:00.000Z",
          outcome: "passed",
          durationMs: 2.9,
        },
      ],
    },
  },
  handle: async ({ app }, { execution, ...test }) => await readHistory(app, execution, test),
});

export const testOperations = [listTests, readTestHistory] as const;

function lastResults(app: App, execution: string, stage: string | undefined) {
  const select = app.tables
    .selectFrom("test_results")
    .innerJoin("stage_executions", (join) =>
      join
        .onRef("stage_executions.execution_id", "=", "test_results.execution_id")
        .onRef("stage_executions.instance", "=", "test_results.instance")
        .onRef("stage_executions.attempt", "=", "test_results.attempt"),
    )
    .where("test_results.execution_id", "=", execution);
  if (stage === undefined) return select;
  return select.where(({ or, eb }) =>
    or([eb("test_results.stage", "=", stage), eb("test_results.instance", "=", stage)]),
  );
}

async function totalsOf(app: App, execution: string, stage: string | undefined): Promise<z.input<typeof totals>> {
  const rows = await lastResults(app, execution, stage)
    .select(({ fn }) => [
      "test_results.outcome",
      fn.countAll().as("count"),
      fn.sum("test_results.duration_ms").as("duration"),
    ])
    .groupBy("test_results.outcome")
    .execute();
  const count = (outcome: string): number => Number(rows.find((row) => row.outcome === outcome)?.count ?? 0);
  return {
    total: rows.reduce((sum, row) => sum + Number(row.count), 0),
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    flaky: count("flaky"),
    durationMs: rows.reduce((sum, row) => sum + Number(row.duration), 0),
  };
}

function testResultOf(row: TestResultsTable): TestResult {
  return {
    stage: row.stage,
    instance: row.instance,
    attempt: row.attempt,
    suite: row.suite,
    name: row.name,
    ...(row.file === null ? {} : { file: row.file }),
    outcome: outcomes.find((outcome) => outcome === row.outcome) ?? "failed",
    durationMs: row.duration_ms,
    ...(row.message === null ? {} : { message: row.message }),
  };
}
