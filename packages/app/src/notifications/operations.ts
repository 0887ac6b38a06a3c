import type { NotificationsTable } from "@headrace/store/server";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { notificationEvents } from "./event-of.ts";
import { notificationStates } from "./notifications.ts";

const event = z.enum(notificationEvents).describe("`recovered`: it succeeded after one that failed");
const state = z.enum(notificationStates).describe("`needless`: nobody is told, and `problem` says why");

const notification = z.object({
  id,
  position: z.number().int().describe("Of the definition's `notifications`, from 0"),
  event,
  channel: z.string().describe("Its name, as the definition has it"),
  state,
  attempts: z.number().int(),
  sentAt: time.optional(),
  problem: z.string().optional().describe("Why it is not sent, or not yet"),
  mend: z.string().optional(),
  nextTryAt: time.optional(),
});
type Notification = z.input<typeof notification>;

const example: Notification = {
  id: "01a1fc42-b97f-7d01-8f3a-2b6621de95c4",
  position: 0,
  event: "failure",
  channel: "builds",
  state: "sent",
  attempts: 1,
  sentAt: "2026-11-21T09:31:10.470Z",
};

const listNotifications = defineOperation({
  name: "executions.notifications",
  summary: "See who was told of an execution's end by the notifications of its definition, or why not",
  description:
    "Each is sent once. Where the receiver is down or takes no more for now, it is tried again for about a day.",
  input: z.strictObject({ execution: id }),
  output: z.object({ items: z.array(notification) }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/notifications" },
  example: { input: { execution: executionExample.id }, output: { items: [example] } },
  handle: async ({ app }, { execution }) => {
    const rows = await app.tables
      .selectFrom("notifications")
      .selectAll()
      .where("execution_id", "=", execution)
      .orderBy("position")
      .orderBy("id")
      .execute();
    return { items: rows.map(notificationOf) };
  },
});

const sendAgain = defineOperation({
  name: "executions.notify-again",
  summary: "Send again what could not be sent of an execution's end, once the reason is mended",
  input: z.strictObject({
    execution: id,
    notification: id
      .optional()
      .describe("This one, though it was sent before; all that wait or were refused unless said"),
  }),
  output: z.object({ count: z.number().int().describe("How many are sent now") }),
  access: { kind: "target", permission: "execution.control", target: "execution", from: "execution" },
  effect: "write",
  http: { method: "POST", path: "/executions/{execution}/notifications" },
  example: { input: { execution: executionExample.id }, output: { count: 1 } },
  handle: async ({ app }, { execution, notification: named }) => {
    const count = await app.notifications.again(execution, named);
    if (named !== undefined && count === 0) throw notFound("notification", named);
    return { count };
  },
});

export const notificationOperations = [listNotifications, sendAgain] as const;

function notificationOf(row: NotificationsTable): Notification {
  return {
    id: row.id,
    position: row.position,
    event: event.parse(row.event),
    channel: row.channel,
    state: state.parse(row.state),
    attempts: row.attempts,
    ...(row.sent_at === null ? {} : { sentAt: timeOf(row.sent_at) }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(row.mend === null ? {} : { mend: row.mend }),
    ...(row.next_attempt_at === null ? {} : { nextTryAt: timeOf(row.next_attempt_at) }),
  };
}
