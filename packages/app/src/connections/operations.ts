import { z } from "zod";
import { leftoverExample, removals, removalsExample, removeOnHost } from "../leftovers/leftover.ts";
import { removeLeftovers } from "../leftovers/remove-leftovers.ts";
import { searchesOfConnection } from "../leftovers/searches-of-connection.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { id, name } from "../values/fields.ts";
import { connection, connectionExample, connectionOf, forgeKind, requestLimitOf } from "./connection.ts";
import { accessTo, credentials, identityOf } from "./credentials.ts";
import { expiryOf } from "./expiry-of.ts";
import { connectionFields as fields } from "./fields.ts";
import { readConnection } from "./read-connection.ts";
import { nameTaken, refuseTakenName } from "./refuse-taken-name.ts";

const listConnections = defineOperation({
  name: "connections.list",
  summary: "List the connections of an organization to hosts of code, with what each can do",
  input: z.strictObject({ ...pageInput, ...searchInput("the name or the owner") }),
  output: pageOf(connection),
  access: { kind: "organization", permission: "connection.read" },
  effect: "read",
  http: { method: "GET", path: "/connections" },
  example: { input: { limit: 50 }, output: { items: [connectionExample] } },
  handle: async ({ app, scope }, { limit, cursor, search }) => {
    let select = app.tables
      .selectFrom("connections")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (search !== undefined) select = select.where(contains(["name", "owner"], search));
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(at, after)));
    }
    return pageFrom(await select.execute(), limit, {
      item: connectionOf,
      position: (row) => ({ at: row.created_at, id: row.id }),
    });
  },
});

const createConnection = defineOperation({
  name: "connections.create",
  summary: "Connect a host of code: Bitbucket Cloud, Bitbucket Data Center or GitHub",
  description:
    "Tried before it is saved: whom the token stands for, and everything that reads; what writes is called untested. " +
    "A token that is not believed is not saved. The credentials are sealed and never given back by anything.",
  input: z.strictObject({
    name,
    kind: forgeKind,
    owner: fields.owner,
    baseUrl: fields.baseUrl.optional(),
    credentials,
    expiresAt: fields.expiresAt.optional(),
    requestLimit: fields.requestLimit.optional(),
    writeBack: fields.writeBack.default(true),
  }),
  output: connection,
  access: { kind: "organization", permission: "connection.write" },
  effect: "write",
  http: { method: "POST", path: "/connections", status: 201, attemptsPerMinute: 30 },
  example: {
    input: {
      name: "acme",
      kind: "bitbucket-cloud",
      owner: "acme",
      credentials: { kind: "api-token", email: "ada@example.org", token: "ATATT3xFf-shortened" },
      expiresAt: "2027-06-30T00:00:00.000Z",
    },
    output: connectionExample,
  },
  handle: async ({ app, scope, actor, signal }, input) => {
    const { organizationId } = scope;
    const access = accessTo(input);
    await refuseTakenName(app.tables, { organizationId, name: input.name });
    const connectionId = app.ids.next();
    const limit = { kind: input.kind, request_limit: input.requestLimit ?? null };
    const tried = await app.connections.tryOut(access, {
      connectionId,
      requestLimit: requestLimitOf(limit),
      owner: input.owner,
      signal,
    });
    const { keyId, sealed } = await app.connections.seal(organizationId, connectionId, input.credentials);
    const now = app.clock.now();
    const row = await app.tables
      .insertInto("connections")
      .values({
        id: connectionId,
        organization_id: organizationId,
        name: input.name,
        ...limit,
        base_url: input.baseUrl ?? null,
        owner: input.owner,
        credential_kind: input.credentials.kind,
        identity: identityOf(input.credentials),
        key_id: keyId,
        sealed,
        expires_at: expiryOf(tried, input.expiresAt),
        check_result: JSON.stringify(tried.check),
        checked_at: now,
        write_back: input.writeBack ? 1 : 0,
        created_by: JSON.stringify(actor),
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.columns(["organization_id", "name"]).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw nameTaken(input.name);
    return connectionOf(row);
  },
});

const getConnection = defineOperation({
  name: "connections.get",
  summary: "Read a connection, without its credentials",
  input: z.strictObject({ connection: id }),
  output: connection,
  access: { kind: "target", permission: "connection.read", target: "connection", from: "connection" },
  effect: "read",
  http: { method: "GET", path: "/connections/{connection}" },
  example: { input: { connection: connectionExample.id }, output: connectionExample },
  handle: async ({ app }, input) => connectionOf(await readConnection(app.tables, input.connection)),
});

const deleteConnection = defineOperation({
  name: "connections.delete",
  summary: "Remove a connection with its credentials",
  description:
    "Repositories that came by it stay, without it; what runs in them ends here as `unknown`. What it made on the host stays there, unless `removeOnHost` names it; where the host refuses that, nothing is removed here.",
  input: z.strictObject({ connection: id, removeOnHost }),
  output: removals,
  access: { kind: "target", permission: "connection.write", target: "connection", from: "connection" },
  effect: "destructive",
  http: { method: "DELETE", path: "/connections/{connection}" },
  example: {
    input: { connection: connectionExample.id, removeOnHost: [leftoverExample.key] },
    output: removalsExample,
  },
  handle: async (context, input) => {
    const { app, signal } = context;
    const onHost = await removeLeftovers(context, {
      target: "connection",
      targetId: input.connection,
      keys: input.removeOnHost ?? [],
      searches: () => searchesOfConnection(app, input.connection, signal),
    });
    await app.tables
      .updateTable("repositories")
      .set({ connection_id: null })
      .where("connection_id", "=", input.connection)
      .execute();
    await app.collector.abandon({ connectionId: input.connection });
    await app.tables.deleteFrom("webhooks").where("connection_id", "=", input.connection).execute();
    await app.tables.deleteFrom("connections").where("id", "=", input.connection).execute();
    await app.connections.forget(input.connection);
    return { onHost: [...onHost] };
  },
});

export const connectionOperations = [listConnections, createConnection, getConnection, deleteConnection] as const;
