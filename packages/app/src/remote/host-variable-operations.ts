import type { ForgeVariable, RepositoryName, VariableLevel } from "@headrace/forges";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, wrongField } from "../problems/problem.ts";
import { settingName, settingValue } from "../secrets/fields.ts";
import { id } from "../values/fields.ts";
import { demandEverywhere } from "./demand-everywhere.ts";
import { openAbility } from "./remote-place.ts";

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
  handle: async (context, input) => {
    const { variables, at } = await variablesOf(context, input, "variables.read");
    return { items: (await variables.list(at, context.signal)).map(variableOf) };
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
  audits: ["name", "level", "hostEnvironment"],
  http: { method: "PUT", path: "/repositories/{repository}/host-variables/{name}" },
  example: { input: { repository: repositoryId, name: "LEVEL", value: "2" }, output: variableExample },
  handle: async (context, { name: key, value, secured, ...input }) => {
    const { variables, at, thing } = await variablesOf(context, input, "variables.write");
    const { app, signal } = context;
    const before = (await variables.list(at, signal)).find((one) => one.key === key);
    if (before?.secured === true && !secured) {
      throw wrongField("secured", `${key} is secured there`, "set it as secured, or remove it first");
    }
    const variable = { key, value, secured };
    if (before !== undefined) return variableOf(await variables.replace(at, before.id, variable, signal));
    const made = await variables.create(at, variable, signal);
    await rememberMade(app, {
      ...thing,
      ...(at.kind === "owner" ? { owner: at.owner } : {}),
      hostId: made.id,
      name: key,
    });
    return variableOf(made);
  },
});

const removeVariable = defineOperation({
  name: "repositories.remove-host-variable",
  summary: "Remove one variable that a repository's host of code gives to what it runs",
  input: z.strictObject({ repository: id, ...level, name: settingName }),
  output: z.object({}),
  access: { kind: "target", permission: "secret.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["name", "level", "hostEnvironment"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-variables/{name}" },
  example: { input: { repository: repositoryId, name: "LEVEL" }, output: {} },
  handle: async (context, { name, ...input }) => {
    const { variables, at, thing } = await variablesOf(context, input, "variables.write");
    const { app, signal } = context;
    const found = (await variables.list(at, signal)).filter(({ key }) => key === name);
    if (found.length === 0) throw notFound("variable of the host", name);
    for (const one of found) {
      await variables.remove(at, one.id, signal);
      await forgetMade(app, { ...thing, hostId: one.id });
    }
    return {};
  },
});

export const hostVariableOperations = [listVariables, setVariable, removeVariable] as const;

interface Wanted {
  readonly repository: string;
  readonly level: "repository" | "owner" | "environment";
  readonly hostEnvironment?: string | undefined;
}

const permissions = { "variables.read": "variable.read", "variables.write": "secret.write" } as const;

async function variablesOf(
  context: OperationContext,
  { repository: of, level: wanted, hostEnvironment: environment }: Wanted,
  ability: keyof typeof permissions,
) {
  if ((wanted === "environment") !== (environment !== undefined)) {
    throw wrongField("hostEnvironment", "it goes with the level `environment`", "give both, or neither");
  }
  if (wanted === "owner") await demandEverywhere(context, permissions[ability]);
  const opened = await openAbility(context.app, of, { port: "variables", ability });
  const { port: variables, connectionId, repository } = opened;
  const repositoryId = wanted === "owner" ? null : of;
  const thing = { connectionId, repositoryId, kind: "variable", environment } as const;
  return { variables, at: levelOf(repository, wanted, environment), thing };
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

function variableOf(one: ForgeVariable): z.input<typeof hostVariable> {
  return { name: one.key, secured: one.secured, ...(one.secured ? {} : { value: one.value }) };
}
