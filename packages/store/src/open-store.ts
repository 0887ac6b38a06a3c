import { resolve } from "node:path";
import type { Catalog, Clock, Journal } from "@headrace/engine";
import { createDirectoryBlobs, type DirectoryBlobs } from "./blobs/directory-blobs.ts";
import { createCatalog } from "./catalog/catalog.ts";
import { openDatabase } from "./database/open-database.ts";
import type { ServerDatabase } from "./database/server-database.ts";
import { createSqliteSignals } from "./database/sqlite/sqlite-signals.ts";
import { createStatements } from "./database/statements.ts";
import { createTurns } from "./database/turns.ts";
import { watchPresence } from "./database/watch-presence.ts";
import type { ForgetOptions } from "./forget-executions.ts";
import { createJournal, rebuildProjection } from "./journal/journal.ts";
import { type DataDirectoryLayout, dataDirectoryLayout } from "./layout.ts";
import { prepareDirectory } from "./prepare-directory.ts";
import type { PruneOptions, PruneResult } from "./prune.ts";
import { createExecutionQueries, type ExecutionQueries } from "./queries/execution-queries.ts";

export interface OpenStoreOptions {
  /** The data directory; made when it is not there. */
  readonly directory: string;
  /** Survive a power cut too, not only the death of the process. False unless said. */
  readonly durable?: boolean;
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
  /** Removes what has expired and what nothing refers to; `now` is the clock's unless said. */
  prune(options?: Partial<PruneOptions>): Promise<PruneResult>;
  /** Removes old executions from the lists, and gives their ids; `prune` then frees the room they took. */
  forget(options: ForgetOptions): Promise<readonly string[]>;
  /** Folds an execution's events into its rows again. Throws `execution-not-found`. */
  rebuildProjection(executionId: string): Promise<void>;
  /** Safe to call twice. */
  close(): void;
}

/** Throws `data-directory-unwritable`, `database-newer`, `database-damaged`, `database-busy` or `disk-full`. */
export async function openStore({ directory, durable = false, clock }: OpenStoreOptions): Promise<Store> {
  const layout = dataDirectoryLayout(resolve(directory));
  prepareDirectory(layout.root);
  const database = openDatabase({ path: layout.database, durable });
  const statements = createStatements(database);
  const blobs = createDirectoryBlobs({ directory: layout.blobs, durable });
  return {
    journal: createJournal({ database, statements, checkPresence: watchPresence(layout.database) }),
    catalog: createCatalog({ database, statements }),
    blobs,
    executions: createExecutionQueries({ database, statements }),
    layout,
    database: { kind: "sqlite", sqlite: database, turns: createTurns(), ...createSqliteSignals() },
    // Loaded when they are asked for: most runs need neither.
    prune: async (options = {}) => {
      const { prune } = await import("./prune.ts");
      return await prune({ database, statements, blobs, logsDirectory: layout.logs }, { now: clock.now(), ...options });
    },
    forget: async (options) => {
      const { forgetExecutions } = await import("./forget-executions.ts");
      return forgetExecutions({ database, statements }, options);
    },
    rebuildProjection: async (executionId) => rebuildProjection({ database, statements }, executionId),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}
