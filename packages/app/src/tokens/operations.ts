import { z } from "zod";
import { resolveTarget } from "../access/resolve-target.ts";
import { roleInOrganization, roleInScope } from "../access/role-in-scope.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { displayName } from "../people/operations.ts";
import { notFound, notSignedIn, Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { checkNewToken } from "./check-new-token.ts";
import { token, tokenExample, tokenOf, tokenScope } from "./token.ts";

const listTokens = defineOperation({
  name: "tokens.list",
  summary: "List API tokens: your own, or all of the organization",
  input: z.strictObject({
    ...pageInput,
    all: z.boolean().default(false).describe("Everybody's, which needs the permission token.manage"),
    revoked: z.boolean().default(false).describe("Also those that were revoked"),
    ...searchInput("the name, or of the token's beginning"),
  }),
  output: pageOf(token),
  access: { kind: "organization", permission: "token.own" },
  effect: "read",
  http: { method: "GET", path: "/tokens" },
  example: { input: {}, output: { items: [tokenExample] } },
  handle: async ({ app, principal, scope, permits }, { limit, cursor, all, revoked, search }) => {
    if (all && !(await permits("token.manage"))) {
      throw new Problem("forbidden", "this needs the permission token.manage", { mend: "list your own tokens" });
    }
    let select = app.tables
      .selectFrom("tokens")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (!all) select = select.where("user_id", "=", principal?.userId ?? "");
    if (search !== undefined) select = select.where(contains(["name", "prefix"], search));
    if (!revoked) select = select.where("revoked_at", "is", null);
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(at, after)));
    }
    return pageFrom(await select.execute(), limit, {
      item: tokenOf,
      position: (row) => ({ at: row.created_at, id: row.id }),
    });
  },
});

const createToken = defineOperation({
  name: "tokens.create",
  summary: "Make an API token of your own",
  description: "The token is shown once. It never may more than you may, and of that only what its scopes name.",
  input: z.strictObject({
    name: displayName,
    scopes: z.array(tokenScope).min(1).max(5),
    repositories: z
      .array(id)
      .min(1)
      .max(100)
      .optional()
      .describe("The only ones it reaches; of the rest of the organization it can only read"),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe("Never when absent"),
  }),
  output: token.extend({ token: z.string().describe("Shown only now") }),
  access: { kind: "organization", permission: "token.own" },
  effect: "write",
  shownOnce: true,
  http: { method: "POST", path: "/tokens", status: 201 },
  example: {
    input: { name: "release job", scopes: ["run"], expiresAt: "2027-02-19T09:30:00.000Z" },
    output: { ...tokenExample, token: "hrt_x3KdPq9vTfWm2LzRb7YcNh5JgSa8UeXo4iDk6Vt1Bw0" },
  },
  handle: async ({ app, principal, scope }, input) => {
    if (principal === null) throw notSignedIn();
    const { organizationId } = scope;
    const expiresAt = input.expiresAt === undefined ? undefined : Date.parse(input.expiresAt);
    const { repositories } = input;
    for (const repository of repositories ?? []) {
      const place = await resolveTarget(app.tables, "repository", repository);
      const seen = place !== undefined && place.organizationId === organizationId;
      if (!seen || (await roleInScope(app.tables, principal, place)) === "none") {
        throw notFound("repository", repository);
      }
    }
    const role = await roleInOrganization(app.tables, principal.userId, organizationId);
    if (role === "none") throw notFound("organization", organizationId);
    await checkNewToken(app, { principal, role }, { scopes: input.scopes, repositories, expiresAt });
    const made = await app.tokens.create({
      organizationId,
      userId: principal.userId,
      name: input.name,
      scopes: [...new Set(input.scopes)],
      ...(repositories === undefined ? {} : { repositories }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    const row = await app.tables.selectFrom("tokens").selectAll().where("id", "=", made.id).executeTakeFirstOrThrow();
    return { ...tokenOf(row), token: made.token };
  },
});

const revokeToken = defineOperation({
  name: "tokens.revoke",
  summary: "End an API token at once",
  description: "Your own, or with the permission token.manage anybody's.",
  input: z.strictObject({ token: id }),
  output: z.object({}),
  access: { kind: "target", permission: "token.own", target: "token", from: "token" },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/tokens/{token}" },
  example: { input: { token: tokenExample.id }, output: {} },
  handle: async ({ app, principal, permits }, input) => {
    const own = await app.tables
      .selectFrom("tokens")
      .select("user_id")
      .where("id", "=", input.token)
      .where("user_id", "=", principal?.userId ?? "")
      .executeTakeFirst();
    if (own === undefined && !(await permits("token.manage"))) throw notFound("token", input.token);
    await app.tables
      .updateTable("tokens")
      .set({ revoked_at: app.clock.now() })
      .where("id", "=", input.token)
      .where("revoked_at", "is", null)
      .execute();
    return {};
  },
});

export const tokenOperations = [listTokens, createToken, revokeToken] as const;
