import { createHash } from "node:crypto";
import type { Clock, IdSource } from "@headrace/engine";
import type { ServerTables, WebhooksTable } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import type { Secrets } from "../secrets/secrets.ts";
import { keptHeaders } from "./kept-headers.ts";
import { isWebhookKind, kindOf } from "./kinds/index.ts";
import type { WebhookHeaders, WebhookKind } from "./kinds/webhook-kind.ts";
import { payloadOf, textOfBody } from "./read-body.ts";
import type { IncomingDelivery, ReceivedDelivery, WebhookAddress } from "./webhooks.ts";

export interface ReceiveNeeds {
  readonly tables: ServerTables;
  readonly secrets: Pick<Secrets, "open">;
  readonly clock: Clock;
  readonly ids: IdSource;
}

interface Found {
  readonly row: WebhooksTable;
  readonly kind: WebhookKind;
}

/** The webhook that a delivery can be meant for. Throws `unauthenticated`. */
export async function findWebhook(
  { tables }: Pick<ReceiveNeeds, "tables">,
  { kind, id }: WebhookAddress,
  headers: WebhookHeaders,
): Promise<Found> {
  if (!isWebhookKind(kind) || id.length > 100) throw notBelieved();
  const row = await tables
    .selectFrom("webhooks")
    .selectAll()
    .where("id", "=", id)
    .where("kind", "=", kind)
    .where("enabled", "=", 1)
    .executeTakeFirst();
  const found = kindOf[kind];
  if (row === undefined || !found.signatureHeaders.some((name) => headers[name] !== undefined)) throw notBelieved();
  return { row, kind: found };
}

/** See `Webhooks.receive`. */
export async function receiveDelivery(needs: ReceiveNeeds, incoming: IncomingDelivery): Promise<ReceivedDelivery> {
  const { headers, body } = incoming;
  const { row, kind } = await findWebhook(needs, incoming, headers);
  const now = needs.clock.now();
  const check = kind.check({ headers, body, secret: await openSecret(needs, row), now });
  if (!check.ok) {
    await noteRefusal(needs.tables, { id: row.id, why: check.why, now });
    throw notBelieved();
  }
  const event = kind.eventName(headers);
  if (event === undefined || !/^[\x20-\x7e]{1,100}$/.test(event)) {
    throw new Problem("invalid-input", "the delivery does not say which event it tells of", {
      mend: "send the header by which this kind of webhook names it",
    });
  }
  const text = textOfBody(body);
  const payload = payloadOf(text, headers["content-type"]);
  const digest = createHash("sha256").update(body).digest("hex");
  const deliveryId = kind.deliveryId(headers) ?? fallbackId(headers, digest);
  if (!/^[\x21-\x7e]{1,200}$/.test(deliveryId)) {
    throw new Problem("invalid-input", "the delivery's id is not one of 1 to 200 visible ASCII characters", {
      mend: "send another id, or none",
    });
  }
  if (kind.signsBodyAlone) {
    const copied = await earlier(needs.tables, row.id, { column: "body_digest", value: digest });
    if (copied !== undefined) return copied;
  }
  const id = needs.ids.next();
  const inserted = await needs.tables
    .insertInto("webhook_deliveries")
    .values({
      id,
      webhook_id: row.id,
      repository_id: await repositoryOf(needs.tables, row, kind.repositoryId?.(payload)),
      delivery_id: deliveryId,
      event,
      headers: JSON.stringify(keptHeaders(headers)),
      body: text,
      body_digest: digest,
      redelivery_of: null,
      requested_by: null,
      received_at: now,
      state: "received",
      attempts: 0,
      result: null,
      next_attempt_at: now,
      owner: null,
      lease_until: null,
    })
    .onConflict((conflict) => conflict.columns(["webhook_id", "delivery_id"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted !== undefined) return { id, state: "received", repeated: false };
  const repeated = await earlier(needs.tables, row.id, { column: "delivery_id", value: deliveryId });
  if (repeated === undefined)
    throw new Problem("unavailable", "the delivery was removed meanwhile", { mend: "send it again" });
  return repeated;
}

/** What a delivery tells of: null for a repository that nobody watches by this connection. */
async function repositoryOf(
  tables: ServerTables,
  { repository_id: own, connection_id: connectionId }: WebhooksTable,
  told: string | undefined,
): Promise<string | null> {
  if (connectionId === null) return own;
  const row = await tables
    .selectFrom("forge_repositories")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("forge_id", "=", told ?? "")
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The same for all: who has no secret learns nothing of what there is. */
function notBelieved(): Problem {
  return new Problem("unauthenticated", "this delivery is not signed with the secret of a webhook here", {
    mend: "compare URL and secret with those of the webhook, and see its last refusal there",
  });
}

/** Of senders that number nothing: the same body is the same delivery. */
function fallbackId(headers: WebhookHeaders, digest: string): string {
  return `${headers["x-gitlab-event-uuid"] ?? "body"}-${digest.slice(0, 32)}`;
}

async function openSecret({ secrets }: ReceiveNeeds, row: WebhooksTable): Promise<string> {
  return await secrets.open(row.organization_id, `webhook:${row.id}`, { keyId: row.key_id, sealed: row.sealed_secret });
}

async function earlier(
  tables: ServerTables,
  webhookId: string,
  { column, value }: { readonly column: "delivery_id" | "body_digest"; readonly value: string },
): Promise<ReceivedDelivery | undefined> {
  const row = await tables
    .selectFrom("webhook_deliveries")
    .select(["id", "state"])
    .where("webhook_id", "=", webhookId)
    .where(column, "=", value)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, repeated: true };
}

/** Milliseconds between two notes: a stranger makes the database write no more often. */
const noteEvery = 1_000;

async function noteRefusal(
  tables: ServerTables,
  { id, why, now }: { readonly id: string; readonly why: string; readonly now: number },
): Promise<void> {
  await tables
    .updateTable("webhooks")
    .set({ refused_at: now, refused_why: why })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("refused_at", "is", null), eb("refused_at", "<", now - noteEvery)]))
    .execute();
}
