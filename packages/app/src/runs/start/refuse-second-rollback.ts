import type { ServerTables } from "@headrace/store/server";
import { Problem } from "../../problems/problem.ts";

/** Two who go back at once would go back twice. Throws `conflict` while an execution brings back a deployment there. */
export async function refuseSecondRollback(tables: ServerTables, environmentId: string): Promise<void> {
  const first = await tables
    .selectFrom("execution_links")
    .select("execution_id")
    .where("rolls_back", "=", environmentId)
    .where("state", "!=", "ended")
    .executeTakeFirst();
  if (first === undefined) return;
  throw new Problem("conflict", `execution ${first.execution_id} is bringing back a deployment here already`, {
    mend: "wait for its end, or cancel it",
    detail: { executionId: first.execution_id },
  });
}
