import type { ExecutionState } from "@headrace/execution";
import type { ServerTables } from "@headrace/store/server";
import { type Link, type LinkDetail, readLink, setLinkDetail } from "../runs/links.ts";

/** Writes to executions that what they deployed was taken back: by their own steps, or by an execution that went back. */
export async function recordRollbacks(tables: ServerTables, link: Link, state: ExecutionState): Promise<void> {
  const { executionId } = link;
  if (state.rollbacks.length > 0) {
    const { previousExecutionId } = (await deploymentBefore(tables, executionId)) ?? {};
    await note(tables, executionId, {
      complete: state.rollbacks.every(({ rolledBack }) => rolledBack),
      reason: state.rollbacks.map(({ instance, reason }) => `${instance}: ${reason}`).join("; "),
      ...(previousExecutionId === undefined ? {} : { previousExecutionId }),
    });
  }
  const { rollback } = link.detail;
  if (rollback === undefined || state.outcome !== "success") return;
  const replaced = await deploymentBefore(tables, executionId);
  if (replaced === undefined || replaced.previousExecutionId === executionId) return;
  await note(tables, replaced.previousExecutionId, {
    complete: true,
    reason: rollback.reason,
    previousExecutionId: rollback.executionId,
    by: executionId,
  });
}

/** Whose deployment stood before the one of this execution. */
async function deploymentBefore(tables: ServerTables, executionId: string) {
  return await tables
    .selectFrom("deployments")
    .innerJoin("deployments as before", "before.id", "deployments.previous_id")
    .select("before.execution_id as previousExecutionId")
    .where("deployments.execution_id", "=", executionId)
    .orderBy("deployments.started_at")
    .limit(1)
    .executeTakeFirst();
}

async function note(
  tables: ServerTables,
  executionId: string,
  rolledBack: NonNullable<LinkDetail["rolledBack"]>,
): Promise<void> {
  const link = await readLink(tables, executionId);
  if (link !== undefined) await setLinkDetail(tables, executionId, { ...link.detail, rolledBack });
}
