import type { App } from "../app.ts";
import { recordAudit } from "./record-audit.ts";

/**
 * Removes the entries before a time (epoch milliseconds), and gives how many there were. The one way in which entries go:
 * everything else is refused by the database, see `append-only.ts` of the store. Leaves an entry of its own.
 */
export async function trimAuditLog(app: Pick<App, "tables" | "clock" | "ids">, before: number): Promise<number> {
  const removed = await app.tables.transaction().execute(async (transaction) => {
    await transaction.insertInto("audit_retention").values({ before_at: before }).execute();
    const result = await transaction.deleteFrom("audit_log").where("at", "<", before).executeTakeFirst();
    await transaction.deleteFrom("audit_retention").execute();
    return Number(result.numDeletedRows);
  });
  if (removed > 0) {
    await recordAudit(app, {
      actor: { kind: "system", id: "", name: "retention" },
      operation: "audit.trimmed",
      outcome: "done",
      detail: { removed, before: new Date(before).toISOString() },
    });
  }
  return removed;
}
