import type { App } from "../app.ts";
import { dropSignInLink } from "../people/sign-in-link.ts";

/** Takes somebody out of an organization: his tokens and teams there, what narrowed his role, and every session he has. */
export async function endMembership(
  app: Pick<App, "tables" | "clock" | "people">,
  organizationId: string,
  userId: string,
): Promise<void> {
  await app.tables.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom("member")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .execute();
    await transaction
      .updateTable("tokens")
      .set({ revoked_at: app.clock.now() })
      .where("organization_id", "=", organizationId)
      .where("user_id", "=", userId)
      .where("revoked_at", "is", null)
      .execute();
    await transaction
      .deleteFrom("team_members")
      .where("user_id", "=", userId)
      .where("team_id", "in", (teams) =>
        teams.selectFrom("teams").select("id").where("organization_id", "=", organizationId),
      )
      .execute();
    await transaction
      .deleteFrom("role_limits")
      .where("organization_id", "=", organizationId)
      .where("user_id", "=", userId)
      .execute();
  });
  await app.people.endSessions(userId);
  await dropSignInLink(app, userId);
}
