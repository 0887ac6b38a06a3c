import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { defineOperation } from "../operations/operation.ts";
import { newestPage, type PageWanted } from "../paging/newest-page.ts";
import { pageInput, pageOf, searchInput } from "../paging/page.ts";
import { notFound } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { delivery, deliveryExample } from "./delivery.ts";
import { insertWebhook, newSecret } from "./insert-webhook.ts";
import { readDelivery } from "./read-delivery.ts";
import { unregister } from "./register.ts";
import { retell } from "./retell.ts";
import { webhook, webhookExample, webhookKind, webhookOf, webhookWithSecret } from "./webhook.ts";

const ownSecret = z
  .string()
  .min(16)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, "it takes visible ASCII characters")
  .optional()
  .describe("One of your own; a new one is made unless said");

const listWebhooks = defineOperation({
  name: "webhooks.list",
  summary: "List the webhooks of an organization",
  input: z.strictObject({
    ...pageInput,
    repository: id.optional(),
    ...searchInput("the repository's name or the kind"),
  }),
  output: pageOf(webhook),
  access: { kind: "organization", permission: "webhook.read" },
  effect: "read",
  http: { method: "GET", path: "/webhooks" },
  example: { input: { search: "github", limit: 50 }, output: { items: [webhookExample] } },
  handle: async ({ app, scope, principal, publicUrl }, input) => {
    const select = selectWebhooks(app)
      .where("webhooks.organization_id", "=", scope.organizationId)
      .where(visibleTo(principal, ["webhooks.repository_id"], "webhook.read"));
    return await pageOfWebhooks(select, input, publicUrl);
  },
});

const listOfRepository = defineOperation({
  name: "webhooks.list-of-repository",
  summary: "List the webhooks of a repository",
  input: z.strictObject({ repository: id, ...pageInput }),
  output: pageOf(webhook),
  access: { kind: "target", permission: "webhook.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/webhooks" },
  example: { input: { repository: webhookExample.repositoryId }, output: { items: [webhookExample] } },
  handle: async ({ app, publicUrl }, input) => await pageOfWebhooks(selectWebhooks(app), input, publicUrl),
});

const createWebhook = defineOperation({
  name: "webhooks.create",
  summary: "Let a code host start pipelines of a repository",
  description:
    "Gives the URL and the secret to be set there; the secret is shown this once. GitLab's serves as its token and as its signing token.",
  input: z.strictObject({ repository: id, kind: webhookKind, secret: ownSecret }),
  output: webhookWithSecret,
  access: { kind: "target", permission: "webhook.write", target: "repository", from: "repository" },
  effect: "write",
  shownOnce: true,
  http: { method: "POST", path: "/repositories/{repository}/webhooks", status: 201 },
  example: {
    input: { repository: webhookExample.repositoryId, kind: "github" },
    output: { ...webhookExample, secret: "q3Zr0u1mS0l3Vd2nY0b8yq5Jw6t7x9AbCdEfGhIjKlM" },
  },
  handle: async ({ app, scope, publicUrl }, { repository, kind, secret }) => {
    const { row, secret: made } = await insertWebhook(app, scope, { of: { repositoryId: repository }, kind, secret });
    return { ...webhookOf(row, publicUrl), secret: made };
  },
});

const getWebhook = defineOperation({
  name: "webhooks.get",
  summary: "Read a webhook",
  input: z.strictObject({ webhook: id }),
  output: webhook,
  access: { kind: "target", permission: "webhook.read", target: "webhook", from: "webhook" },
  effect: "read",
  http: { method: "GET", path: "/webhooks/{webhook}" },
  example: { input: { webhook: webhookExample.id }, output: webhookExample },
  handle: async ({ app, publicUrl }, input) => webhookOf(await readWebhook(app, input.webhook), publicUrl),
});

const updateWebhook = defineOperation({
  name: "webhooks.update",
  summary: "Switch a webhook on or off, or give it a new secret",
  description:
    "The old secret is not believed any more from then on. A new one is shown this once; the host of a webhook that was registered from here is told it, with the address of now, and nobody else.",
  input: z.strictObject({
    webhook: id,
    enabled: z.boolean().optional(),
    rotateSecret: z.boolean().default(false),
    secret: ownSecret,
  }),
  output: webhook.extend({ secret: z.string().optional() }),
  access: { kind: "target", permission: "webhook.write", target: "webhook", from: "webhook" },
  effect: "write",
  shownOnce: true,
  http: { method: "PATCH", path: "/webhooks/{webhook}" },
  example: {
    input: { webhook: webhookExample.id, enabled: false },
    output: { ...webhookExample, enabled: false },
  },
  handle: async ({ app, scope, publicUrl, signal }, input) => {
    const known = await readWebhook(app, input.webhook);
    const before = webhookOf(known, publicUrl);
    const secret = input.secret ?? (input.rotateSecret ? newSecret(before.kind) : undefined);
    if (secret !== undefined) await retell(app, known, { publicUrl, secret, signal });
    const sealed =
      secret === undefined
        ? undefined
        : await app.secrets.seal(scope.organizationId, `webhook:${input.webhook}`, secret);
    const row = await app.tables
      .updateTable("webhooks")
      .set({
        ...(input.enabled === undefined ? {} : { enabled: input.enabled ? 1 : 0 }),
        ...(sealed === undefined ? {} : { key_id: sealed.keyId, sealed_secret: sealed.sealed }),
        updated_at: app.clock.now(),
      })
      .where("id", "=", input.webhook)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw notFound("webhook", input.webhook);
    // Whoever was told already needs not be told by a person.
    const isShown = secret !== undefined && !before.registered;
    return { ...webhookOf(row, publicUrl), ...(isShown ? { secret } : {}) };
  },
});

const deleteWebhook = defineOperation({
  name: "webhooks.delete",
  summary: "Remove a webhook with its deliveries",
  description:
    "One that was registered on the repository's host from here is removed there too, where that is asked for.",
  input: z.strictObject({
    webhook: id,
    onHost: z
      .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")])
      .default(false)
      .describe("Remove it on the host first"),
  }),
  output: z.object({}),
  access: { kind: "target", permission: "webhook.write", target: "webhook", from: "webhook" },
  effect: "destructive",
  http: { method: "DELETE", path: "/webhooks/{webhook}" },
  example: { input: { webhook: webhookExample.id }, output: {} },
  handle: async ({ app, signal }, input) => {
    if (input.onHost) await unregister(app, await readWebhook(app, input.webhook), signal);
    await app.tables.deleteFrom("webhooks").where("id", "=", input.webhook).execute();
    return {};
  },
});

const testWebhook = defineOperation({
  name: "webhooks.test",
  summary: "Receive a test call, signed with the webhook's secret as its sender would",
  description: "Starts nothing. What came of it is read with `deliveries.get`.",
  input: z.strictObject({ webhook: id }),
  output: delivery,
  access: { kind: "target", permission: "webhook.write", target: "webhook", from: "webhook" },
  effect: "write",
  http: { method: "POST", path: "/webhooks/{webhook}/test", status: 202 },
  example: {
    input: { webhook: webhookExample.id },
    output: { ...deliveryExample, result: undefined, event: "ping", state: "received", attempts: 0 },
  },
  handle: async ({ app }, input) => {
    const { id: deliveryId } = await app.webhooks.test(input.webhook);
    return await readDelivery(app, deliveryId);
  },
});

export const webhookOperations = [
  listWebhooks,
  listOfRepository,
  createWebhook,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  testWebhook,
] as const;

async function readWebhook(app: App, webhookId: string) {
  const row = await app.tables.selectFrom("webhooks").selectAll().where("id", "=", webhookId).executeTakeFirst();
  if (row === undefined) throw notFound("webhook", webhookId);
  return row;
}

function selectWebhooks({ tables }: Pick<App, "tables">) {
  return tables
    .selectFrom("webhooks")
    .leftJoin("repositories", "repositories.id", "webhooks.repository_id")
    .selectAll("webhooks");
}

async function pageOfWebhooks(from: ReturnType<typeof selectWebhooks>, wanted: PageWanted, publicUrl: string) {
  return await newestPage(from, wanted, {
    table: "webhooks",
    searched: ["repositories.name", "webhooks.kind"],
    item: (row) => webhookOf(row, publicUrl),
  });
}
