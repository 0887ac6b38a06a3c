import { HeadraceError } from "@headrace/pipeline";
import { Client, type ClientConfig, Pool, TypeOverrides } from "pg";

/** Milliseconds to wait for another's lock, as for SQLite. */
const lockTimeout = 10_000;

export interface Connecting {
  /** Where it is, without user and password: `localhost:5432/headrace`. */
  readonly address: string;
  createPool(): Pool;
  /** One connection of its own, without a limit to how long it waits for a lock. Not connected yet. */
  createClient(): Client;
}

export function prepareConnecting(url: string, connections: number): Connecting {
  const address = addressOf(url);
  const config: ClientConfig = {
    connectionString: url,
    application_name: "headrace",
    // A server that is gone without a word is found out.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 10_000,
    types: numbersForBigints(),
  };
  return {
    address,
    createPool: () => {
      // Statements that need no answer of the one before go out together.
      const pool = new Pool({ ...config, max: connections, lock_timeout: lockTimeout, pipeline: true });
      // The loss of a connection that works is told by its query too, and that of an idle one by the next that is asked
      // for; an error that nobody listens for would end the process.
      pool.on("connect", (client) => client.on("error", () => undefined));
      return pool.on("error", () => undefined);
    },
    createClient: () => new Client(config),
  };
}

/** Times and sizes are below 2^53. */
function numbersForBigints(): TypeOverrides {
  const types = new TypeOverrides();
  types.setTypeParser(20, Number);
  return types;
}

function addressOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new HeadraceError("invalid-argument", "the database's address is not a postgres:// URL", {
      mend: "write it as postgres://user:password@host:5432/name",
    });
  }
  return `${parsed.host === "" ? "localhost" : parsed.host}${parsed.pathname}`;
}
