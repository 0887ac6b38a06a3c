import { z } from "zod";
import { resolveTarget } from "../access/resolve-target.ts";
import { isRole, roles } from "../access/roles.ts";
import type { App } from "../app.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { memberExample } from "./member.ts";
import { readMember } from "./read-member.ts";

const roleLimit = z.object({
  user: id,
  scope: z.enum(["repository", "pipeline"]),
  scopeId: id,
  role: z.enum([...roles, "none"]).describe("The most that this person is there"),
});

type RoleLimit = z.output<typeof roleLimit>;

const example: RoleLimit = {
  user: memberExample.userId,
  scope: "repository",
  scopeId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  role: "viewer",
};

const listLimits = defineOperation({
  name: "role-limits.list",
  summary: "List where members are less than their role in the organization",
  input: z.strictObject({ user: id.optional().describe("Only of this member") }),
  output: z.object({ items: z.array(roleLimit) }),
  access: { kind: "organization", permission: "member.read" },
  effect: "read",
  http: { method: "GET", path: "/role-limits" },
  example: { input: {}, output: { items: [example] } },
  handle: async ({ app, scope, principal, permits }, input) => {
    // Where somebody is kept out is told to who can change it; others see their own, but not what they are kept out of.
    const all = await permits("member.write");
    let select = app.tables
      .selectFrom("role_limits")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .orderBy("user_id")
      .orderBy("scope_id");
    if (input.user !== undefined) select = select.where("user_id", "=", input.user);
    if (!all) select = select.where("user_id", "=", principal?.userId ?? "").where("role", "!=", "none");
    return { items: (await select.execute()).map(limitOf) };
  },
});

const setLimit = defineOperation({
  name: "role-limits.set",
  summary: "Narrow a member's role for one repository or pipeline",
  description: "A limit never gives more than the role in the organization; `none` hides the thing.",
  input: roleLimit.strict(),
  output: roleLimit,
  access: { kind: "organization", permission: "member.write", about: { target: "member", from: "user" } },
  effect: "write",
  takesRights: true,
  http: { method: "PUT", path: "/role-limits" },
  example: { input: example, output: example },
  handle: async ({ app, scope }, input) => {
    await readMember(app.tables, scope.organizationId, input.user);
    await demandOwn(app, scope.organizationId, input);
    await app.tables
      .insertInto("role_limits")
      .values({
        organization_id: scope.organizationId,
        user_id: input.user,
        scope: input.scope,
        scope_id: input.scopeId,
        role: input.role,
      })
      .onConflict((conflict) => conflict.columns(["user_id", "scope_id"]).doUpdateSet({ role: input.role }))
      .execute();
    return input;
  },
});

const clearLimit = defineOperation({
  name: "role-limits.clear",
  summary: "Give a member the role of the organization back for a repository or pipeline",
  input: z.strictObject({ user: id, scopeId: id }),
  output: z.object({}),
  access: { kind: "organization", permission: "member.write", about: { target: "member", from: "user" } },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/role-limits/{user}/{scopeId}" },
  example: { input: { user: example.user, scopeId: example.scopeId }, output: {} },
  handle: async ({ app, scope }, input) => {
    const gone = await app.tables
      .deleteFrom("role_limits")
      .where("organization_id", "=", scope.organizationId)
      .where("user_id", "=", input.user)
      .where("scope_id", "=", input.scopeId)
      .returning("scope_id")
      .execute();
    if (gone.length === 0) throw notFound("role limit", input.scopeId);
    return {};
  },
});

export const roleLimitOperations = [listLimits, setLimit, clearLimit] as const;

async function demandOwn(app: App, organizationId: string, { scope, scopeId }: RoleLimit): Promise<void> {
  const place = await resolveTarget(app.tables, scope, scopeId);
  if (place?.organizationId !== organizationId) throw notFound(scope, scopeId);
}

function limitOf(row: {
  readonly user_id: string;
  readonly scope: string;
  readonly scope_id: string;
  readonly role: string;
}): RoleLimit {
  return {
    user: row.user_id,
    scope: row.scope === "pipeline" ? "pipeline" : "repository",
    scopeId: row.scope_id,
    // What this version does not know keeps out.
    role: isRole(row.role) ? row.role : "none",
  };
}
