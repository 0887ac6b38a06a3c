import type { IdSource } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { NotificationsTable } from "@headrace/store/server";
import { derivedId } from "../projections/derived-id.ts";
import { createDueWorker } from "../triggers/due-worker.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import { settingsOf } from "./channels.ts";
import { eventOf, wants } from "./event-of.ts";
import type { Sending } from "./kinds/channel-kind.ts";
import { sendTo } from "./kinds/index.ts";
import { testMessage } from "./message.ts";
import type { Notifications } from "./notifications.ts";
import { meansOf, type SendNeeds, sendNotification } from "./send-notification.ts";

export interface CreateNotificationsOptions extends SendNeeds {
  readonly database: ServerDatabase;
  readonly ids: IdSource;
  report(what: string, error: unknown): void;
}

/** Messages on their way at once. */
const atOnce = 4;
/** With the pauses below about a day. */
const mostAttempts = 100;
/** What a receiver may ask to wait at most. */
const longestPause = 24 * 60 * 60_000;
const pauses = { first: 5_000, longest: 15 * 60_000 };

export function createNotifications(options: CreateNotificationsOptions): Notifications {
  const { database, tables, clock, ids, report } = options;
  const owner = ids.next();
  let closed = false;

  async function work(row: NotificationsTable, lost: AbortSignal): Promise<void> {
    const changes = await sendNotification(options, row, lost)
      .then((sending) => afterSending(row, sending))
      .catch((error: unknown) => afterFault(row, error));
    if (lost.aborted) return;
    await tables
      .updateTable("notifications")
      .set({ ...changes, owner: null, lease_until: null })
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      .execute();
  }

  function afterSending(row: NotificationsTable, sending: Sending | undefined): Partial<NotificationsTable> {
    const settled = { mend: null, next_attempt_at: null };
    if (sending === undefined) {
      return { ...settled, state: "needless", problem: "nothing is kept of the execution any more" };
    }
    if (sending.kind === "sent") return { ...settled, state: "sent", problem: null, sent_at: clock.now() };
    const { problem, mend, mayPass, retryAfter = 0 } = sending;
    if (!mayPass || row.attempts >= mostAttempts) return { state: "refused", problem, mend, next_attempt_at: null };
    const pause = Math.max(Math.min(retryAfter, longestPause), pauseAfter(row.attempts, pauses));
    return { state: "waiting", problem, mend, next_attempt_at: clock.now() + pause };
  }

  /** A fault of ours or of our surroundings, which may pass; what it was is for whoever runs the server. */
  function afterFault(row: NotificationsTable, error: unknown): Partial<NotificationsTable> {
    report(`sending a notification of execution ${row.execution_id}`, error);
    const problem = "the server could not make or send it";
    const mend = "it is tried again by itself; the server's log says what went wrong";
    return afterSending(row, { kind: "failed", problem, mend, mayPass: true });
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "notifications",
    owner,
    atOnce,
    every: 2_000,
    work,
    report,
  });

  /** After what led to it has been written, and without anybody waiting for it. */
  function lookSoon(): void {
    setImmediate(() => {
      if (!closed) void worker.look();
    });
  }

  return {
    sendsMail: options.mail !== undefined,
    begin: () => worker.begin(),
    look: () => worker.look(),
    async close() {
      closed = true;
      await worker.close();
    },

    async ended(link, state) {
      const { notifications } = state.plan.pipeline;
      if (notifications.length === 0) return;
      const event = await eventOf(tables, link, state);
      if (event === undefined) return;
      const { executionId, createdAt } = link;
      // Whoever sends a pull request from outside could else write whatever to the organization's people.
      const isStranger = link.trust === "fork";
      const rows = notifications.flatMap(({ on, to }, position): readonly NotificationsTable[] =>
        wants(on, event)
          ? [
              {
                id: derivedId(createdAt, executionId, String(position), event, "notification"),
                execution_id: executionId,
                position,
                event,
                channel: to,
                state: isStranger ? "needless" : "waiting",
                problem: isStranger ? "what strangers' pull requests run is told to nobody" : null,
                mend: null,
                sent_at: null,
                attempts: 0,
                next_attempt_at: isStranger ? null : clock.now(),
                owner: null,
                lease_until: null,
              },
            ]
          : [],
      );
      if (rows.length === 0) return;
      await tables
        .insertInto("notifications")
        .values(rows)
        .onConflict((conflict) => conflict.columns(["execution_id", "position", "event"]).doNothing())
        .execute();
      lookSoon();
    },

    async again(executionId, notificationId) {
      let update = tables
        .updateTable("notifications")
        .set({ state: "waiting", problem: null, mend: null, attempts: 0, next_attempt_at: clock.now() })
        .where("execution_id", "=", executionId);
      update =
        notificationId === undefined
          ? update.where("state", "in", ["refused", "waiting"])
          : update.where("id", "=", notificationId).where("state", "!=", "needless");
      const { numUpdatedRows } = await update.executeTakeFirst();
      lookSoon();
      return Number(numUpdatedRows);
    },

    async tryOut(channel, signal) {
      return await sendTo(await settingsOf(options.secrets, channel), {
        message: testMessage(ids.next(), channel.name, options.publicUrl),
        use: {},
        ...meansOf(options),
        signal,
      });
    },
  };
}
