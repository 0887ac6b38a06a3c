import { resolve } from "node:path";
import type { Catalog, Clock, Journal, Owner } from "@headrace/engine";
import { createDirectoryBlobs, type DirectoryBlobs } from "./blobs/directory-blobs.ts";
import type { SweepOptions, SweepResult } from "./blobs/sweep-blobs.ts";
import { createCatalog } from "./catalog/catalog.ts";
import type { Database } from "./database/database.ts";
import type { PostgresDatabaseOptions } from "./database/postgres/postgres-database.ts";
import type { ServerDatabase } from "./database/server-database.ts";
import { openSqliteDatabase } from "./database/sqlite/sqlite-database.ts";
import { watchPresence } from "./database/watch-presence.ts";
import type { ForgetOptions } from "./forget-executions.ts";
import { createJournal, rebuildProjection } from "./journal/journal.ts";
import { createLeases } from "./journal/leases.ts";
import { type DataDirectoryLayout, dataDirectoryLayout } from "./layout.ts";
import { prepareDirectory } from "./prepare-directory.ts";
import type { PruneOptions, PruneResult } from "./prune.ts";
import { createExecutionQueries, type ExecutionQueries } from "./queries/execution-queries.ts";

export interface OpenStoreOptions {
  /** The data directory; made when it is not there. */
  readonly directory: string;
  /**
   * A PostgreSQL, as `postgres://user:password@host:port/name`, to keep the rows in; logs and blobs stay in the
   * directory. SQLite in the directory unless said.
   */
  readonly database?: string;
  /** Survive a power cut too, not only the death of the process. False unless said. */
  readonly durable?: boolean;
  /**
   * Milliseconds to wait for a database that another process holds, or that is away; 10,000 for SQLite and 60,000 for
   * PostgreSQL unless said.
   */
  readonly patience?: number;
  readonly clock: Clock;
}

/** Everything kept in one data directory. Several processes may have the same one open. */
export interface Store {
  readonly journal: Journal;
  readonly catalog: Catalog;
  readonly blobs: DirectoryBlobs;
  readonly executions: ExecutionQueries;
  readonly layout: DataDirectoryLayout;
  /** For who keeps tables of his own beside these. */
  readonly database: ServerDatabase;
  /** Which processes live, on all machines that share the database; this one says so from `hold` on. */
  readonly owners: {
    hold(owner: Owner): Promise<void>;
    isAlive(owner: Owner): Promise<boolean>;
  };
  /** Removes what has expired and what nothing refers to; `now` is the clock's unless said. */
  prune(options?: Partial<PruneOptions>): Promise<PruneResult>;
  /** Removes old executions from the lists, and gives their ids; `prune` then frees the room they took. */
  forget(options: ForgetOptions): Promise<readonly string[]>;
  /** Removes one ended execution's rows and logs, and gives the bytes of its logs. One that has not ended stays: undefined. */
  remove(executionId: string): Promise<number | undefined>;
  /** Removes an execution's logs alone, and gives their bytes. */
  removeLogs(executionId: string): Promise<number>;
  /** `blobs.sweep` by the references of this store; `now` is the clock's and `grace` an hour unless said. */
  sweepBlobs(options?: Partial<Omit<SweepOptions, "isReferenced">>): Promise<SweepResult>;
  /** Folds an execution's events into its rows again. Throws `execution-not-found`. */
  rebuildProjection(executionId: string): Promise<void>;
  /** Over SQLite it has closed when it returns. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Throws `data-directory-unwritable`, `database-newer`, `database-damaged`, `database-busy`, `database-unreachable` or
 * `disk-full`.
 */
export async function openStore({
  directory,
  database: url,
  durable = false,
  patience,
  clock,
}: OpenStoreOptions): Promise<Store> {
  const layout = dataDirectoryLayout(resolve(directory));
  prepareDirectory(layout.root);
  const waiting = patience === undefined ? {} : { patience };
  const database =
    url === undefined
      ? openSqliteDatabase({ path: layout.database, durable, ...waiting })
      : await openPostgres({ url, ...waiting });
  const blobs = createDirectoryBlobs({ directory: layout.blobs, durable });
  const checkPresence = watchPresence(url === undefined ? layout.database : layout.root);
  const leases = createLeases({ database, clock });
  const journal = createJournal({ database, clock, leases, checkPresence });
  return {
    journal,
    catalog: createCatalog(database),
    blobs,
    executions: createExecutionQueries(database),
    layout,
    database: database.server,
    owners: {
      hold: (owner) => leases.hold(owner),
      isAlive: (owner) => database.perform("see whether a process lives", () => leases.isAlive(owner)),
    },
    // Loaded when they are asked for: most runs need neither.
    prune: async (options = {}) => {
      const { prune } = await import("./prune.ts");
      return await prune({ database, blobs, logsDirectory: layout.logs }, { now: clock.now(), ...options });
    },
    forget: async (options) => {
      const { forgetExecutions } = await import("./forget-executions.ts");
      return await forgetExecutions(database, options);
    },
    remove: async (executionId) => {
      const { forgetExecution } = await import("./forget-executions.ts");
      if (!(await forgetExecution(database, executionId))) return undefined;
      return await removeLogs(layout.logs, executionId);
    },
    removeLogs: (executionId) => removeLogs(layout.logs, executionId),
    sweepBlobs: async (options = {}) => {
      const { sweepUnreferenced } = await import("./prune.ts");
      return await sweepUnreferenced({ database, blobs }, { now: clock.now(), ...options });
    },
    rebuildProjection: (executionId) => rebuildProjection(database, executionId),
    close: async () => {
      leases[Symbol.dispose]();
      await Promise.all([database.close(), blobs.close()]);
    },
  };
}

async function removeLogs(directory: string, executionId: string): Promise<number> {
  const { removeLogsOf } = await import("./logs/sweep-logs.ts");
  return await removeLogsOf(directory, executionId);
}

/** Loaded when it is asked for: a plain run never is. */
async function openPostgres(options: PostgresDatabaseOptions): Promise<Database> {
  const { openPostgresDatabase } = await import("./database/postgres/postgres-database.ts");
  return await openPostgresDatabase(options);
}
