import type { ServerTables } from "@headrace/store/server";
import type { Scope } from "./scope.ts";

/** What an operation can be about. */
export const targetKinds = [
  "repository",
  "pipeline",
  "execution",
  "environment",
  "deployment",
  "approval",
  "schedule",
  "secret",
  "variable",
  "webhook",
  "webhook delivery",
  "channel",
  "connection",
  "template",
  "token",
  "artifact",
] as const;
export type TargetKind = (typeof targetKinds)[number];

/** Where the thing of this kind and id belongs; undefined when there is none. */
export async function resolveTarget(tables: ServerTables, kind: TargetKind, id: string): Promise<Scope | undefined> {
  const row = await lookUp(tables, kind, id);
  if (row === undefined) return undefined;
  return {
    organizationId: row.organizationId,
    ...(typeof row.repositoryId === "string" ? { repositoryId: row.repositoryId } : {}),
    ...(typeof row.pipelineId === "string" ? { pipelineId: row.pipelineId } : {}),
  };
}

interface Found {
  readonly organizationId: string;
  readonly repositoryId?: string | null;
  readonly pipelineId?: string | null;
}

async function lookUp(tables: ServerTables, kind: TargetKind, id: string): Promise<Found | undefined> {
  switch (kind) {
    case "repository":
      return await tables
        .selectFrom("repositories")
        .select(["organization_id as organizationId", "id as repositoryId"])
        .where("id", "=", id)
        .executeTakeFirst();
    case "pipeline":
      return await tables
        .selectFrom("pipelines")
        .select(["organization_id as organizationId", "repository_id as repositoryId", "id as pipelineId"])
        .where("id", "=", id)
        .executeTakeFirst();
    case "execution":
      return await tables
        .selectFrom("execution_links")
        .select(["organization_id as organizationId", "repository_id as repositoryId", "pipeline_id as pipelineId"])
        .where("execution_id", "=", id)
        .executeTakeFirst();
    case "artifact":
      return await tables
        .selectFrom("artifacts")
        .innerJoin("execution_links", "execution_links.execution_id", "artifacts.execution_id")
        .select(["organization_id as organizationId", "repository_id as repositoryId", "pipeline_id as pipelineId"])
        .where("artifacts.id", "=", id)
        .executeTakeFirst();
    case "environment":
      return await tables
        .selectFrom("environments")
        .select(["organization_id as organizationId", "repository_id as repositoryId"])
        .where("id", "=", id)
        .executeTakeFirst();
    case "deployment":
      return await tables
        .selectFrom("deployments")
        .innerJoin("environments", "environments.id", "deployments.environment_id")
        .leftJoin("execution_links", "execution_links.execution_id", "deployments.execution_id")
        .select([
          "environments.organization_id as organizationId",
          "environments.repository_id as repositoryId",
          "execution_links.pipeline_id as pipelineId",
        ])
        .where("deployments.id", "=", id)
        .executeTakeFirst();
    case "approval":
      return await tables
        .selectFrom("approvals")
        .select(["organization_id as organizationId", "repository_id as repositoryId", "pipeline_id as pipelineId"])
        .where("id", "=", id)
        .executeTakeFirst();
    case "schedule":
      return await tables
        .selectFrom("schedules")
        .innerJoin("pipelines", "pipelines.id", "schedules.pipeline_id")
        .select([
          "pipelines.organization_id as organizationId",
          "pipelines.repository_id as repositoryId",
          "pipelines.id as pipelineId",
        ])
        .where("schedules.id", "=", id)
        .executeTakeFirst();
    case "secret":
    case "variable":
      return await settingScope(tables, kind === "secret" ? "secrets" : "variables", id);
    case "webhook":
      return await tables
        .selectFrom("webhooks")
        .select(["organization_id as organizationId", "repository_id as repositoryId"])
        .where("id", "=", id)
        .executeTakeFirst();
    case "webhook delivery":
      return await tables
        .selectFrom("webhook_deliveries")
        .innerJoin("webhooks", "webhooks.id", "webhook_deliveries.webhook_id")
        .select(["webhooks.organization_id as organizationId", "webhook_deliveries.repository_id as repositoryId"])
        .where("webhook_deliveries.id", "=", id)
        .executeTakeFirst();
    case "channel":
    case "connection":
      return await tables
        .selectFrom(kind === "channel" ? "channels" : "connections")
        .select("organization_id as organizationId")
        .where("id", "=", id)
        .executeTakeFirst();
    case "template":
      return await tables
        .selectFrom("templates")
        .select("organization_id as organizationId")
        .where("id", "=", id)
        .executeTakeFirst();
    case "token":
      return await tables
        .selectFrom("tokens")
        .select("organization_id as organizationId")
        .where("id", "=", id)
        .executeTakeFirst();
  }
}

/** Secrets and variables belong to an organization, a repository or an environment of one. */
async function settingScope(
  tables: ServerTables,
  table: "secrets" | "variables",
  id: string,
): Promise<Found | undefined> {
  const row = await tables
    .selectFrom(table)
    .select(["organization_id as organizationId", "scope", "scope_id as scopeId"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined || row.scope === "organization") return row;
  if (row.scope === "repository") return { organizationId: row.organizationId, repositoryId: row.scopeId };
  return await lookUp(tables, "environment", row.scopeId);
}
