import type { App } from "../app.ts";
import { earlierOf, pipelineOfExecution } from "./earlier-executions.ts";

/** The last execution before this one that succeeded: of the same pipeline (else repository) and branch. */
export async function lastSuccess(app: App, executionId: string): Promise<string | undefined> {
  const mine = await pipelineOfExecution(app.tables, executionId);
  if (mine === undefined) return undefined;
  const found = await earlierOf(app.tables, mine)
    .select("executions.id")
    .where("executions.branch", "=", mine.branch)
    .where("executions.outcome", "=", "success")
    .limit(1)
    .executeTakeFirst();
  return found?.id;
}
