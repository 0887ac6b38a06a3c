import { ForgeError, type ForgeKind, type WebhookTest } from "@headrace/forges";
import type { WebhooksTable } from "@headrace/store/server";
import type { Scope } from "../access/scope.ts";
import type { App } from "../app.ts";
import { readConnection } from "../connections/read-connection.ts";
import { Problem } from "../problems/problem.ts";
import { cannot, openAbility, openPlace } from "../remote/remote-place.ts";
import { insertWebhook } from "./insert-webhook.ts";
import type { WebhookKindName } from "./kinds/index.ts";
import { webhookOf } from "./webhook.ts";

export type RegisterApp = Pick<App, "tables" | "ids" | "secrets" | "clock" | "connections">;

export interface Registration {
  readonly repositoryId: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

export interface Registered {
  readonly row: WebhooksTable;
  readonly events: readonly string[];
  /** Of the host's own test call; undefined where it has none. */
  readonly test: WebhookTest | undefined;
}

export const kindsOfForges: Readonly<Record<ForgeKind, WebhookKindName>> = {
  "bitbucket-cloud": "bitbucket",
  "bitbucket-data-center": "bitbucket-server",
  github: "github",
};

/** Registers a webhook on the repository's host, with a secret of its own, and has the host try it. */
export async function register(app: RegisterApp, scope: Scope, request: Registration): Promise<Registered> {
  const { repositoryId, publicUrl, signal } = request;
  const { forge, repository } = await openPlace(app, repositoryId);
  const { webhooks } = forge;
  if (webhooks === undefined) throw cannot(forge, "webhooks.write");
  const kind = kindsOfForges[forge.kind];
  const { row, secret } = await insertWebhook(app, scope, { of: { repositoryId }, kind });
  try {
    const url = webhookOf(row, publicUrl).url;
    const made = await webhooks.create(repository, { url, secret, name: "Headrace" }, signal);
    await app.tables.updateTable("webhooks").set({ remote_id: made.id }).where("id", "=", row.id).execute();
    const test = await webhooks.test?.(repository, made, signal).catch(faultOf);
    return { row: { ...row, remote_id: made.id }, events: made.events, test };
  } catch (error) {
    // The host calls nobody whom it was not told of.
    await app.tables.deleteFrom("webhooks").where("id", "=", row.id).where("remote_id", "is", null).execute();
    throw error;
  }
}

/** Takes it away on the host too; one that is no more there is no fault. */
export async function unregister(app: RegisterApp, row: WebhooksTable, signal: AbortSignal): Promise<void> {
  if (row.remote_id === null) {
    throw new Problem("conflict", "this webhook was not registered on a host from here", {
      mend: "remove it on the host's own page, and here without `onHost`",
    });
  }
  const { remote_id: id } = row;
  await removeThere(app, row, { id, signal }).catch((error: unknown) => {
    if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
  });
}

async function removeThere(
  app: RegisterApp,
  { repository_id: repositoryId, connection_id: connectionId, remote_owner: owner }: WebhooksTable,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<void> {
  if (repositoryId !== null) {
    const ability = { port: "webhooks", ability: "webhooks.write" } as const;
    const { port: webhooks, repository } = await openAbility(app, repositoryId, ability);
    await webhooks.remove(repository, id, signal);
  } else if (connectionId !== null) {
    const [connection, forge] = await Promise.all([
      readConnection(app.tables, connectionId),
      app.connections.open(connectionId),
    ]);
    await forge.webhooks?.ofOwner?.remove(owner ?? connection.owner, id, signal);
  }
}

/** It is registered all the same. */
function faultOf(error: unknown): WebhookTest {
  if (error instanceof ForgeError) return { works: false, said: error.message };
  throw error;
}
