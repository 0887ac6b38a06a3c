import type { WebhookDeliveriesTable } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom } from "../access/kept-actor.ts";
import { id, time, timeOf } from "../values/fields.ts";

export const deliveryStates = ["received", "done", "ignored", "failed"] as const;

/** What came of a delivery: for every active pipeline whether it was started, and why or why not. */
export const deliveryResult = z.object({
  events: z.array(
    z.object({
      event: z.string().describe("In a few words: push to main"),
      commit: z.string().optional(),
      problem: z.string().optional().describe("Why nothing could be looked at"),
      pipelines: z.array(
        z.object({
          pipelineId: id,
          name: z.string(),
          outcome: z.enum(["started", "not-started", "failed"]),
          reason: z.string(),
          executionId: id.optional(),
        }),
      ),
    }),
  ),
  ignored: z.array(z.string()).describe("What in it starts nothing"),
  problem: z.string().optional().describe("Why it could not be read"),
});
export type DeliveryResult = z.input<typeof deliveryResult>;

export const delivery = z.object({
  id,
  webhookId: id,
  repositoryId: id.optional().describe("What it tells of; absent where nobody watches that here"),
  deliveryId: z.string().describe("As the sender calls it"),
  event: z.string().describe("In the sender's words"),
  state: z
    .enum(deliveryStates)
    .describe(
      "`received`: waits or is tried again. `done`: something was started. `ignored`: nothing was to be started",
    ),
  attempts: z.number().int(),
  receivedAt: time,
  nextAttemptAt: time.optional(),
  redeliveryOf: id.optional(),
  redeliveredBy: z.string().optional().describe("Who asked for it, and answers for what it starts"),
  result: deliveryResult.optional(),
});

export const deliveryWithBody = delivery.extend({
  headers: z.record(z.string(), z.string()).describe("Without what proves who sent it"),
  body: z.string().describe("As it came"),
});

export type Delivery = z.input<typeof delivery>;

export type DeliverySummaryRow = Omit<WebhookDeliveriesTable, "body" | "headers">;

/** All columns but those that may be large. */
export const summaryColumns = [
  "id",
  "webhook_id",
  "repository_id",
  "delivery_id",
  "event",
  "body_digest",
  "redelivery_of",
  "requested_by",
  "received_at",
  "state",
  "attempts",
  "result",
  "next_attempt_at",
  "owner",
  "lease_until",
] as const;

export function deliveryOf(row: DeliverySummaryRow): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    ...(row.repository_id === null ? {} : { repositoryId: row.repository_id }),
    deliveryId: row.delivery_id,
    event: row.event,
    state: z.enum(deliveryStates).parse(row.state),
    attempts: row.attempts,
    receivedAt: timeOf(row.received_at),
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: timeOf(row.next_attempt_at) }),
    ...(row.redelivery_of === null ? {} : { redeliveryOf: row.redelivery_of }),
    ...(row.requested_by === null ? {} : { redeliveredBy: actorFrom(row.requested_by).name }),
    ...(row.result === null ? {} : { result: deliveryResult.parse(JSON.parse(row.result)) }),
  };
}

export const deliveryExample: Delivery = {
  id: "01a1fc61-77aa-7b0c-8c55-9d1c3f0b5a10",
  webhookId: "01a1fc60-1f4d-7c0e-9a3b-2f6a1f0f7c11",
  deliveryId: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  event: "push",
  state: "done",
  attempts: 1,
  receivedAt: "2026-11-21T09:31:00.000Z",
  result: {
    events: [
      {
        event: "push to main",
        commit: "9c1b7c0f3a5d4e8f9c1b7c0f3a5d4e8f9c1b7c0f",
        pipelines: [
          {
            pipelineId: "01a1fc44-cf38-71aa-a386-805aa317430c",
            name: "web-app",
            outcome: "started",
            reason: 'The push to "main" matches.',
            executionId: "01a1fc56-91ad-7e6d-8dca-37f3b49c74f9",
          },
        ],
      },
    ],
    ignored: [],
  },
};
