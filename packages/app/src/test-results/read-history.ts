import { z } from "zod";
import type { App } from "../app.ts";
import { earlierOf, pipelineOfExecution } from "../diagnosis/earlier-executions.ts";
import { id, time, timeOf } from "../values/fields.ts";

export const testOutcomes = ["passed", "failed", "skipped", "flaky"] as const;

export const testHistory = z.object({
  items: z
    .array(
      z.object({
        executionId: id,
        number: z.number().int(),
        branch: z.string(),
        commit: z.string(),
        createdAt: time,
        outcome: z.enum(testOutcomes),
        durationMs: z.number(),
      }),
    )
    .describe("The newest first; executions that do not have the case are left out"),
});
export type TestHistory = z.input<typeof testHistory>;

export interface TestCase {
  readonly instance: string;
  readonly suite: string;
  readonly name: string;
}

/** Executions that are looked at. */
const lookedAt = 30;

/** How a test case did in the earlier executions of the same pipeline, whatever their branch. */
export async function readHistory(
  app: App,
  executionId: string,
  { instance, suite, name }: TestCase,
): Promise<TestHistory> {
  const mine = await pipelineOfExecution(app.tables, executionId);
  if (mine === undefined) return { items: [] };
  const earlier = await earlierOf(app.tables, mine)
    .select([
      "executions.id",
      "executions.number",
      "executions.branch",
      "executions.commit_id as commit",
      "execution_links.created_at as createdAt",
    ])
    .limit(lookedAt)
    .execute();
  if (earlier.length === 0) return { items: [] };
  const rows = await app.tables
    .selectFrom("test_results")
    .select(["execution_id as execution", "attempt", "outcome", "duration_ms as duration"])
    .where(
      "execution_id",
      "in",
      earlier.map(({ id: execution }) => execution),
    )
    .where("instance", "=", instance)
    .where("suite", "=", suite)
    .where("name", "=", name)
    .orderBy("attempt")
    .execute();
  // Of several attempts the last one stands.
  const last = new Map(rows.map((row) => [row.execution, row]));
  return {
    items: earlier.flatMap(({ id: execution, number, branch, commit, createdAt }) => {
      const row = last.get(execution);
      if (row === undefined) return [];
      return {
        executionId: execution,
        number,
        branch,
        commit,
        createdAt: timeOf(createdAt),
        outcome: testOutcomes.find((outcome) => outcome === row.outcome) ?? "failed",
        durationMs: row.duration,
      };
    }),
  };
}
