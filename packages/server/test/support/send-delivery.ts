import { createHmac } from "node:crypto";
import { until } from "../executions.ts";
import type { Answer, TestServer } from "../start-server.ts";

/** A webhook as its creation showed it. */
export interface TestWebhook {
  readonly id: string;
  readonly kind: string;
  readonly url: string;
  readonly secret: string;
}

export interface SentDelivery {
  readonly event: string;
  readonly payload: unknown;
  /** Of the sender's own numbering. */
  readonly id?: string;
  /** What to sign with in the place of the webhook's own secret. */
  readonly secret?: string;
  /** Epoch seconds. */
  readonly time?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

let sent = 0;

/** Sends as the vendor would. */
export async function sendDelivery(server: TestServer, hook: TestWebhook, delivery: SentDelivery): Promise<Answer> {
  const body = typeof delivery.payload === "string" ? delivery.payload : JSON.stringify(delivery.payload);
  sent += 1;
  const id = delivery.id ?? `delivery-${sent}`;
  const secret = delivery.secret ?? hook.secret;
  const response = await fetch(`${server.url}/hooks/${hook.kind}/${hook.id}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...signed(hook.kind, { ...delivery, body, id, secret }),
      ...delivery.headers,
    },
    body,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

interface ToSign {
  readonly event: string;
  readonly body: string;
  readonly id: string;
  readonly secret: string;
  readonly time?: number;
}

function signed(kind: string, { event, body, id, secret, time = Math.floor(Date.now() / 1000) }: ToSign) {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  switch (kind) {
    case "github":
      return { "x-github-event": event, "x-github-delivery": id, "x-hub-signature-256": signature };
    case "gitlab":
      return { "x-gitlab-event": event, "idempotency-key": id, "x-gitlab-token": secret };
    case "bitbucket":
      return { "x-event-key": event, "x-request-uuid": id, "x-hub-signature": signature };
    case "bitbucket-server":
      return { "x-event-key": event, "x-request-id": id, "x-hub-signature": signature };
    default: {
      const digest = createHmac("sha256", secret).update(`${time}.${id}.${body}`).digest("hex");
      return {
        "x-headrace-event": event,
        "x-headrace-delivery": id,
        "x-headrace-signature": `t=${time},v1=${digest}`,
      };
    }
  }
}

/** Waits until a delivery has been worked on, and gives it. */
export async function workedOn(server: TestServer, deliveryId: string): Promise<Answer["body"]> {
  return await until(async () => {
    const { body } = await server.owner.get(`/deliveries/${deliveryId}`);
    return body.state === "received" ? undefined : body;
  });
}

export async function createWebhook(server: TestServer, repositoryId: string, kind: string): Promise<TestWebhook> {
  const { status, body } = await server.owner.post(`/repositories/${repositoryId}/webhooks`, { kind });
  if (status !== 201) throw new Error(`the webhook was not made: ${JSON.stringify(body)}`);
  return body;
}

/** What GitHub says of a push. */
export interface PushPayload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly deleted: boolean;
  readonly head_commit: { readonly id: string };
  readonly pushed_at: number;
}

/** No two are alike: each is a push of its own. */
export function githubPush(branch: string, before: string, after: string): PushPayload {
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    deleted: false,
    head_commit: { id: after },
    pushed_at: Math.random(),
  };
}
