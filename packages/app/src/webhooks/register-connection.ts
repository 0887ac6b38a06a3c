import { ForgeError } from "@headrace/forges";
import type { WebhooksTable } from "@headrace/store/server";
import type { Scope } from "../access/scope.ts";
import { readConnection } from "../connections/read-connection.ts";
import { cannot } from "../remote/remote-place.ts";
import { insertWebhook } from "./insert-webhook.ts";
import { kindsOfForges, type RegisterApp, register } from "./register.ts";
import { webhookOf } from "./webhook.ts";

export interface ConnectionRegistration {
  readonly connectionId: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

export interface RegisteredForConnection {
  /** One of the whole workspace or organization, or one for each repository. */
  readonly level: "owner" | "repositories";
  readonly rows: readonly WebhooksTable[];
  /** Why it is not one for all. */
  readonly why?: string;
}

/**
 * Has a connection's host tell of all repositories by one webhook; where the token may not make such, by one for each
 * repository that is watched and has none yet. Again it changes nothing.
 */
export async function registerForConnection(
  app: RegisterApp,
  scope: Scope,
  request: ConnectionRegistration,
): Promise<RegisteredForConnection> {
  const { connectionId, signal } = request;
  const there = await registeredRows(app, { column: "connection_id", ids: [connectionId] });
  if (there.length > 0) return { level: "owner", rows: there };
  const forge = await app.connections.open(connectionId);
  if (forge.webhooks === undefined) throw cannot(forge, "webhooks.write");
  const { ofOwner } = forge.webhooks;
  if (ofOwner === undefined) return await ofEach(app, scope, { ...request, why: `${forge.title} has none for all` });
  const { owner } = await readConnection(app.tables, connectionId);
  const kind = kindsOfForges[forge.kind];
  const { row, secret } = await insertWebhook(app, scope, { of: { connectionId }, kind });
  try {
    const { url } = webhookOf(row, request.publicUrl);
    const made = await ofOwner.create(owner, { url, secret, name: "Headrace" }, signal);
    const there = { remote_id: made.id, remote_owner: owner };
    await app.tables.updateTable("webhooks").set(there).where("id", "=", row.id).execute();
    return { level: "owner", rows: [{ ...row, ...there }] };
  } catch (error) {
    // The host calls nobody whom it was not told of.
    await app.tables.deleteFrom("webhooks").where("id", "=", row.id).where("remote_id", "is", null).execute();
    if (!(error instanceof ForgeError) || !isNotAllowed(error)) throw error;
    return await ofEach(app, scope, { ...request, why: error.message });
  }
}

/** Of a repository's or a project's token, of somebody who owns nothing, and of a GitHub user who is no organization. */
function isNotAllowed({ code }: ForgeError): boolean {
  return code === "forge-forbidden" || code === "forge-not-found";
}

async function ofEach(
  app: RegisterApp,
  scope: Scope,
  { connectionId, why, ...rest }: ConnectionRegistration & { readonly why: string },
): Promise<RegisteredForConnection> {
  const watched = await app.tables
    .selectFrom("forge_repositories")
    .select("id")
    .where("connection_id", "=", connectionId)
    .orderBy("id")
    .execute();
  const ids = watched.map(({ id }) => id);
  const rows = [...(await registeredRows(app, { column: "repository_id", ids }))];
  const told = new Set(rows.map((row) => row.repository_id));
  for (const repositoryId of ids.filter((id) => !told.has(id))) {
    rows.push((await register(app, scope, { ...rest, repositoryId })).row);
  }
  return { level: "repositories", rows, why };
}

async function registeredRows(
  { tables }: Pick<RegisterApp, "tables">,
  { column, ids }: { readonly column: "connection_id" | "repository_id"; readonly ids: readonly string[] },
): Promise<readonly WebhooksTable[]> {
  if (ids.length === 0) return [];
  return await tables
    .selectFrom("webhooks")
    .selectAll()
    .where(column, "in", [...ids])
    .where("remote_id", "is not", null)
    .execute();
}
