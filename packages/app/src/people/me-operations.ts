import { z } from "zod";
import { permissions } from "../access/permissions.ts";
import { isAllowed } from "../access/role-in-scope.ts";
import { isRole } from "../access/roles.ts";
import { tokenScopes } from "../access/token-scopes.ts";
import { role } from "../members/member.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { notSignedIn, Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { displayName } from "./operations.ts";

const me = z.object({
  id,
  name: z.string(),
  email: z.string(),
  token: z
    .object({ id, name: z.string(), scopes: z.array(z.enum(tokenScopes)), repositories: z.array(id).optional() })
    .optional()
    .describe("The token that asked; absent in a session"),
  localRepositories: z
    .boolean()
    .describe("Whether the server takes directories of its own machine for repositories: it trusts its pipelines"),
  organizations: z.array(
    z.object({
      id,
      name: z.string(),
      slug: z.string(),
      role,
      permissions: z.array(z.enum(permissions)).describe("What the asker may do there, where nothing narrows it"),
    }),
  ),
});

type Me = z.input<typeof me>;

const example: Me = {
  id: "7Jq2mVbX0dNc5RtY",
  name: "Ada Bell",
  email: "ada@example.org",
  localRepositories: false,
  organizations: [
    {
      id: "p3KfWz8LhUe1QsGa",
      name: "Mill Street",
      slug: "mill-street",
      role: "viewer",
      permissions: ["repository.read", "pipeline.read", "execution.read"],
    },
  ],
};

const getMe = defineOperation({
  name: "me.get",
  summary: "Say who is asking, and what they may do in which organizations",
  input: z.strictObject({}),
  output: me,
  access: { kind: "signed-in" },
  effect: "read",
  http: { method: "GET", path: "/me" },
  example: { input: {}, output: example },
  handle: async (context) => await read(context),
});

const updateMe = defineOperation({
  name: "me.update",
  summary: "Change your own name",
  input: z.strictObject({ name: displayName }),
  output: me,
  access: { kind: "signed-in" },
  effect: "write",
  http: { method: "PATCH", path: "/me" },
  example: { input: { name: example.name }, output: example },
  handle: async (context, input) => {
    const { app, principal } = context;
    if (principal?.kind !== "user") {
      throw new Problem("forbidden", "a token cannot change whose it is", { mend: "sign in" });
    }
    await app.tables.updateTable("user").set({ name: input.name }).where("id", "=", principal.userId).execute();
    return await read(context);
  },
});

export const meOperations = [getMe, updateMe] as const;

async function read({ app, principal }: OperationContext): Promise<Me> {
  if (principal === null) throw notSignedIn();
  const person = await app.tables
    .selectFrom("user")
    .select(["id", "name", "email"])
    .where("id", "=", principal.userId)
    .executeTakeFirstOrThrow();
  let select = app.tables
    .selectFrom("member")
    .innerJoin("organization", "organization.id", "member.organizationId")
    .select(["organization.id as id", "organization.name as name", "organization.slug as slug", "member.role as role"])
    .where("member.userId", "=", principal.userId)
    .orderBy("organization.name");
  if (principal.kind === "token") select = select.where("organization.id", "=", principal.organizationId);
  const memberships = await select.execute();
  return {
    ...person,
    ...(principal.kind === "user"
      ? {}
      : {
          token: {
            id: principal.tokenId,
            name: principal.name,
            scopes: [...principal.scopes],
            ...(principal.repositories === undefined ? {} : { repositories: [...principal.repositories] }),
          },
        }),
    localRepositories: app.options.trustPipelines,
    organizations: memberships.flatMap(({ role: held, ...organization }) =>
      isRole(held)
        ? [
            {
              ...organization,
              role: held,
              permissions: permissions.filter((permission) => isAllowed(principal, held, permission)),
            },
          ]
        : [],
    ),
  };
}
