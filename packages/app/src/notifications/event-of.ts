import { type ExecutionState, resultOf } from "@headrace/execution";
import type { ServerTables } from "@headrace/store/server";
import { earlierOf, pipelineOfExecution } from "../diagnosis/earlier-executions.ts";
import type { Link } from "../runs/links.ts";

/** How an execution ended, as notifications name it. As the column `event` has it. */
export const notificationEvents = ["success", "failure", "recovered", "cancelled"] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** Of one that has ended. Undefined where it did nothing that could be told. */
export async function eventOf(
  tables: ServerTables,
  link: Pick<Link, "executionId" | "trust">,
  { outcome }: ExecutionState,
): Promise<NotificationEvent | undefined> {
  if (outcome === undefined) return undefined;
  switch (resultOf(outcome, false)) {
    case "success":
      return (await failedBefore(tables, link)) ? "recovered" : "success";
    case "failure":
      return "failure";
    case "cancelled":
      return "cancelled";
    case "skipped":
      return undefined;
  }
}

/** Whether a notification with these `on` wants it. */
export function wants(on: readonly string[], event: NotificationEvent): boolean {
  return on.includes(event) || on.includes("always") || (event === "recovered" && on.includes("success"));
}

/**
 * Whether the last execution of the pipeline and branch before it failed, among those that came to a result: what was
 * cancelled says nothing. Strangers' branches of the same name are other branches.
 */
async function failedBefore(
  tables: ServerTables,
  { executionId, trust }: Pick<Link, "executionId" | "trust">,
): Promise<boolean> {
  const mine = await pipelineOfExecution(tables, executionId);
  if (mine === undefined) return false;
  const before = await earlierOf(tables, mine)
    .select("executions.outcome")
    .where("executions.branch", "=", mine.branch)
    .where("execution_links.trust", "=", trust)
    .where("executions.outcome", "is not", null)
    .where("executions.outcome", "not in", ["cancelled", "skipped"])
    .limit(1)
    .executeTakeFirst();
  return before !== undefined && before.outcome !== "success";
}
