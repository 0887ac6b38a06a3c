import type { DatabaseSync } from "node:sqlite";
import type { HeadraceError } from "@headrace/pipeline";
import type { PostgresPool } from "kysely";
import type { Together } from "./sqlite/together.ts";
import type { Turns } from "./turns.ts";

/**
 * The store's open database, for who keeps tables of his own in it. Use `createQueryBuilder` rather than the
 * connections themselves: on SQLite there is one connection, which the journal writes through as well.
 */
export type ServerDatabase = SqliteServerDatabase | PostgresServerDatabase;

export interface SqliteServerDatabase extends ServerDatabaseBase {
  readonly kind: "sqlite";
  readonly sqlite: DatabaseSync;
  /** To be taken by every use of `sqlite` that awaits anything before it has finished, and by every other one while it is taken. */
  readonly turns: Turns;
  /** For writes that are transactions of their own. */
  readonly together: Together;
  /** Milliseconds to wait while another process holds the database. */
  readonly patience: number;
}

export interface PostgresServerDatabase extends ServerDatabaseBase {
  readonly kind: "postgres";
  /** Of `pg`, as Kysely sees it; gives int8 as a number. Ended by the store's `close`. */
  readonly pool: PostgresPool;
}

interface ServerDatabaseBase extends DatabaseSignals {
  /** What a connection or the query builder threw, by our own codes: `database-busy`, `database-unreachable`, `disk-full`, …; `what` goes after "could not". */
  explain(cause: unknown, what: string): HeadraceError;
}

export interface DatabaseSignals {
  /**
   * Calls back for every notification on the channel from now on; the promise resolves when it is listening, with what
   * ends it. The callback must not throw. On PostgreSQL notifications of all processes arrive, over a
   * connection of its own that reconnects; on SQLite those of this process, which is the only server of its data
   * directory.
   */
  listen(channel: string, callback: (signal: Signal) => void): Promise<() => Promise<void>>;
  /** `payload` has at most 7,999 bytes (a limit of PostgreSQL's). Never notifies before it is called: call it after the commit. */
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Runs `work` while nobody else runs any under this name: on PostgreSQL in any process that uses the database, on
   * SQLite in this process. Waits for its turn. Not to be nested under one name. `lost` is aborted when the connection that held the lock is
   * gone, after which another may hold it.
   */
  withLock<Result>(name: string, work: (lost: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** `resync`: the connection was away, and what was notified meanwhile was missed; look at what is there. */
export type Signal = { readonly kind: "notified"; readonly payload: string } | { readonly kind: "resync" };
