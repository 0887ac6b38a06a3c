import { z } from "zod";
import { connectionExample } from "../connections/connection.ts";
import { defineOperation } from "../operations/operation.ts";
import { pipelineExample } from "../pipelines/pipeline.ts";
import { id } from "../values/fields.ts";
import { leftoverExample, leftovers } from "./leftover.ts";
import { listed, lookFor } from "./look-for.ts";
import { searchesOfConnection } from "./searches-of-connection.ts";
import { searchesOfRepository } from "./searches-of-repository.ts";

const example = { items: [leftoverExample], unread: [] };

const ofRepository = defineOperation({
  name: "repositories.leftovers",
  summary: "List what a repository has on its host of code that would stay there when it is removed here",
  description:
    "Webhooks, variables, schedules, environments, required builds, runners, the SSH key pair and known hosts, with what of them was made from here. `removeOnHost` of `repositories.delete` takes their keys. Empty where no connection watches the repository.",
  input: z.strictObject({ repository: id }),
  output: leftovers,
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/leftovers" },
  example: { input: { repository: pipelineExample.repositoryId }, output: example },
  handle: async (context, { repository }) => {
    const { app, signal } = context;
    return listed(await lookFor(context, await searchesOfRepository(app, { repositoryId: repository, signal })));
  },
});

const ofPipeline = defineOperation({
  name: "pipelines.leftovers",
  summary: "List what was made on the repository's host of code for a pipeline, and would stay there without it",
  description:
    "Variables that were written for it and required builds that demand it: without it, nobody fulfils them. `removeOnHost` of `pipelines.archive` and `pipelines.purge` takes their keys.",
  input: z.strictObject({ pipeline: id }),
  output: leftovers,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/leftovers" },
  example: { input: { pipeline: pipelineExample.id }, output: example },
  handle: async (context, { pipeline: pipelineId }) => {
    const { app, signal, scope } = context;
    const { repositoryId = "" } = scope;
    return listed(await lookFor(context, await searchesOfRepository(app, { repositoryId, pipelineId, signal })));
  },
});

const ofConnection = defineOperation({
  name: "connections.leftovers",
  summary: "List what was made by a connection on its host of code, and would stay there without it",
  description:
    "What is remembered here: the host is asked nothing. `removeOnHost` of `connections.delete` takes the keys.",
  input: z.strictObject({ connection: id }),
  output: leftovers,
  access: { kind: "target", permission: "connection.write", target: "connection", from: "connection" },
  effect: "read",
  http: { method: "GET", path: "/connections/{connection}/leftovers" },
  example: { input: { connection: connectionExample.id }, output: example },
  handle: async (context, { connection }) =>
    listed(await lookFor(context, await searchesOfConnection(context.app, connection, context.signal))),
});

export const leftoverOperations = [ofRepository, ofPipeline, ofConnection] as const;
