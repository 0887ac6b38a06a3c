import { ForgeError } from "@headrace/forges";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { id, name } from "../values/fields.ts";
import {
  type ConnectionCheck,
  connection,
  connectionExample,
  connectionOf,
  forgeKind,
  requestLimitOf,
} from "./connection.ts";
import type { Tried } from "./connections.ts";
import { accessTo, credentials, identityOf } from "./credentials.ts";
import { expiryOf } from "./expiry-of.ts";
import { connectionFields as fields } from "./fields.ts";
import { readConnection } from "./read-connection.ts";
import { refuseTakenName } from "./refuse-taken-name.ts";

const updateConnection = defineOperation({
  name: "connections.update",
  summary: "Change a connection, or give it new credentials",
  description:
    "Tried before it is saved, as a new one is. Another base URL needs the credentials anew: kept ones go nowhere but where they were given for.",
  input: z.strictObject({
    connection: id,
    name: name.optional(),
    owner: fields.owner.optional(),
    baseUrl: fields.baseUrl.optional(),
    credentials: credentials.optional(),
    expiresAt: fields.expiresAt.nullable().optional(),
    requestLimit: fields.requestLimit.nullable().optional(),
    writeBack: fields.writeBack.optional(),
  }),
  output: connection,
  access: { kind: "target", permission: "connection.write", target: "connection", from: "connection" },
  effect: "write",
  http: { method: "PATCH", path: "/connections/{connection}", attemptsPerMinute: 30 },
  example: { input: { connection: connectionExample.id, requestLimit: 500 }, output: connectionExample },
  handle: async ({ app, scope, signal }, input) => {
    const before = await readConnection(app.tables, input.connection);
    const baseUrl = input.baseUrl ?? before.base_url ?? undefined;
    if (input.credentials === undefined && baseUrl !== (before.base_url ?? undefined)) {
      const message = "another base URL needs the credentials anew";
      throw new Problem("invalid-input", message, {
        mend: "give them together, or leave the base URL as it is",
        faults: [{ path: "credentials", message }],
      });
    }
    if (input.name !== undefined) {
      await refuseTakenName(app.tables, { organizationId: scope.organizationId, name: input.name, except: before.id });
    }
    const given = input.credentials ?? (await app.connections.credentialsOf(before));
    const owner = input.owner ?? before.owner;
    const access = accessTo({ kind: forgeKind.parse(before.kind), owner, baseUrl, credentials: given });
    const limit = input.requestLimit === undefined ? before.request_limit : input.requestLimit;
    const tried = await app.connections.tryOut(access, {
      connectionId: before.id,
      requestLimit: requestLimitOf({ kind: before.kind, request_limit: limit }),
      owner,
      signal,
    });
    const now = app.clock.now();
    const sealed =
      input.credentials === undefined
        ? {}
        : await app.connections
            .seal(scope.organizationId, before.id, input.credentials)
            .then((kept) => ({ key_id: kept.keyId, sealed: kept.sealed }));
    // The end of a token is no end of the one that replaces it.
    const kept = input.credentials === undefined ? before.expires_at : null;
    await app.tables
      .updateTable("connections")
      .set({
        ...(input.name === undefined ? {} : { name: input.name }),
        ...sealed,
        owner,
        base_url: baseUrl ?? null,
        credential_kind: given.kind,
        identity: identityOf(given),
        expires_at: input.expiresAt === undefined ? (tried.expiresAt ?? kept) : expiryOf(tried, input.expiresAt),
        request_limit: limit,
        ...(input.writeBack === undefined ? {} : { write_back: input.writeBack ? 1 : 0 }),
        check_result: JSON.stringify(tried.check),
        checked_at: now,
        updated_at: now,
      })
      .where("id", "=", before.id)
      .execute();
    return connectionOf(await readConnection(app.tables, before.id));
  },
});

const checkConnection = defineOperation({
  name: "connections.check",
  summary: "Try a connection again: whether its token is believed, and what it may read",
  input: z.strictObject({ connection: id }),
  output: connection,
  access: { kind: "target", permission: "connection.write", target: "connection", from: "connection" },
  effect: "write",
  http: { method: "POST", path: "/connections/{connection}/check", attemptsPerMinute: 30 },
  example: { input: { connection: connectionExample.id }, output: connectionExample },
  handle: async ({ app, signal }, input) => {
    const row = await readConnection(app.tables, input.connection);
    const access = accessTo({
      kind: forgeKind.parse(row.kind),
      owner: row.owner,
      baseUrl: row.base_url ?? undefined,
      credentials: await app.connections.credentialsOf(row),
    });
    const tried = await app.connections
      .tryOut(access, { connectionId: row.id, requestLimit: requestLimitOf(row), owner: row.owner, signal })
      .catch((error: unknown): Tried => ({ check: refusedCheck(error, connectionOf(row).check.abilities) }));
    await app.tables
      .updateTable("connections")
      .set({
        check_result: JSON.stringify(tried.check),
        checked_at: app.clock.now(),
        ...(tried.expiresAt === undefined ? {} : { expires_at: tried.expiresAt }),
      })
      .where("id", "=", row.id)
      .execute();
    return connectionOf(await readConnection(app.tables, row.id));
  },
});

export const changeConnectionOperations = [updateConnection, checkConnection] as const;

/** A token that is believed no more is news of the connection; what else went wrong is thrown. */
function refusedCheck(error: unknown, abilities: ConnectionCheck["abilities"]): ConnectionCheck {
  if (!(error instanceof ForgeError) || error.code !== "forge-unauthorized") throw error;
  const { message: problem, mend } = error;
  return { works: false, problem, ...(mend === undefined ? {} : { mend }), abilities };
}
