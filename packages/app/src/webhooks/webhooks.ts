import type { Actor } from "../access/principal.ts";
import type { WebhookHeaders } from "./kinds/webhook-kind.ts";

/** Takes deliveries in at once, and works on them afterwards. */
export interface Webhooks {
  /** Begins to work on what was received, also by an earlier server. */
  begin(): Promise<void>;
  /**
   * Whether a delivery can be meant for a webhook here, before its body is read. Throws `unauthenticated`, in the same
   * words for a webhook that does not exist, is of another kind or is switched off.
   */
  expect(address: WebhookAddress, headers: WebhookHeaders): Promise<void>;
  /**
   * Checks the signature and keeps the delivery. Throws `unauthenticated` as `expect` does, and `invalid-input` for what
   * is signed but cannot be read.
   */
  receive(delivery: IncomingDelivery): Promise<ReceivedDelivery>;
  /** Signs a test call with the webhook's own secret and receives it. Throws `not-found` and `conflict`. */
  test(webhookId: string): Promise<ReceivedDelivery>;
  /** Has the same body worked on again, as a delivery of its own. Throws `not-found`. */
  redeliver(deliveryId: string, actor: Actor): Promise<ReceivedDelivery>;
  /** Works on what is due now; resolves when it is done. */
  look(): Promise<void>;
  close(): Promise<void>;
}

export interface WebhookAddress {
  readonly kind: string;
  readonly id: string;
}

export interface IncomingDelivery extends WebhookAddress {
  readonly headers: WebhookHeaders;
  /** As it came. */
  readonly body: Buffer;
}

export interface ReceivedDelivery {
  /** Ours. */
  readonly id: string;
  readonly state: string;
  /** It was received before, and nothing is done for it again. */
  readonly repeated: boolean;
}

/** Bytes of a body. */
export const largestDelivery = 25 * 1024 * 1024;
