import type { ServerTables } from "@headrace/store/server";
import { environmentNamed } from "../environments/environment-named.ts";
import type { Link } from "../runs/links.ts";
import type { Change } from "./changes-of.ts";

/** Writes one change; a second time it changes nothing. */
export async function applyChange(tables: ServerTables, link: Link, change: Change): Promise<void> {
  switch (change.kind) {
    case "approval":
      return await applyApproval(tables, link, change);
    case "deployment-started":
      return await beginDeployment(tables, link, change);
    case "deployment-ended":
      return await endDeployment(tables, link, change);
  }
}

type ChangeOf<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;

async function applyApproval(tables: ServerTables, link: Link, change: ChangeOf<"approval">): Promise<void> {
  const facts = {
    state: change.state,
    decisions: JSON.stringify(change.decisions),
    settled_at: change.settledAt ?? null,
  };
  await tables
    .insertInto("approvals")
    .values({
      id: change.id,
      organization_id: link.organizationId,
      repository_id: link.repositoryId,
      pipeline_id: link.pipelineId ?? null,
      execution_id: link.executionId,
      stage: change.stage,
      instance: change.instance,
      request: JSON.stringify(change.request),
      requested_at: change.requestedAt,
      expires_at: change.expiresAt ?? null,
      ...facts,
    })
    .onConflict((conflict) => conflict.columns(["execution_id", "instance"]).doUpdateSet(facts))
    .execute();
}

async function beginDeployment(
  tables: ServerTables,
  link: Link,
  change: ChangeOf<"deployment-started">,
): Promise<void> {
  const environment = await environmentNamed(tables, link.repositoryId, change.environment);
  // It was removed with its history.
  if (environment === undefined) return;
  const { rollback } = link.detail;
  const previous = await newestSuccess(tables, environment.id, change.at);
  await tables
    .insertInto("deployments")
    .values({
      id: change.id,
      organization_id: link.organizationId,
      environment_id: environment.id,
      execution_id: link.executionId,
      stage: change.stage,
      instance: change.instance,
      attempt: change.attempt,
      commit_id: change.commit,
      version: null,
      url: null,
      outcome: null,
      rolled_back: 0,
      rollback_reason: null,
      rollback_to: rollback?.environmentId === environment.id ? rollback.deploymentId : null,
      previous_id: previous ?? null,
      started_at: change.at,
      finished_at: null,
    })
    .onConflict((conflict) => conflict.columns(["execution_id", "instance", "attempt"]).doNothing())
    .execute();
}

async function endDeployment(tables: ServerTables, link: Link, change: ChangeOf<"deployment-ended">): Promise<void> {
  const ended = await tables
    .updateTable("deployments")
    .set({
      outcome: change.outcome,
      version: change.version ?? null,
      url: change.url ?? null,
      rolled_back: change.rolledBack === true ? 1 : 0,
      rollback_reason: change.rollbackReason ?? null,
      finished_at: change.at,
    })
    .where("execution_id", "=", link.executionId)
    .where("instance", "=", change.instance)
    .where("attempt", "=", change.attempt)
    .where("finished_at", "is", null)
    .returning("environment_id")
    .executeTakeFirst();
  if (ended !== undefined && change.outcome === "success") await settleCurrent(tables, ended.environment_id);
}

/** What stands in an environment is the newest deployment that succeeded. */
export async function settleCurrent(tables: ServerTables, environmentId: string): Promise<void> {
  const current = await newestSuccess(tables, environmentId, Number.MAX_SAFE_INTEGER);
  await tables
    .updateTable("environments")
    .set({ current_deployment_id: current ?? null })
    .where("id", "=", environmentId)
    .execute();
}

/** The one that stood at a time, epoch milliseconds. */
async function newestSuccess(tables: ServerTables, environmentId: string, at: number): Promise<string | undefined> {
  const row = await tables
    .selectFrom("deployments")
    .select("id")
    .where("environment_id", "=", environmentId)
    .where("outcome", "=", "success")
    .where("finished_at", "<=", at)
    .orderBy("finished_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}
