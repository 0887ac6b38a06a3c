import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { notFound } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { delivery, deliveryExample, deliveryOf, deliveryStates, deliveryWithBody, summaryColumns } from "./delivery.ts";
import { readDelivery } from "./read-delivery.ts";
import { webhookExample } from "./webhook.ts";

const listDeliveries = defineOperation({
  name: "deliveries.list",
  summary: "List what a webhook has received, newest first, with what came of it",
  description: "Kept for 30 days.",
  input: z.strictObject({
    webhook: id,
    ...pageInput,
    state: z.enum(deliveryStates).optional(),
    ...searchInput("the event, the code host's id, or what came of it"),
  }),
  output: pageOf(delivery),
  access: { kind: "target", permission: "webhook.read", target: "webhook", from: "webhook" },
  effect: "read",
  http: { method: "GET", path: "/webhooks/{webhook}/deliveries" },
  example: { input: { webhook: webhookExample.id }, output: { items: [deliveryExample] } },
  handle: async ({ app, principal }, { webhook, limit, cursor, state, search }) => {
    let select = app.tables
      .selectFrom("webhook_deliveries")
      .select(summaryColumns)
      .where("webhook_id", "=", webhook)
      .where(visibleTo(principal, ["repository_id"], "webhook.read"))
      .orderBy("received_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (state !== undefined) select = select.where("state", "=", state);
    if (search !== undefined) select = select.where(contains(["event", "delivery_id", "result"], search));
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("received_at", "id"), "<", tuple(at, after)));
    }
    return pageFrom(await select.execute(), limit, {
      item: deliveryOf,
      position: (row) => ({ at: row.received_at, id: row.id }),
    });
  },
});

const getDelivery = defineOperation({
  name: "deliveries.get",
  summary: "Look at a delivery: its headers, its body as it came, and for each pipeline why it started or did not",
  input: z.strictObject({ delivery: id }),
  output: deliveryWithBody,
  access: { kind: "target", permission: "webhook.read", target: "webhook delivery", from: "delivery" },
  effect: "read",
  http: { method: "GET", path: "/deliveries/{delivery}" },
  example: {
    input: { delivery: deliveryExample.id },
    output: { ...deliveryExample, headers: { "x-github-event": "push" }, body: '{"ref":"refs/heads/main"}' },
  },
  handle: async ({ app }, input) => {
    const row = await app.tables
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where("id", "=", input.delivery)
      .executeTakeFirst();
    if (row === undefined) throw notFound("webhook delivery", input.delivery);
    return { ...deliveryOf(row), headers: JSON.parse(row.headers), body: row.body };
  },
});

const redeliver = defineOperation({
  name: "deliveries.redeliver",
  summary: "Work on a delivery again, as on a new one",
  description: "Pipelines that it started before are started again.",
  input: z.strictObject({ delivery: id }),
  output: delivery,
  access: { kind: "target", permission: "webhook.write", target: "webhook delivery", from: "delivery" },
  effect: "write",
  http: { method: "POST", path: "/deliveries/{delivery}/redeliver", status: 202 },
  example: {
    input: { delivery: deliveryExample.id },
    output: { ...deliveryExample, state: "received", attempts: 0, redeliveryOf: deliveryExample.id },
  },
  handle: async ({ app, actor }, input) =>
    await readDelivery(app, (await app.webhooks.redeliver(input.delivery, actor)).id),
});

export const deliveryOperations = [listDeliveries, getDelivery, redeliver] as const;
