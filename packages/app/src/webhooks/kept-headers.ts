import type { WebhookHeaders } from "./kinds/webhook-kind.ts";

const kept =
  /^(content-type|user-agent|webhook-(id|timestamp)|idempotency-key|x-(github|gitlab|event|hook|request|attempt|headrace)-[a-z0-9-]+)$/;
const secret = /token|signature/;

/** The headers that tell what a delivery is, without those that prove who sent it. */
export function keptHeaders(headers: WebhookHeaders): WebhookHeaders {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => kept.test(name) && !secret.test(name))
      .map(([name, value]) => [name, value.slice(0, 500)]),
  );
}
