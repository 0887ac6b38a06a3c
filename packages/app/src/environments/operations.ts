import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { defineOperation } from "../operations/operation.ts";
import { newestPage, type PageWanted } from "../paging/newest-page.ts";
import { pageInput, pageOf, searchInput } from "../paging/page.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { removeSettings } from "../secrets/remove-settings.ts";
import { id } from "../values/fields.ts";
import { environment, environmentExample, environmentName, environmentOf } from "./environment.ts";
import { environmentNamed } from "./environment-named.ts";
import { insertEnvironment } from "./insert-environment.ts";
import { readEnvironment, selectEnvironments } from "./read-environments.ts";
import { environmentRules } from "./rules.ts";
import { createsOnFirstUse, setCreatesOnFirstUse } from "./settings.ts";

const url = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .describe("Where it can be seen, where no deployment says it");

const listEnvironments = defineOperation({
  name: "environments.list",
  summary: "List the environments of an organization, with what is deployed there",
  input: z.strictObject({ ...pageInput, repository: id.optional(), ...searchInput("the name") }),
  output: pageOf(environment),
  access: { kind: "organization", permission: "environment.read" },
  effect: "read",
  http: { method: "GET", path: "/environments" },
  example: { input: { search: "prod", limit: 50 }, output: { items: [environmentExample] } },
  handle: async ({ app, scope, principal }, input) => {
    const select = selectEnvironments(app.tables)
      .where("environments.organization_id", "=", scope.organizationId)
      .where(visibleTo(principal, ["environments.repository_id"]));
    return await pageOfEnvironments(select, input);
  },
});

const listOfRepository = defineOperation({
  name: "environments.list-of-repository",
  summary: "List the environments of a repository, with what is deployed there",
  input: z.strictObject({ repository: id, ...pageInput, ...searchInput("the name") }),
  output: pageOf(environment),
  access: { kind: "target", permission: "environment.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/environments" },
  example: {
    input: { repository: environmentExample.repositoryId, limit: 50 },
    output: { items: [environmentExample] },
  },
  handle: async ({ app }, input) => await pageOfEnvironments(selectEnvironments(app.tables), input),
});

const createEnvironment = defineOperation({
  name: "environments.create",
  summary: "Make an environment with its rules",
  description:
    "Stages name it as their `environment`. A stage that names one nobody made makes it, without rules, unless the organization's settings say no.",
  input: z.strictObject({
    repository: id,
    name: environmentName,
    url: url.optional(),
    rules: environmentRules.prefault({}),
  }),
  output: environment,
  access: { kind: "target", permission: "environment.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/repositories/{repository}/environments", status: 201 },
  example: {
    input: {
      repository: environmentExample.repositoryId,
      name: "production",
      rules: { branches: ["main"], approval: { approvers: ["role:maintainer"], preventSelfApproval: true } },
    },
    output: environmentExample,
  },
  handle: async ({ app, scope }, { repository, name, url: shownAt, rules }) => {
    const made = await insertEnvironment(app, {
      organizationId: scope.organizationId,
      repositoryId: repository,
      name,
      url: shownAt,
      rules,
    });
    if (made === undefined) throw nameTaken(name);
    return environmentOf(await readEnvironment(app.tables, made.id));
  },
});

const getEnvironment = defineOperation({
  name: "environments.get",
  summary: "Read an environment: its rules, and what is deployed there",
  input: z.strictObject({ environment: id }),
  output: environment,
  access: { kind: "target", permission: "environment.read", target: "environment", from: "environment" },
  effect: "read",
  http: { method: "GET", path: "/environments/{environment}" },
  example: { input: { environment: environmentExample.id }, output: environmentExample },
  handle: async ({ app }, input) => environmentOf(await readEnvironment(app.tables, input.environment)),
});

const updateEnvironment = defineOperation({
  name: "environments.update",
  summary: "Change an environment's name, link or rules",
  description:
    "The rules are given whole. They hold at once, also for what waits; who has been asked for an approval already stays asked.",
  input: z.strictObject({
    environment: id,
    name: environmentName.optional(),
    url: url.nullable().optional().describe("Null takes it away"),
    rules: environmentRules.optional(),
  }),
  output: environment,
  access: { kind: "target", permission: "environment.write", target: "environment", from: "environment" },
  effect: "write",
  http: { method: "PATCH", path: "/environments/{environment}" },
  example: {
    input: { environment: environmentExample.id, rules: { branches: ["main", "release/**"] } },
    output: environmentExample,
  },
  handle: async ({ app }, input) => {
    const row = await readEnvironment(app.tables, input.environment);
    if (input.name !== undefined) {
      const other = await environmentNamed(app.tables, row.repository_id, input.name);
      if (other !== undefined && other.id !== row.id) throw nameTaken(input.name);
    }
    await app.tables
      .updateTable("environments")
      .set({
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.url === undefined ? {} : { url: input.url }),
        ...(input.rules === undefined ? {} : { rules: JSON.stringify(input.rules) }),
        updated_at: app.clock.now(),
      })
      .where("id", "=", input.environment)
      .execute();
    return environmentOf(await readEnvironment(app.tables, input.environment));
  },
});

const deleteEnvironment = defineOperation({
  name: "environments.delete",
  summary: "Remove an environment with its rules, secrets, variables and history",
  description: "Refused while something is being deployed to it.",
  input: z.strictObject({ environment: id }),
  output: z.object({}),
  access: { kind: "target", permission: "environment.write", target: "environment", from: "environment" },
  effect: "destructive",
  http: { method: "DELETE", path: "/environments/{environment}" },
  example: { input: { environment: environmentExample.id }, output: {} },
  handle: async ({ app }, { environment: environmentId }) => {
    const running = await app.tables
      .selectFrom("deployments")
      .select("execution_id")
      .where("environment_id", "=", environmentId)
      .where("finished_at", "is", null)
      .executeTakeFirst();
    if (running !== undefined) {
      throw new Problem("conflict", `execution ${running.execution_id} is deploying to this environment`, {
        mend: "cancel it or wait for its end, then delete the environment",
      });
    }
    await app.tables.transaction().execute(async (transaction) => {
      await removeSettings(transaction, [environmentId]);
      const removed = await transaction
        .deleteFrom("environments")
        .where("id", "=", environmentId)
        .returning("id")
        .execute();
      if (removed.length === 0) throw notFound("environment", environmentId);
    });
    return {};
  },
});

const settings = z.object({
  createOnFirstUse: z.boolean().describe("A stage that deploys to an environment nobody made makes it, without rules"),
});

const getSettings = defineOperation({
  name: "environments.get-settings",
  summary: "Say whether stages make environments by using them",
  input: z.strictObject({}),
  output: settings,
  access: { kind: "organization", permission: "environment.read" },
  effect: "read",
  http: { method: "GET", path: "/environment-settings" },
  example: { input: {}, output: { createOnFirstUse: true } },
  handle: async ({ app, scope }) => ({
    createOnFirstUse: await createsOnFirstUse(app.tables, scope.organizationId),
  }),
});

const updateSettings = defineOperation({
  name: "environments.update-settings",
  summary: "Let stages make environments by using them, or not",
  input: z.strictObject(settings.shape),
  output: settings,
  access: { kind: "organization", permission: "environment.write" },
  effect: "write",
  http: { method: "PUT", path: "/environment-settings" },
  example: { input: { createOnFirstUse: false }, output: { createOnFirstUse: false } },
  handle: async ({ app, scope }, { createOnFirstUse }) => {
    await setCreatesOnFirstUse(app.tables, scope.organizationId, createOnFirstUse);
    return { createOnFirstUse };
  },
});

export const environmentOperations = [
  listEnvironments,
  listOfRepository,
  createEnvironment,
  getEnvironment,
  updateEnvironment,
  deleteEnvironment,
  getSettings,
  updateSettings,
] as const;

function nameTaken(name: string): Problem {
  return new Problem("conflict", `there is already an environment "${name}" in this repository`, {
    mend: "choose another name; capitals make no difference",
  });
}

async function pageOfEnvironments(from: ReturnType<typeof selectEnvironments>, wanted: PageWanted) {
  return await newestPage(from, wanted, {
    table: "environments",
    searched: ["environments.name"],
    item: environmentOf,
  });
}
