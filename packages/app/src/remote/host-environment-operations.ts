import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import { defineOperation } from "../operations/operation.ts";
import { id } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { cannot, openAbility, openPlace } from "./remote-place.ts";

const { repositoryId } = executionExample;

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
    const { port: environments, repository } = await openAbility(app, input.repository, {
      port: "environments",
      ability: "environments.read",
    });
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
  audits: ["name"],
  http: { method: "POST", path: "/repositories/{repository}/host-environments", status: 201 },
  example: { input: { repository: repositoryId, name: "staging" }, output: { id: "{e2}", name: "staging" } },
  handle: async ({ app, signal }, input) => {
    const {
      port: environments,
      connectionId,
      repository,
    } = await openAbility(app, input.repository, {
      port: "environments",
      ability: "environments.write",
    });
    const made = await environments.create(repository, input.name, signal);
    const of = { connectionId, repositoryId: input.repository, kind: "environment" } as const;
    await rememberMade(app, { ...of, hostId: made.id, name: made.name });
    return made;
  },
});

const renameEnvironment = defineOperation({
  name: "repositories.rename-host-environment",
  summary: "Rename an environment of a repository on its host of code, which keeps its variables there",
  description: "Of Bitbucket, which may take a moment. Its pipelines go by the name: their file is for you to change.",
  input: z.strictObject({ repository: id, environment: hostId, name: z.string().min(1).max(100) }),
  output: hostEnvironment,
  access: { kind: "target", permission: "environment.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["environment", "name"],
  http: { method: "PATCH", path: "/repositories/{repository}/host-environments/{environment}" },
  example: {
    input: { repository: repositoryId, environment: "{e2}", name: "preview" },
    output: { id: "{e2}", name: "preview" },
  },
  handle: async ({ app, signal }, { repository: of, environment, name }) => {
    const { forge, repository } = await openPlace(app, of);
    const { environments } = forge;
    if (environments?.rename === undefined) throw cannot(forge, "environments.rename");
    await environments.rename(repository, environment, name, signal);
    return { id: environment, name };
  },
});

const removeEnvironment = defineOperation({
  name: "repositories.remove-host-environment",
  summary: "Remove an environment of a repository on its host of code, with its variables there",
  input: z.strictObject({ repository: id, environment: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "environment.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["environment"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-environments/{environment}" },
  example: { input: { repository: repositoryId, environment: "{e2}" }, output: {} },
  handle: async ({ app, signal }, input) => {
    const {
      port: environments,
      connectionId,
      repository,
    } = await openAbility(app, input.repository, {
      port: "environments",
      ability: "environments.write",
    });
    await environments.remove(repository, input.environment, signal);
    const of = { connectionId, repositoryId: input.repository, kind: "environment" } as const;
    await forgetMade(app, { ...of, hostId: input.environment });
    return {};
  },
});

export const hostEnvironmentOperations = [
  listEnvironments,
  addEnvironment,
  renameEnvironment,
  removeEnvironment,
] as const;
