import { z } from "zod";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { displayName } from "../people/operations.ts";
import { id } from "../values/fields.ts";

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

export const organizationOperations = [getOrganization, updateOrganization] as const;

async function read({ app, scope }: OperationContext): Promise<Organization> {
  return await app.tables
    .selectFrom("organization")
    .select(["id", "name", "slug"])
    .where("id", "=", scope.organizationId)
    .executeTakeFirstOrThrow();
}
