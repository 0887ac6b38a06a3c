import { setTimeout as sleep } from "node:timers/promises";
import type { HeadraceError } from "@headrace/pipeline";
import type { Client, Pool } from "pg";
import type { DatabaseSignals, Signal } from "../server-database.ts";
import { createTurns } from "../turns.ts";
import { isConnectionLoss } from "./explain-postgres.ts";

export interface PostgresSignalsOptions {
  readonly pool: Pool;
  readonly createClient: () => Client;
  readonly explain: (cause: unknown, what: string) => HeadraceError;
}

type Callback = (signal: Signal) => void;

const shortestPause = 100;
const longestPause = 5_000;
/** Connections that are kept for the next lock: making one takes longer than what most locks are for. */
const mostSpare = 4;

/** Notifications over one connection of its own, made when it is first needed; each lock that is held over another. */
export function createPostgresSignals(options: PostgresSignalsOptions): DatabaseSignals & { close(): Promise<void> } {
  const { pool, createClient, explain } = options;
  const channels = new Map<string, Set<Callback>>();
  const closing = new AbortController();
  const turns = createTurns();
  const spare: Client[] = [];
  let connection: Promise<Client> | undefined;

  /** Listens to all channels, and reconnects for ever when the connection is lost. */
  const connect = async (): Promise<Client> => {
    const client = createClient();
    client.on("notification", ({ channel, payload = "" }) => {
      for (const callback of [...(channels.get(channel) ?? [])]) callback({ kind: "notified", payload });
    });
    let alive = true;
    const lost = (): void => {
      if (!alive) return;
      alive = false;
      void client.end().catch(() => undefined);
      if (!closing.signal.aborted) connection = reconnect();
    };
    try {
      client.on("error", () => undefined);
      await client.connect();
      for (const channel of channels.keys()) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    } catch (cause) {
      void client.end().catch(() => undefined);
      throw cause;
    }
    client.on("end", lost);
    return client;
  };

  const reconnect = async (): Promise<Client> => {
    for (let pause = shortestPause; ; pause = Math.min(2 * pause, longestPause)) {
      await sleep(pause, undefined, { signal: closing.signal });
      try {
        const client = await connect();
        for (const callbacks of channels.values()) for (const callback of [...callbacks]) callback({ kind: "resync" });
        return client;
      } catch (cause) {
        if (closing.signal.aborted) throw cause;
      }
    }
  };

  const listening = async (): Promise<Client> => {
    connection ??= connect();
    // Ended by close: nobody waits any more.
    connection.catch(() => undefined);
    try {
      return await connection;
    } catch (cause) {
      connection = undefined;
      throw explain(cause, "listen for notifications");
    }
  };

  const tell = async (command: "LISTEN" | "UNLISTEN", channel: string): Promise<void> => {
    // A connection takes one query at a time.
    const end = await turns.take();
    try {
      const client = await listening();
      // Where the connection is lost meanwhile, the next one listens to what `channels` holds.
      await client.query(`${command} ${client.escapeIdentifier(channel)}`).catch(() => undefined);
    } finally {
      end();
    }
  };

  /** A connection that holds the lock until it is given back or ends, however it ends. */
  const take = async (name: string): Promise<Client> => {
    for (;;) {
      const kept = spare.pop();
      const client = kept ?? createClient();
      try {
        if (kept === undefined) await client.on("error", () => undefined).connect();
        await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
        return client;
      } catch (cause) {
        void client.end().catch(() => undefined);
        // One that was lost while it was kept says nothing about the next.
        if (kept === undefined || !isConnectionLoss(cause)) throw cause;
      }
    }
  };

  const giveBack = async (client: Client, name: string): Promise<void> => {
    const unlock = client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
    const isFree = await unlock.then(
      () => true,
      () => false,
    );
    if (isFree && !closing.signal.aborted && spare.length < mostSpare) spare.push(client);
    else await client.end().catch(() => undefined);
  };

  return {
    listen: async (channel, callback) => {
      const listener: Callback = (signal) => callback(signal);
      const callbacks = channels.get(channel) ?? new Set();
      channels.set(channel, callbacks.add(listener));
      try {
        await tell("LISTEN", channel);
      } catch (cause) {
        callbacks.delete(listener);
        throw cause;
      }
      return async () => {
        callbacks.delete(listener);
        if (callbacks.size > 0 || channels.get(channel) !== callbacks) return;
        channels.delete(channel);
        if (!closing.signal.aborted) await tell("UNLISTEN", channel);
      };
    },

    notify: async (channel, payload) => {
      try {
        await pool.query("SELECT pg_notify($1, $2)", [channel, payload]);
      } catch (cause) {
        throw explain(cause, "notify the others");
      }
    },

    withLock: async (name, work) => {
      const lost = new AbortController();
      const abort = (): void => lost.abort();
      const client = await take(name).catch((cause: unknown) => {
        throw explain(cause, `take the lock ${name}`);
      });
      client.on("error", abort).on("end", abort);
      try {
        return await work(lost.signal);
      } finally {
        client.off("error", abort).off("end", abort);
        await giveBack(client, name);
      }
    },

    close: async () => {
      closing.abort();
      channels.clear();
      await Promise.all(spare.splice(0).map((client) => client.end().catch(() => undefined)));
      const client = await connection?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
