import { mediansByInstance } from "@headrace/store";
import type { App } from "../app.ts";
import { earlierOf, pipelineOfExecution } from "./earlier-executions.ts";

/** Executions that are looked at. */
const mostLookedAt = 20;

/**
 * What the stages of an execution's pipeline usually take, by instance; milliseconds. Of the executions before it in the
 * same repository and pipeline: another repository's of the same name are others. A reused stage took no time of its own.
 */
export async function usualDurations(app: App, executionId: string): Promise<ReadonlyMap<string, number>> {
  const mine = await pipelineOfExecution(app.tables, executionId);
  if (mine === undefined) return new Map();
  const rows = await app.tables
    .selectFrom("stage_executions")
    .select(["instance", "duration_ms as durationMs"])
    .where("outcome", "=", "success")
    .where("reused", "=", 0)
    .where("execution_id", "in", earlierOf(app.tables, mine).select("executions.id").limit(mostLookedAt))
    .execute();
  return mediansByInstance(
    rows.flatMap(({ instance, durationMs }) => (durationMs === null ? [] : [{ instance, durationMs }])),
  );
}
