import type { WebhooksTable } from "@headrace/store/server";
import { readConnection } from "../connections/read-connection.ts";
import { cannot, openPlace } from "../remote/remote-place.ts";
import type { RegisterApp } from "./register.ts";
import { webhookOf } from "./webhook.ts";

export interface Retold {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly secret: string;
  readonly signal: AbortSignal;
}

/**
 * Has the host sign with another secret, and call the address that this server has now; the webhook keeps its place there.
 * Does nothing for one that was not registered from here. Throws `forge-not-found` where it is there no more.
 */
export async function retell(app: RegisterApp, row: WebhooksTable, { publicUrl, secret, signal }: Retold) {
  const { remote_id: id, repository_id: repositoryId, connection_id: connectionId } = row;
  if (id === null) return;
  const webhook = { url: webhookOf(row, publicUrl).url, secret, name: "Headrace" };
  if (repositoryId !== null) {
    const { forge, repository } = await openPlace(app, repositoryId);
    if (forge.webhooks === undefined) throw cannot(forge, "webhooks.write");
    await forge.webhooks.replace(repository, id, webhook, signal);
  } else if (connectionId !== null) {
    const { owner } = await readConnection(app.tables, connectionId);
    const forge = await app.connections.open(connectionId);
    if (forge.webhooks?.ofOwner === undefined) throw cannot(forge, "webhooks.write");
    await forge.webhooks.ofOwner.replace(row.remote_owner ?? owner, id, webhook, signal);
  }
}
