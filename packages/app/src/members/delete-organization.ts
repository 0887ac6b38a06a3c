import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import { isNative } from "../runs/native.ts";

/** What of an organization goes at once, with all that hangs on it. Its keys too: what they sealed opens nowhere any more. */
const ownTables = [
  "organization_keys",
  "given_secrets",
  "secrets",
  "variables",
  "repositories",
  "connections",
  "environment_settings",
  "templates",
  "teams",
  "role_limits",
  "invitations",
  "tokens",
  "organization_limits",
  "analytics_rates",
] as const;

/**
 * Removes an organization. Its executions, with logs, artifacts and caches, go by the retention, which is told; what the
 * audit log says of it stays. Throws `conflict` for the last one of the server, and while executions of it run.
 */
export async function deleteOrganization(
  app: Pick<App, "store" | "tables" | "people" | "collector" | "retention">,
  organizationId: string,
): Promise<void> {
  const { tables } = app;
  await refuseRunning(app, organizationId);
  for (const { id } of await tables
    .selectFrom("connections")
    .select("id")
    .where("organization_id", "=", organizationId)
    .execute()) {
    await app.collector.abandon({ connectionId: id });
  }
  const members = await app.store.database.withLock("deleting an organization", () =>
    tables.transaction().execute(async (transaction) => {
      const others = await transaction
        .selectFrom("organization")
        .select("id")
        .where("id", "!=", organizationId)
        .limit(1)
        .execute();
      if (others.length === 0) {
        throw new Problem("conflict", "this is the server's last organization", {
          mend: "make another one first, or remove the server's data directory",
        });
      }
      for (const table of ownTables) {
        await transaction.deleteFrom(table).where("organization_id", "=", organizationId).execute();
      }
      const left = await transaction
        .deleteFrom("member")
        .where("organizationId", "=", organizationId)
        .returning("userId")
        .execute();
      await transaction.deleteFrom("organization").where("id", "=", organizationId).execute();
      return left;
    }),
  );
  for (const { userId } of members) {
    if (!(await belongsSomewhere(app, userId))) await app.people.endSessions(userId);
  }
  await app.retention.lookSoon(organizationId);
}

async function refuseRunning({ tables }: Pick<App, "tables">, organizationId: string): Promise<void> {
  const running = await tables
    .selectFrom("execution_links")
    .select("execution_id")
    .where("organization_id", "=", organizationId)
    .where("state", "!=", "ended")
    .where(isNative())
    .executeTakeFirst();
  if (running === undefined) return;
  throw new Problem("conflict", `execution ${running.execution_id} of this organization has not ended`, {
    mend: "cancel it or wait for its end, then delete the organization",
  });
}

async function belongsSomewhere({ tables }: Pick<App, "tables">, userId: string): Promise<boolean> {
  const row = await tables.selectFrom("member").select("id").where("userId", "=", userId).executeTakeFirst();
  return row !== undefined;
}
