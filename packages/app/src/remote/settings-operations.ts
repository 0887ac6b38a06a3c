import type { Forge, ForgeVariable, RepositoryName, VariableLevel } from "@headrace/forges";
import { z } from "zod";
import type { App } from "../app.ts";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, wrongField } from "../problems/problem.ts";
import { settingName, settingValue } from "../secrets/fields.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { cannot, openPlace } from "./remote-place.ts";

const { repositoryId } = executionExample;

const level = {
  level: z
    .enum(["repository", "owner", "environment"])
    .default("repository")
    .describe("`owner`: the workspace's; GitHub's organizations have theirs on its own page"),
  hostEnvironment: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("Of the level `environment`: its id, as `repositories.host-environments` tells it"),
};

const hostVariable = z.object({
  name: z.string(),
  secured: z.boolean(),
  value: z.string().optional().describe("Absent for what is secured: nobody is told"),
});
const variableExample: z.input<typeof hostVariable> = { name: "LEVEL", secured: false, value: "2" };

const listVariables = defineOperation({
  name: "repositories.host-variables",
  summary: "List the variables that a repository's host of code gives to what it runs",
  description: "Of the repository, its workspace or one of its environments there. Secured values are never read.",
  input: z.strictObject({ repository: id, ...level }),
  output: z.object({ items: z.array(hostVariable) }),
  access: { kind: "target", permission: "variable.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-variables" },
  example: { input: { repository: repositoryId }, output: { items: [variableExample] } },
  handle: async ({ app, signal }, input) => {
    const { variables, at } = await variablesOf(app, input, "variables.read");
    return { items: (await variables.list(at, signal)).map(variableOf) };
  },
});

const setVariable = defineOperation({
  name: "repositories.set-host-variable",
  summary: "Set one variable that a repository's host of code gives to what it runs",
  description:
    "Made, or given another value. A secured one is never read; one that is not cannot take the place of one that is.",
  input: z.strictObject({
    repository: id,
    ...level,
    name: settingName,
    value: settingValue,
    secured: z.boolean().default(false),
  }),
  output: hostVariable,
  access: { kind: "target", permission: "secret.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "PUT", path: "/repositories/{repository}/host-variables/{name}" },
  example: { input: { repository: repositoryId, name: "LEVEL", value: "2" }, output: variableExample },
  handle: async ({ app, signal }, { name: key, value, secured, ...input }) => {
    const { variables, at } = await variablesOf(app, input, "variables.write");
    const before = (await variables.list(at, signal)).find((one) => one.key === key);
    if (before?.secured === true && !secured) {
      throw wrongField("secured", `${key} is secured there`, "set it as secured, or remove it first");
    }
    const variable = { key, value, secured };
    return variableOf(
      before === undefined
        ? await variables.create(at, variable, signal)
        : await variables.replace(at, before.id, variable, signal),
    );
  },
});

const removeVariable = defineOperation({
  name: "repositories.remove-host-variable",
  summary: "Remove one variable that a repository's host of code gives to what it runs",
  input: z.strictObject({ repository: id, ...level, name: settingName }),
  output: z.object({}),
  access: { kind: "target", permission: "secret.write", target: "repository", from: "repository" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/host-variables/{name}" },
  example: { input: { repository: repositoryId, name: "LEVEL" }, output: {} },
  handle: async ({ app, signal }, { name, ...input }) => {
    const { variables, at } = await variablesOf(app, input, "variables.write");
    const found = (await variables.list(at, signal)).filter(({ key }) => key === name);
    if (found.length === 0) throw notFound("variable of the host", name);
    for (const one of found) await variables.remove(at, one.id, signal);
    return {};
  },
});

const cache = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number().int().optional(),
  createdAt: time.optional(),
});

const listCaches = defineOperation({
  name: "repositories.host-caches",
  summary: "List the caches that a repository's host of code keeps for what it runs",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(cache) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-caches" },
  example: { input: { repository: repositoryId }, output: { items: [{ id: "{c1}", name: "node", size: 1_234 }] } },
  handle: async ({ app, signal }, input) => {
    const { forge, repository } = await openPlace(app, input.repository);
    if (forge.caches === undefined) throw cannot(forge, "caches.read");
    return {
      items: (await forge.caches.list(repository, signal)).map(({ createdAt, ...one }) => ({
        ...one,
        ...(createdAt === undefined ? {} : { createdAt: timeOf(createdAt) }),
      })),
    };
  },
});

const hostId = z.string().min(1).max(255).describe("As the host calls it");

const removeCache = defineOperation({
  name: "repositories.remove-host-cache",
  summary: "Remove a cache that a repository's host of code keeps",
  input: z.strictObject({ repository: id, cache: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/host-caches/{cache}" },
  example: { input: { repository: repositoryId, cache: "{c1}" }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { forge, repository } = await openPlace(app, input.repository);
    if (forge.caches === undefined) throw cannot(forge, "caches.write");
    await forge.caches.remove(repository, input.cache, signal);
    return {};
  },
});

const hostEnvironment = z.object({ id: hostId, name: z.string() });

const listEnvironments = defineOperation({
  name: "repositories.host-environments",
  summary: "List the environments that a repository has on its host of code",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(hostEnvironment).readonly() }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-environments" },
  example: { input: { repository: repositoryId }, output: { items: [{ id: "{e1}", name: "production" }] } },
  handle: async ({ app, signal }, input) => {
    const { environments, repository } = await environmentsOf(app, input.repository, "environments.read");
    return { items: await environments.list(repository, signal) };
  },
});

const addEnvironment = defineOperation({
  name: "repositories.add-host-environment",
  summary: "Make an environment of a repository on its host of code",
  input: z.strictObject({ repository: id, name: z.string().min(1).max(100) }),
  output: hostEnvironment,
  access: { kind: "target", permission: "environment.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/repositories/{repository}/host-environments", status: 201 },
  example: { input: { repository: repositoryId, name: "staging" }, output: { id: "{e2}", name: "staging" } },
  handle: async ({ app, signal }, input) => {
    const { environments, repository } = await environmentsOf(app, input.repository, "environments.write");
    return await environments.create(repository, input.name, signal);
  },
});

const removeEnvironment = defineOperation({
  name: "repositories.remove-host-environment",
  summary: "Remove an environment of a repository on its host of code, with its variables there",
  input: z.strictObject({ repository: id, environment: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "environment.write", target: "repository", from: "repository" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/host-environments/{environment}" },
  example: { input: { repository: repositoryId, environment: "{e2}" }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { environments, repository } = await environmentsOf(app, input.repository, "environments.write");
    await environments.remove(repository, input.environment, signal);
    return {};
  },
});

export const hostSettingOperations = [
  listVariables,
  setVariable,
  removeVariable,
  listCaches,
  removeCache,
  listEnvironments,
  addEnvironment,
  removeEnvironment,
] as const;

interface Wanted {
  readonly repository: string;
  readonly level: "repository" | "owner" | "environment";
  readonly hostEnvironment?: string | undefined;
}

async function variablesOf(
  app: Pick<App, "tables" | "connections">,
  { repository: of, level: wanted, hostEnvironment: environment }: Wanted,
  ability: "variables.read" | "variables.write",
) {
  if ((wanted === "environment") !== (environment !== undefined)) {
    throw wrongField("hostEnvironment", "it goes with the level `environment`", "give both, or neither");
  }
  const { forge, repository } = await openPlace(app, of);
  if (forge.variables === undefined) throw cannot(forge, ability);
  return { variables: forge.variables, at: levelOf(repository, wanted, environment) };
}

function levelOf(repository: RepositoryName, wanted: Wanted["level"], environment = ""): VariableLevel {
  switch (wanted) {
    case "repository":
      return { kind: "repository", repository };
    case "owner":
      return { kind: "owner", owner: repository.owner };
    case "environment":
      return { kind: "environment", repository, environment };
  }
}

async function environmentsOf(
  app: Pick<App, "tables" | "connections">,
  of: string,
  ability: "environments.read" | "environments.write",
): Promise<{ readonly environments: NonNullable<Forge["environments"]>; readonly repository: RepositoryName }> {
  const { forge, repository } = await openPlace(app, of);
  if (forge.environments === undefined) throw cannot(forge, ability);
  return { environments: forge.environments, repository };
}

function variableOf(one: ForgeVariable): z.input<typeof hostVariable> {
  return { name: one.key, secured: one.secured, ...(one.secured ? {} : { value: one.value }) };
}
