import { createHmac } from "node:crypto";
import type { WebhooksTable } from "@headrace/store/server";
import { ownFault } from "../problems/problem.ts";
import { isWebhookKind, kindOf, type WebhookKindName } from "./kinds/index.ts";
import { hmacOf } from "./kinds/signatures.ts";
import type { WebhookHeaders } from "./kinds/webhook-kind.ts";
import type { ReceiveNeeds } from "./receive-delivery.ts";
import type { IncomingDelivery } from "./webhooks.ts";

/** A delivery as its sender would make it that starts nothing: that it is received shows that secret and reading work. */
export async function signedTestCall(
  { secrets, ids, clock }: Pick<ReceiveNeeds, "secrets" | "ids" | "clock">,
  row: WebhooksTable,
): Promise<IncomingDelivery> {
  const { kind } = row;
  if (!isWebhookKind(kind)) throw ownFault(`${kind} is no kind of webhook`);
  const { eventName, payload } = kindOf[kind].ping;
  const secret = await secrets.open(row.organization_id, `webhook:${row.id}`, {
    keyId: row.key_id,
    sealed: row.sealed_secret,
  });
  const id = ids.next();
  const body = Buffer.from(JSON.stringify({ ...payload, headraceTest: id }));
  const headers = signatureHeaders[kind]({ secret, body, id, eventName, now: clock.now() });
  return { kind, id: row.id, headers: { "content-type": "application/json", ...headers }, body };
}

interface ToSign {
  readonly secret: string;
  readonly body: Buffer;
  readonly id: string;
  readonly eventName: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const signatureHeaders: Readonly<Record<WebhookKindName, (facts: ToSign) => WebhookHeaders>> = {
  github: ({ id, eventName, ...facts }) => ({
    "x-github-delivery": id,
    "x-github-event": eventName,
    "x-hub-signature-256": bodySignature(facts),
  }),
  gitlab: ({ id, eventName, secret }) => ({
    "idempotency-key": id,
    "x-gitlab-event": eventName,
    "x-gitlab-token": secret,
  }),
  bitbucket: ({ id, eventName, ...facts }) => ({
    "x-request-uuid": id,
    "x-event-key": eventName,
    "x-hub-signature": bodySignature(facts),
  }),
  "bitbucket-server": ({ id, eventName, ...facts }) => ({
    "x-request-id": id,
    "x-event-key": eventName,
    "x-hub-signature": bodySignature(facts),
  }),
  generic: ({ id, eventName, secret, body, now }) => {
    const time = String(Math.floor(now / 1000));
    return {
      "x-headrace-delivery": id,
      "x-headrace-event": eventName,
      "x-headrace-signature": `t=${time},v1=${hmacOf(secret, [time, id, body]).toString("hex")}`,
    };
  },
};

function bodySignature({ secret, body }: Pick<ToSign, "secret" | "body">): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}
