import type { ServerTables } from "@headrace/store/server";

/** The names of a person's teams in an organization, in small letters. */
export async function teamsOf(
  tables: ServerTables,
  organizationId: string,
  userId: string,
): Promise<readonly string[]> {
  const rows = await tables
    .selectFrom("team_members")
    .innerJoin("teams", "teams.id", "team_members.team_id")
    .select("teams.name")
    .where("teams.organization_id", "=", organizationId)
    .where("team_members.user_id", "=", userId)
    .execute();
  return rows.map(({ name }) => name.toLowerCase());
}
