import { z } from "zod";
import { connectionExample } from "../connections/connection.ts";
import { defineOperation } from "../operations/operation.ts";
import { openAbility } from "../remote/remote-place.ts";
import { id } from "../values/fields.ts";
import { register } from "./register.ts";
import { registerForConnection } from "./register-connection.ts";
import { webhook, webhookExample, webhookOf } from "./webhook.ts";

const { repositoryId: _, ...exampleOfAll } = webhookExample;

export const registeredForAll = z.object({
  level: z.enum(["owner", "repositories"]).describe("One of the whole workspace or organization, or one for each"),
  why: z.string().optional().describe("Why it is not one for all, in the host's words"),
  webhooks: z.array(webhook),
});

const registerWebhook = defineOperation({
  name: "webhooks.register",
  summary: "Register a webhook on the repository's host of code, with a secret of its own, and have the host try it",
  description:
    "By the repository's connection: pushes and pull requests start pipelines from then on, and runs on the host are seen as they go. The secret is made here, told to the host and shown to nobody.",
  input: z.strictObject({ repository: id }),
  output: webhook.extend({
    events: z.array(z.string()).readonly().describe("Of which the host tells, in its words"),
    test: z
      .object({ works: z.boolean(), said: z.string() })
      .optional()
      .describe("What came of the host's own test call; absent where it has none"),
  }),
  access: { kind: "target", permission: "webhook.write", target: "repository", from: "repository" },
  effect: "write",
  audits: [],
  http: { method: "POST", path: "/repositories/{repository}/webhooks/register", status: 201 },
  example: {
    input: { repository: webhookExample.repositoryId },
    output: {
      ...webhookExample,
      kind: "bitbucket-server",
      registered: true,
      events: ["repo:refs_changed", "pr:opened", "pr:from_ref_updated"],
      test: { works: true, said: "answered 202" },
    },
  },
  handle: async ({ app, scope, publicUrl, signal }, { repository }) => {
    const { row, events, test } = await register(app, scope, { repositoryId: repository, publicUrl, signal });
    return { ...webhookOf(row, publicUrl), events, ...(test === undefined ? {} : { test }) };
  },
});

const registerForAll = defineOperation({
  name: "connections.register-webhook",
  summary: "Have a connection's host tell of all its repositories by one webhook",
  description:
    "Of the whole workspace or organization; where the token may not make such, one for each repository that is watched and has none yet. Again it changes nothing.",
  input: z.strictObject({ connection: id }),
  output: registeredForAll,
  access: { kind: "target", permission: "webhook.write", target: "connection", from: "connection" },
  effect: "write",
  http: { method: "POST", path: "/connections/{connection}/webhook", status: 201 },
  example: {
    input: { connection: connectionExample.id },
    output: {
      level: "owner",
      webhooks: [{ ...exampleOfAll, connectionId: connectionExample.id, kind: "bitbucket", registered: true }],
    },
  },
  handle: async ({ app, scope, publicUrl, signal }, { connection }) => {
    const { rows, ...said } = await registerForConnection(app, scope, { connectionId: connection, publicUrl, signal });
    return { ...said, webhooks: rows.map((row) => webhookOf(row, publicUrl)) };
  },
});

const listOnHost = defineOperation({
  name: "webhooks.list-on-host",
  summary: "List the webhooks that a repository has on its host of code, ours among them",
  input: z.strictObject({ repository: id }),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string().describe("As the host calls it"),
        url: z.string(),
        events: z.array(z.string()).readonly(),
        enabled: z.boolean(),
        webhookId: id.optional().describe("Of the webhook here that it calls"),
      }),
    ),
  }),
  access: { kind: "target", permission: "webhook.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/webhooks/on-host" },
  example: {
    input: { repository: webhookExample.repositoryId },
    output: {
      items: [{ id: "7", url: webhookExample.url, events: ["push"], enabled: true, webhookId: webhookExample.id }],
    },
  },
  handle: async ({ app, publicUrl, signal }, { repository: repositoryId }) => {
    const { port: webhooks, repository } = await openAbility(app, repositoryId, {
      port: "webhooks",
      ability: "webhooks.read",
    });
    const there = await webhooks.list(repository, signal);
    const rows = await app.tables
      .selectFrom("webhooks")
      .selectAll()
      .where("repository_id", "=", repositoryId)
      .execute();
    const ours = new Map(rows.map((row) => [webhookOf(row, publicUrl).url, row.id]));
    return {
      items: there.map(({ isActive, ...one }) => {
        const webhookId = ours.get(one.url);
        return { ...one, enabled: isActive, ...(webhookId === undefined ? {} : { webhookId }) };
      }),
    };
  },
});

export const registerWebhookOperations = [registerWebhook, registerForAll, listOnHost] as const;
