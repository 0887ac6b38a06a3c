import type { AuditLogTable, ServerTables } from "@headrace/store/server";

type Target = Pick<AuditLogTable, "target" | "target_id">;

type NamedTable =
  | "repositories"
  | "pipelines"
  | "environments"
  | "connections"
  | "templates"
  | "tokens"
  | "secrets"
  | "variables"
  | "teams";

/** By the kinds of things that they hold. */
const namedTables = new Map<string, NamedTable>([
  ["repository", "repositories"],
  ["pipeline", "pipelines"],
  ["environment", "environments"],
  ["connection", "connections"],
  ["template", "templates"],
  ["token", "tokens"],
  ["secret", "secrets"],
  ["variable", "variables"],
  ["team", "teams"],
]);

interface Asked {
  readonly tables: ServerTables;
  /** Ids of another organization's things get no name: what was refused may have named any. */
  readonly organizationId: string;
  readonly ids: readonly string[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * What things are called now: one question for each kind of thing, however many there are. What is gone, and what has no
 * name, has none.
 */
export async function nameTargets(
  tables: ServerTables,
  organizationId: string,
  entries: readonly Target[],
): Promise<(entry: Target) => string | undefined> {
  const wanted = Map.groupBy(
    entries.filter(({ target, target_id: id }) => target !== null && id !== null),
    ({ target }) => target ?? "",
  );
  const names = new Map<string, string>();
  for (const [kind, of] of wanted) {
    const ids = [...new Set(of.map(({ target_id: id }) => id ?? ""))];
    const found = await lookUp(kind, { tables, organizationId, ids });
    for (const { id, name } of found) names.set(`${kind} ${id}`, name);
  }
  return ({ target, target_id: id }) => names.get(`${target} ${id}`);
}

async function lookUp(kind: string, asked: Asked): Promise<readonly Named[]> {
  const { tables, organizationId, ids } = asked;
  const table = namedTables.get(kind);
  if (table !== undefined) return await inTable(table, asked);
  switch (kind) {
    case "invitation":
      return await tables
        .selectFrom("invitations")
        .select(["id", "email as name"])
        .where("organization_id", "=", organizationId)
        .where("id", "in", ids)
        .execute();
    case "member":
      return await tables
        .selectFrom("user")
        .innerJoin("member", "member.userId", "user.id")
        .select(["user.id", "user.name"])
        .where("member.organizationId", "=", organizationId)
        .where("user.id", "in", ids)
        .execute();
    case "webhook":
      return await tables
        .selectFrom("webhooks")
        .innerJoin("repositories", "repositories.id", "webhooks.repository_id")
        .select(["webhooks.id", "repositories.name"])
        .where("webhooks.organization_id", "=", organizationId)
        .where("webhooks.id", "in", ids)
        .execute();
    case "deployment":
      return await tables
        .selectFrom("deployments")
        .innerJoin("environments", "environments.id", "deployments.environment_id")
        .select(["deployments.id", "environments.name"])
        .where("deployments.organization_id", "=", organizationId)
        .where("deployments.id", "in", ids)
        .execute();
    case "execution":
      return (await executions(asked)).map(({ id, pipeline, number }) => ({ id, name: `${pipeline} #${number}` }));
    case "approval":
      return await tables
        .selectFrom("approvals")
        .select(["id", "instance as name"])
        .where("organization_id", "=", organizationId)
        .where("id", "in", ids)
        .execute();
    case "schedule": {
      const found = await tables
        .selectFrom("schedules")
        .innerJoin("pipelines", "pipelines.id", "schedules.pipeline_id")
        .select(["schedules.id", "schedules.cron", "pipelines.name"])
        .where("schedules.organization_id", "=", organizationId)
        .where("schedules.id", "in", ids)
        .execute();
      return found.map(({ id, cron, name }) => ({ id, name: `${name}, ${cron}` }));
    }
    default:
      return [];
  }
}

async function inTable(table: NamedTable, { tables, organizationId, ids }: Asked): Promise<readonly Named[]> {
  return await tables
    .selectFrom(table)
    .select(["id", "name"])
    .where("organization_id", "=", organizationId)
    .where("id", "in", ids)
    .execute();
}

async function executions({ tables, organizationId, ids }: Asked) {
  return await tables
    .selectFrom("executions")
    .innerJoin("execution_links", "execution_links.execution_id", "executions.id")
    .select(["executions.id", "executions.pipeline", "executions.number"])
    .where("execution_links.organization_id", "=", organizationId)
    .where("executions.id", "in", ids)
    .execute();
}
