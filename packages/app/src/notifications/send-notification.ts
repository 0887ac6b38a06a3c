import type { Clock } from "@headrace/engine";
import { reportExecution } from "@headrace/library/report";
import { createFileLogStore, type Store } from "@headrace/store";
import type { NotificationsTable } from "@headrace/store/server";
import { z } from "zod";
import type { OpenSecrets } from "../secrets/create-secrets.ts";
import { type Facts, type FactsNeeds, readFacts } from "../write-back/facts.ts";
import { channelNamed, settingsOf } from "./channels.ts";
import { notificationEvents } from "./event-of.ts";
import type { MailServer, Sending } from "./kinds/channel-kind.ts";
import { sendTo } from "./kinds/index.ts";
import { type Failure, messageOf } from "./message.ts";

export interface SendNeeds extends FactsNeeds {
  readonly store: Pick<Store, "journal" | "catalog" | "layout">;
  readonly secrets: Pick<OpenSecrets, "hidden" | "open">;
  readonly clock: Clock;
  readonly allowPrivateHosts: boolean;
  readonly mail?: MailServer;
}

const event = z.enum(notificationEvents);

/** Sends what the row is about, as the definition of its execution has it. Undefined where nothing is kept of that any more. */
export async function sendNotification(
  needs: SendNeeds,
  row: NotificationsTable,
  signal: AbortSignal,
): Promise<Sending | undefined> {
  const facts = await readFacts(needs, row.execution_id);
  const notification = facts?.stored.plan.pipeline.notifications[row.position];
  if (facts === undefined || notification === undefined) return undefined;
  const { organizationId } = facts.link;
  const channel = await channelNamed(needs.tables, { organizationId, name: row.channel });
  if (channel === undefined) {
    return {
      kind: "failed",
      problem: `the organization has no channel ${JSON.stringify(row.channel)}`,
      mend: "make it (`channels.create`), or name another one in the definition; then send it again",
      mayPass: false,
    };
  }
  return await sendTo(await settingsOf(needs.secrets, channel), {
    message: messageOf({ id: row.id, event: event.parse(row.event), facts, failures: await failuresOf(needs, facts) }),
    use: notification.with,
    ...meansOf(needs),
    signal,
  });
}

export function meansOf({ allowPrivateHosts, clock, mail }: SendNeeds) {
  return { rules: { allowPrivateHosts }, now: clock.now(), ...(mail === undefined ? {} : { mail }) };
}

/** The first line of each that says what went wrong. */
async function failuresOf({ store, clock }: SendNeeds, { stored, state }: Facts): Promise<readonly Failure[]> {
  if (state.outcome === "success") return [];
  const logs = createFileLogStore({ directory: store.layout.logs, clock });
  const { failures } = await reportExecution({ ...stored, catalog: store.catalog, logs });
  return failures
    .filter(({ allowed }) => !allowed)
    .map(({ instance, excerpt, message }) => {
      const line = excerpt.lines.find(({ failing }) => failing)?.text ?? message;
      return { stage: instance, ...(line === undefined ? {} : { line }) };
    });
}
