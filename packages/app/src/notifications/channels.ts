import type { ChannelsTable, ServerTables } from "@headrace/store/server";
import { notFound, Problem } from "../problems/problem.ts";
import type { Sealed, Secrets } from "../secrets/secrets.ts";
import { noMail } from "./kinds/email.ts";
import { type ChannelSettings, channelSettings } from "./kinds/index.ts";
import type { Notifications } from "./notifications.ts";

/** Throws `not-found`. */
export async function readChannel(tables: ServerTables, channelId: string): Promise<ChannelsTable> {
  const row = await tables.selectFrom("channels").selectAll().where("id", "=", channelId).executeTakeFirst();
  if (row === undefined) throw notFound("channel", channelId);
  return row;
}

/** As a definition calls it. */
export async function channelNamed(
  tables: ServerTables,
  { organizationId, name }: { readonly organizationId: string; readonly name: string },
): Promise<ChannelsTable | undefined> {
  return await tables
    .selectFrom("channels")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .where("name", "=", name)
    .executeTakeFirst();
}

export function nameTaken(name: string): Problem {
  return new Problem("conflict", `there is already a channel "${name}"`, { mend: "choose another name" });
}

/** Throws `not-supported` for a channel that this server cannot tell anything. */
export function refuseWithoutMail(
  { notifications }: { readonly notifications: Pick<Notifications, "sendsMail"> },
  { kind }: ChannelSettings,
): void {
  if (kind === "email" && !notifications.sendsMail) {
    throw new Problem("not-supported", noMail.problem, { mend: noMail.mend });
  }
}

export async function sealSettings(
  secrets: Pick<Secrets, "seal">,
  { organizationId, channelId }: { readonly organizationId: string; readonly channelId: string },
  settings: ChannelSettings,
): Promise<Sealed> {
  return await secrets.seal(organizationId, `channel:${channelId}`, JSON.stringify(settings));
}

export async function settingsOf(secrets: Pick<Secrets, "open">, row: ChannelsTable): Promise<ChannelSettings> {
  const sealed = { keyId: row.key_id, sealed: row.sealed };
  const text = await secrets.open(row.organization_id, `channel:${row.id}`, sealed);
  return channelSettings.parse(JSON.parse(text));
}
