import type { Store } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import type { Overdue, OverdueArtifact } from "./walk.ts";

interface Parts {
  readonly store: Store;
  readonly tables: ServerTables;
  /** Asked before each thing. */
  goOn(): Promise<boolean>;
}

/** Removes what a walk has named, one thing after another, each in a short transaction. False where it was left before its end. */
export async function removeOverdue({ store, tables, goOn }: Parts, overdue: Overdue): Promise<boolean> {
  for (const artifact of overdue.artifacts) {
    if (!(await goOn())) return false;
    await removeArtifact(tables, artifact);
  }
  for (const id of overdue.logs) {
    if (!(await goOn())) return false;
    await store.removeLogs(id);
    await tables
      .insertInto("removed_logs")
      .values({ execution_id: id })
      .onConflict((conflict) => conflict.column("execution_id").doNothing())
      .execute();
  }
  for (const { id } of overdue.executions) {
    if (!(await goOn())) return false;
    if ((await store.remove(id)) === undefined) continue;
    // Last: what is left half removed is found again by its link.
    await tables.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("approvals").where("execution_id", "=", id).execute();
      await transaction.deleteFrom("removed_logs").where("execution_id", "=", id).execute();
      await transaction.deleteFrom("execution_links").where("execution_id", "=", id).execute();
    });
  }
  return true;
}

/** A result cannot be taken over without its artifacts. */
async function removeArtifact(tables: ServerTables, { id, executionId, instance }: OverdueArtifact): Promise<void> {
  await tables.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom("reusable_results")
      .where("execution_id", "=", executionId)
      .where("instance", "=", instance)
      .execute();
    await transaction.deleteFrom("artifacts").where("id", "=", id).execute();
  });
}
