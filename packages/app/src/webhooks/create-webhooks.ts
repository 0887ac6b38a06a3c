import type { Clock, IdSource } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables, WebhookDeliveriesTable } from "@headrace/store/server";
import type { Actor } from "../access/principal.ts";
import { notFound, Problem } from "../problems/problem.ts";
import type { Secrets } from "../secrets/secrets.ts";
import { createDueWorker } from "../triggers/due-worker.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import { findWebhook, receiveDelivery } from "./receive-delivery.ts";
import { signedTestCall } from "./sign-test-call.ts";
import type { ReceivedDelivery, Webhooks } from "./webhooks.ts";
import { type WorkOnDeliveryNeeds, workOnDelivery } from "./work-on-delivery.ts";

export interface CreateWebhooksOptions extends WorkOnDeliveryNeeds {
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  readonly secrets: Pick<Secrets, "open">;
  readonly clock: Clock;
  readonly ids: IdSource;
  report(what: string, error: unknown): void;
}

/** Deliveries at work at once: few, since each starts processes, and answers to senders come first. */
const atOnce = 4;
const mostAttempts = 8;
/** Milliseconds for which deliveries are kept, and their ids remembered. */
const keptFor = 30 * 24 * 60 * 60 * 1000;
const trimEvery = 60 * 60 * 1000;
const pauses = { first: 2_000, longest: 10 * 60_000 };

export function createWebhooks(options: CreateWebhooksOptions): Webhooks {
  const { database, tables, clock, ids, report } = options;
  const owner = ids.next();
  let trimmedAt = Number.NEGATIVE_INFINITY;

  async function work(row: WebhookDeliveriesTable, lost: AbortSignal): Promise<void> {
    const { result, state, again } = await workOnDelivery(options, row);
    if (lost.aborted) return;
    const isLater = again && row.attempts < mostAttempts;
    await tables
      .updateTable("webhook_deliveries")
      .set({
        result: JSON.stringify(result),
        state: isLater ? "received" : state,
        next_attempt_at: isLater ? clock.now() + pauseAfter(row.attempts, pauses) : null,
        owner: null,
        lease_until: null,
      })
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      .execute();
  }

  /** What is older than anybody asks for, in small steps. */
  async function trim(): Promise<void> {
    const now = clock.now();
    if (now - trimmedAt < trimEvery && now >= trimmedAt) return;
    trimmedAt = now;
    for (;;) {
      const old = await tables
        .selectFrom("webhook_deliveries")
        .select("id")
        .where("received_at", "<", now - keptFor)
        .where("state", "!=", "received")
        .limit(100)
        .execute();
      if (old.length === 0) return;
      await tables
        .deleteFrom("webhook_deliveries")
        .where(
          "id",
          "in",
          old.map(({ id }) => id),
        )
        .execute();
    }
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "webhook_deliveries",
    where: "state = 'received'",
    owner,
    atOnce,
    every: 2_000,
    prepare: trim,
    work,
    report,
  });

  async function received(delivery: Promise<ReceivedDelivery>): Promise<ReceivedDelivery> {
    const taken = await delivery;
    // After the answer: it does not wait for git.
    if (!taken.repeated) setImmediate(() => void worker.look());
    return taken;
  }

  async function copy(deliveryId: string, actor: Actor): Promise<ReceivedDelivery> {
    const row = await tables
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where("id", "=", deliveryId)
      .executeTakeFirst();
    if (row === undefined) throw notFound("webhook delivery", deliveryId);
    const id = ids.next();
    const now = clock.now();
    await tables
      .insertInto("webhook_deliveries")
      .values({
        ...row,
        id,
        delivery_id: `redelivery-${id}`,
        redelivery_of: row.redelivery_of ?? row.id,
        requested_by: JSON.stringify(actor),
        received_at: now,
        state: "received",
        attempts: 0,
        result: null,
        next_attempt_at: now,
        owner: null,
        lease_until: null,
      })
      .execute();
    return { id, state: "received", repeated: false };
  }

  async function test(webhookId: string): Promise<ReceivedDelivery> {
    const row = await tables.selectFrom("webhooks").selectAll().where("id", "=", webhookId).executeTakeFirst();
    if (row === undefined) throw notFound("webhook", webhookId);
    if (row.enabled === 0) throw new Problem("conflict", "this webhook is switched off", { mend: "enable it first" });
    return await receiveDelivery(options, await signedTestCall(options, row));
  }

  return {
    begin: () => worker.begin(),
    expect: async (address, headers) => void (await findWebhook(options, address, headers)),
    receive: (delivery) => received(receiveDelivery(options, delivery)),
    test: (webhookId) => received(test(webhookId)),
    redeliver: (deliveryId, actor) => received(copy(deliveryId, actor)),
    look: () => worker.look(),
    close: () => worker.close(),
  };
}
