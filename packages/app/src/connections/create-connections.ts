import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "@headrace/engine";
import {
  checkForge,
  createForge,
  createKnownAnswers,
  type Forge,
  type ForgeAccess,
  type ForgeCheck,
  type ForgeClock,
  systemClock,
} from "@headrace/forges";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import type { Secrets } from "../secrets/secrets.ts";
import { type ConnectionCheck, forgeKind, requestLimitOf } from "./connection.ts";
import type { Connections, Tried } from "./connections.ts";
import { accessTo, type Credentials, credentials } from "./credentials.ts";
import { createKeptBudget } from "./kept-budget.ts";
import { readConnection } from "./read-connection.ts";

export interface CreateConnectionsOptions {
  readonly database: Pick<ServerDatabase, "withLock">;
  readonly tables: ServerTables;
  readonly secrets: Pick<Secrets, "seal" | "open">;
  /** By its `sleep`, where it has one, requests wait for their turn. */
  readonly clock: Clock & Partial<ForgeClock>;
  readonly allowPrivateHosts: boolean;
}

interface Kept {
  /** What it was made of; another one is made where this is another. */
  readonly made: string;
  readonly forge: Forge;
}

export function createConnections(options: CreateConnectionsOptions): Connections {
  const { tables, secrets, clock, allowPrivateHosts } = options;
  const kept = new Map<string, Kept>();
  const known = createKnownAnswers();
  /** True within a planned look: requests are counted where they are made, many calls below. */
  const look = new AsyncLocalStorage<boolean>();
  const isLook = () => look.getStore() === true;

  function forgeOf(access: ForgeAccess, connectionId: string, limit: number): Forge {
    return createForge(access, {
      allowPrivateHosts,
      clock: { sleep: systemClock.sleep, ...clock, now: () => clock.now() },
      budget: createKeptBudget({ ...options, connectionId, limit, isLook }),
      known,
    });
  }

  async function credentialsOf(row: Parameters<Connections["credentialsOf"]>[0]): Promise<Credentials> {
    const sealed = { keyId: row.key_id, sealed: row.sealed };
    return credentials.parse(JSON.parse(await secrets.open(row.organization_id, `connection:${row.id}`, sealed)));
  }

  function drop(connectionId: string): void {
    kept.get(connectionId)?.forge.close();
    kept.delete(connectionId);
  }

  return {
    credentialsOf,

    async open(connectionId) {
      const row = await readConnection(tables, connectionId);
      const limit = requestLimitOf(row);
      // Sealed anew, the same credentials are others: nothing has to be opened to see whether they are those of before.
      const made = JSON.stringify([row.kind, row.owner, row.base_url, row.key_id, row.sealed, limit]);
      const before = kept.get(connectionId);
      if (before?.made === made) return before.forge;
      const access = accessTo({
        kind: forgeKind.parse(row.kind),
        owner: row.owner,
        baseUrl: row.base_url ?? undefined,
        credentials: await credentialsOf(row),
      });
      drop(connectionId);
      const forge = forgeOf(access, connectionId, limit);
      kept.set(connectionId, { made, forge });
      return forge;
    },

    async requestsLeft(connectionId) {
      const limit = requestLimitOf(await readConnection(tables, connectionId));
      return await createKeptBudget({ ...options, connectionId, limit }).left();
    },

    spent: (connectionId) => createKeptBudget({ ...options, connectionId, limit: 0 }).spent(),

    asLook: (work) => look.run(true, work),

    async tryOut(access, { connectionId, requestLimit, owner, signal }) {
      const forge = forgeOf(access, connectionId, requestLimit);
      try {
        return triedOf(await checkForge(forge, { owner, signal }));
      } finally {
        forge.close();
      }
    },

    seal: (organizationId, connectionId, given) =>
      secrets.seal(organizationId, `connection:${connectionId}`, JSON.stringify(given)),

    async forget(connectionId) {
      drop(connectionId);
      await tables.deleteFrom("forge_requests").where("connection_id", "=", connectionId).execute();
    },

    close() {
      for (const connectionId of [...kept.keys()]) drop(connectionId);
    },
  };
}

function triedOf({ account, plan, abilities }: ForgeCheck): Tried {
  const { name, version, expiresAt } = account;
  const check: ConnectionCheck = {
    works: true,
    ...(name === undefined ? {} : { account: name }),
    ...(version === undefined ? {} : { hostVersion: version }),
    ...(plan === undefined ? {} : { plan }),
    abilities,
  };
  return { check, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
