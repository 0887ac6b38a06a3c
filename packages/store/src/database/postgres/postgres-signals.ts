import { setTimeout as sleep } from "node:timers/promises";
import type { HeadraceError } from "@headrace/pipeline";
import type { Client, Pool } from "pg";
import type { DatabaseSignals, Signal } from "../server-database.ts";
import { createTurns } from "../turns.ts";

export interface PostgresSignalsOptions {
  readonly pool: Pool;
  readonly createClient: () => Client;
  readonly explain: (cause: unknown, what: string) => HeadraceError;
}

type Callback = (signal: Signal) => void;

const shortestPause = 100;
const longestPause = 5_000;

/** Notifications over one connection of its own, made when it is first needed; each lock over another. */
export function createPostgresSignals(options: PostgresSignalsOptions): DatabaseSignals & { close(): Promise<void> } {
  const { pool, createClient, explain } = options;
  const channels = new Map<string, Set<Callback>>();
  const closing = new AbortController();
  const turns = createTurns();
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
      const client = createClient();
      client.on("error", () => lost.abort());
      client.on("end", () => lost.abort());
      try {
        try {
          await client.connect();
          // Held until the connection ends, however it ends.
          await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
        } catch (cause) {
          throw explain(cause, `take the lock ${name}`);
        }
        return await work(lost.signal);
      } finally {
        await client.end().catch(() => undefined);
      }
    },

    close: async () => {
      closing.abort();
      channels.clear();
      const client = await connection?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
