import { z } from "zod";
import { memberExample } from "../members/member.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { searchInput } from "../paging/page.ts";
import { notFound, wrongField } from "../problems/problem.ts";
import { id, name } from "../values/fields.ts";

const team = z.object({
  id,
  name: z.string().describe("As `team:NAME` names it where approvers are named"),
  members: z.array(z.object({ userId: id, name: z.string(), email: z.string() })),
});
type Team = z.input<typeof team>;

const { role: _role, ...ada } = memberExample;
const example: Team = { id: "01a1fc42-b97f-7bef-9713-0b6621de95e1", name: "operations", members: [ada] };

const listTeams = defineOperation({
  name: "teams.list",
  summary: "List the teams of an organization, with their members",
  input: z.strictObject(searchInput("the team's name, or a member's")),
  output: z.object({ items: z.array(team) }),
  access: { kind: "organization", permission: "member.read" },
  effect: "read",
  http: { method: "GET", path: "/teams" },
  example: { input: { search: "oper" }, output: { items: [example] } },
  handle: async (context, { search }) => {
    const all = await teams(context);
    const wanted = search?.toLowerCase() ?? "";
    const isFound = (text: string): boolean => text.toLowerCase().includes(wanted);
    return { items: all.filter(({ name, members }) => isFound(name) || members.some((each) => isFound(each.name))) };
  },
});

const setTeam = defineOperation({
  name: "teams.set",
  summary: "Make a team, or say anew who is in it",
  input: z.strictObject({ name, members: z.array(id).max(500).describe("Ids of members of the organization") }),
  output: team,
  access: { kind: "organization", permission: "member.write" },
  effect: "write",
  http: { method: "PUT", path: "/teams/{name}" },
  example: { input: { name: "operations", members: [memberExample.userId] }, output: example },
  handle: async (context, input) => {
    const { app, scope } = context;
    const members = [...new Set(input.members)];
    const known = await app.tables
      .selectFrom("member")
      .select("userId")
      .where("organizationId", "=", scope.organizationId)
      .execute();
    const stranger = members.find((userId) => !known.some((member) => member.userId === userId));
    if (stranger !== undefined) {
      throw wrongField("members", `there is no member "${stranger}"`, "list the members, and give their `userId`");
    }
    await app.tables.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("teams")
        .values({
          id: app.ids.next(),
          organization_id: scope.organizationId,
          name: input.name,
          created_at: app.clock.now(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const { id: teamId } = await transaction
        .selectFrom("teams")
        .select("id")
        .where("organization_id", "=", scope.organizationId)
        .where((eb) => eb(eb.fn<string>("lower", ["name"]), "=", input.name.toLowerCase()))
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom("team_members").where("team_id", "=", teamId).execute();
      if (members.length === 0) return;
      const rows = members.map((userId) => ({ team_id: teamId, user_id: userId }));
      await transaction.insertInto("team_members").values(rows).execute();
    });
    return await teamNamed(context, input.name);
  },
});

const deleteTeam = defineOperation({
  name: "teams.delete",
  summary: "Remove a team; its members stay members of the organization",
  input: z.strictObject({ name }),
  output: z.object({}),
  access: { kind: "organization", permission: "member.write" },
  effect: "destructive",
  http: { method: "DELETE", path: "/teams/{name}" },
  example: { input: { name: "operations" }, output: {} },
  handle: async (context, input) => {
    const { id: teamId } = await teamNamed(context, input.name);
    await context.app.tables.deleteFrom("teams").where("id", "=", teamId).execute();
    return {};
  },
});

export const teamOperations = [listTeams, setTeam, deleteTeam] as const;

async function teamNamed(context: OperationContext, wanted: string): Promise<Team> {
  const found = (await teams(context)).find((each) => each.name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw notFound("team", wanted);
  return found;
}

async function teams({ app, scope: { organizationId } }: OperationContext): Promise<Team[]> {
  const rows = await app.tables
    .selectFrom("teams")
    .select(["id", "name"])
    .where("organization_id", "=", organizationId)
    .orderBy("name")
    .execute();
  const people = await app.tables
    .selectFrom("team_members")
    .innerJoin("teams", "teams.id", "team_members.team_id")
    // Who has left the organization is in no team of it any more.
    .innerJoin("member", (join) =>
      join
        .onRef("member.userId", "=", "team_members.user_id")
        .onRef("member.organizationId", "=", "teams.organization_id"),
    )
    .innerJoin("user", "user.id", "team_members.user_id")
    .select(["team_members.team_id as teamId", "user.id as userId", "user.name as name", "user.email as email"])
    .where("teams.organization_id", "=", organizationId)
    .orderBy("user.name")
    .orderBy("user.id")
    .execute();
  const byTeam = Map.groupBy(people, ({ teamId }) => teamId);
  return rows.map((row) => ({
    ...row,
    members: (byTeam.get(row.id) ?? []).map(({ teamId: _teamId, ...person }) => person),
  }));
}
