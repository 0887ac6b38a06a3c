import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { displayName } from "../people/operations.ts";
import { slugOf } from "../people/slug-of.ts";
import { notSignedIn, wrongField } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { deleteOrganization } from "./delete-organization.ts";

const organization = z.object({
  id,
  name: z.string(),
  slug: z.string().describe("What `Headrace-Organization` takes, beside the id; it stays"),
});

type Organization = z.input<typeof organization>;

const example: Organization = { id: "p3KfWz8LhUe1QsGa", name: "Mill Street", slug: "mill-street" };

const getOrganization = defineOperation({
  name: "organizations.get",
  summary: "Read the organization",
  input: z.strictObject({}),
  output: organization,
  access: { kind: "organization", permission: "member.read" },
  effect: "read",
  http: { method: "GET", path: "/organization" },
  example: { input: {}, output: example },
  handle: async (context) => await read(context),
});

const updateOrganization = defineOperation({
  name: "organizations.update",
  summary: "Rename the organization",
  input: z.strictObject({ name: displayName }),
  output: organization,
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  http: { method: "PATCH", path: "/organization" },
  example: { input: { name: example.name }, output: example },
  handle: async (context, input) => {
    await context.app.tables
      .updateTable("organization")
      .set({ name: input.name })
      .where("id", "=", context.scope.organizationId)
      .execute();
    return await read(context);
  },
});

const createOrganization = defineOperation({
  name: "organizations.create",
  summary: "Make another organization on this server, and become its owner",
  description:
    "Nothing of one can be seen from another. Whoever belongs to several says which with `Headrace-Organization`.",
  input: z.strictObject({ name: displayName }),
  output: organization.extend({
    token: z.string().optional().describe("Where a token asked: one like it for the new organization; shown only now"),
  }),
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  shownOnce: true,
  http: { method: "POST", path: "/organizations", status: 201 },
  example: { input: { name: example.name }, output: { ...example, slug: "mill-street-5f0c91d2" } },
  handle: async ({ app, principal }, { name }) => {
    if (principal === null) throw notSignedIn();
    // A part of chance always: a name that is taken would tell of an organization that is not the asker's.
    const slug = `${slugOf(name)}-${randomBytes(4).toString("hex")}`;
    const { organizationId } = await app.people.createOrganization({ name, slug, ownerId: principal.userId });
    const made = { id: organizationId, name, slug };
    if (principal.kind === "user") return made;
    const { expires_at } = await app.tables
      .selectFrom("tokens")
      .select("expires_at")
      .where("id", "=", principal.tokenId)
      .executeTakeFirstOrThrow();
    const { token } = await app.tokens.create({
      organizationId,
      userId: principal.userId,
      name: principal.name,
      scopes: principal.scopes,
      ...(expires_at === null ? {} : { expiresAt: expires_at }),
    });
    return { ...made, token };
  },
});

const removeOrganization = defineOperation({
  name: "organizations.delete",
  summary: "Delete the organization with everything in it",
  description:
    "Secrets, tokens, repositories and pipelines are gone at once, and its keys with them; executions, logs, artifacts and caches " +
    "follow within the hour. People keep their accounts, and the audit log what it says. Refused for the server's last one, and " +
    "while one of its executions runs.",
  input: z.strictObject({
    name: z.string().max(200).describe("The organization's name, exactly: to be sure it is meant"),
  }),
  output: z.object({}),
  access: { kind: "organization", permission: "organization.write" },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/organization" },
  example: { input: { name: example.name }, output: {} },
  handle: async (context, input) => {
    const { name } = await read(context);
    if (input.name !== name) throw wrongField("name", "it is not that of this organization", `write "${name}"`);
    await deleteOrganization(context.app, context.scope.organizationId);
    return {};
  },
});

export const organizationOperations = [
  getOrganization,
  updateOrganization,
  createOrganization,
  removeOrganization,
] as const;

async function read({ app, scope }: OperationContext): Promise<Organization> {
  return await app.tables
    .selectFrom("organization")
    .select(["id", "name", "slug"])
    .where("id", "=", scope.organizationId)
    .executeTakeFirstOrThrow();
}
