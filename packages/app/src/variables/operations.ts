import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { searchInput } from "../paging/page.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { settingName, settingValue } from "../secrets/fields.ts";
import { placeFor, placeInput } from "../secrets/place-for.ts";
import { settingScopes } from "../secrets/secrets.ts";
import { id, name as thingName } from "../values/fields.ts";
import { variable, variableExample, variableOf } from "./variable.ts";

/** Variables of one place. */
const mostVariables = 500;

const listVariables = defineOperation({
  name: "variables.list",
  summary: "List the variables of an organization, a repository or an environment",
  input: z.strictObject({ ...placeInput, ...searchInput("the name or the value") }),
  output: z.object({ items: z.array(variable) }),
  access: { kind: "organization", permission: "variable.read" },
  effect: "read",
  http: { method: "GET", path: "/variables" },
  example: { input: { repository: variableExample.scopeId }, output: { items: [variableExample] } },
  handle: async (context, { search, ...place }) => {
    const { organizationId, scopeId } = await placeFor(context, place, "variable.read");
    let select = context.app.tables
      .selectFrom("variables")
      .selectAll()
      .where("organization_id", "=", organizationId)
      .where("scope_id", "=", scopeId)
      .orderBy("name");
    if (search !== undefined) select = select.where(contains(["name", "value"], search));
    return { items: (await select.execute()).map(variableOf) };
  },
});

const getVariable = defineOperation({
  name: "variables.get",
  summary: "Read a variable",
  input: z.strictObject({ variable: id }),
  output: variable,
  access: { kind: "target", permission: "variable.read", target: "variable", from: "variable" },
  effect: "read",
  http: { method: "GET", path: "/variables/{variable}" },
  example: { input: { variable: variableExample.id }, output: variableExample },
  handle: async ({ app }, input) => {
    const row = await app.tables
      .selectFrom("variables")
      .selectAll()
      .where("id", "=", input.variable)
      .executeTakeFirst();
    if (row === undefined) throw notFound("variable", input.variable);
    return variableOf(row);
  },
});

const setVariable = defineOperation({
  name: "variables.set",
  summary: "Set a variable of an organization, a repository or an environment",
  description:
    "Steps see it in their environment, those that are not an environment's also as `vars.NAME` in expressions. Of several values of one name the later of these counts: the organization's, the repository's, the " +
    "environment's of a stage that delivers to one, the pipeline's own, and what an execution was started with.",
  input: z.strictObject({ ...placeInput, name: settingName, value: settingValue }),
  output: variable,
  access: { kind: "organization", permission: "variable.write" },
  effect: "write",
  http: { method: "PUT", path: "/variables" },
  example: {
    input: { repository: variableExample.scopeId, name: "REGION", value: "eu-south-1" },
    output: variableExample,
  },
  handle: async (context, { repository, environment, name, value }) => {
    const { app, actor } = context;
    const place = await placeFor(context, { repository, environment }, "variable.write");
    const now = app.clock.now();
    const changes = { value, updated_by: JSON.stringify(actor), updated_at: now };
    const changed = await app.tables
      .updateTable("variables")
      .set(changes)
      .where("scope_id", "=", place.scopeId)
      .where("name", "=", name)
      .returningAll()
      .executeTakeFirst();
    if (changed !== undefined) return variableOf(changed);
    await refuseTooMany(app.tables, place.scopeId);
    const row = await app.tables
      .insertInto("variables")
      .values({
        id: app.ids.next(),
        organization_id: place.organizationId,
        scope: place.scope,
        scope_id: place.scopeId,
        name,
        ...changes,
        created_at: now,
      })
      .onConflict((conflict) => conflict.columns(["scope_id", "name"]).doUpdateSet(changes))
      .returningAll()
      .executeTakeFirstOrThrow();
    return variableOf(row);
  },
});

const deleteVariable = defineOperation({
  name: "variables.delete",
  summary: "Remove a variable",
  input: z.strictObject({ variable: id }),
  output: z.object({}),
  access: { kind: "target", permission: "variable.write", target: "variable", from: "variable" },
  effect: "destructive",
  http: { method: "DELETE", path: "/variables/{variable}" },
  example: { input: { variable: variableExample.id }, output: {} },
  handle: async ({ app }, input) => {
    await app.tables.deleteFrom("variables").where("id", "=", input.variable).execute();
    return {};
  },
});

const effectiveVariables = defineOperation({
  name: "variables.effective",
  summary: "Show the variables that a repository's pipelines begin with, and where each comes from",
  description: "Those of the pipeline's own text and those an execution is started with win over all of these.",
  input: z.strictObject({
    repository: id,
    environment: thingName.optional().describe("The name of the environment that a stage delivers to"),
  }),
  output: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        from: z.enum(settingScopes),
        overrides: z.array(z.enum(settingScopes)).describe("Places whose value does not count here"),
      }),
    ),
  }),
  access: { kind: "target", permission: "variable.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/variables" },
  example: {
    input: { repository: variableExample.scopeId, environment: "production" },
    output: { items: [{ name: "REGION", value: "eu-south-1", from: "repository", overrides: ["organization"] }] },
  },
  handle: async ({ app, scope }, { repository, environment }) => {
    const found = await app.variables.effective({
      organizationId: scope.organizationId,
      repositoryId: repository,
      ...(environment === undefined ? {} : { environment }),
    });
    return { items: found.map((each) => ({ ...each, overrides: [...each.overrides] })) };
  },
});

export const variableOperations = [
  listVariables,
  getVariable,
  setVariable,
  deleteVariable,
  effectiveVariables,
] as const;

async function refuseTooMany(tables: ServerTables, scopeId: string): Promise<void> {
  const { count } = await tables
    .selectFrom("variables")
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .where("scope_id", "=", scopeId)
    .executeTakeFirstOrThrow();
  if (Number(count) < mostVariables) return;
  throw new Problem("limit-reached", `there are ${mostVariables} variables here already`, {
    mend: "remove those that nothing needs",
  });
}
