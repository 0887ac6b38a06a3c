import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";

/** Tells the audit log of each organization that somebody belongs to that he signed in. */
export async function recordSignIn(
  app: Pick<App, "tables" | "clock" | "ids">,
  userId: string,
  by: "password" | "link",
): Promise<void> {
  const memberships = await app.tables
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.userId")
    .select(["member.organizationId as organizationId", "user.name as name"])
    .where("member.userId", "=", userId)
    .execute();
  for (const { organizationId, name } of memberships) {
    await recordAudit(app, {
      actor: { kind: "user", id: userId, name },
      operation: "signed-in",
      outcome: "done",
      organizationId,
      detail: { by },
    });
  }
}
