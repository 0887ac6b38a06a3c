import { DatabaseSync } from "node:sqlite";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { migrations } from "../migrations/index.ts";
import { numberOf } from "../row.ts";
import { heldWait, usualPatience } from "./patiently.ts";
import { inTransaction } from "./transaction.ts";

/** "head" in ASCII: tells our database from any other SQLite file. https://sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x68656164;

/** A database up to this size is checked whole at open; it takes less than a millisecond per 100 pages. */
const pagesCheckedAtOpen = 64;

export interface OpenSqliteOptions {
  readonly path: string;
  /** Survive a power cut too: every commit waits for the disk. */
  readonly durable: boolean;
}

/**
 * A checkpoint waits for the disk, in the middle of what runs: measured, 55 ms, a sixth of a hundred short stages. At
 * most 32 MB of log stand beside the database instead of 4, and most executions are over before the first.
 */
const pagesPerCheckpoint = 8_000;

/**
 * Opens or creates the database and brings it to this version. Whoever uses it waits `patiently`.
 * Throws `database-newer`, `database-damaged`, `database-busy`, `data-directory-unwritable` or `disk-full`.
 */
export function openSqlite({ path, durable }: OpenSqliteOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: usualPatience });
    useWriteAheadLog(database);
    database.exec(`PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"}`);
    database.exec(`PRAGMA wal_autocheckpoint = ${pagesPerCheckpoint}`);
    migrate(database, path);
    checkSmall(database, path);
    database.exec(`PRAGMA busy_timeout = ${heldWait}`);
    return database;
  } catch (cause) {
    database?.close();
    throw environmentError(cause, `open the database ${path}`);
  }
}

/** Setting the mode for the first time needs the file alone and does not wait by itself when two processes create it at once. */
function useWriteAheadLog(database: DatabaseSync): void {
  const deadline = Date.now() + usualPatience;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (cause) {
      const busy = environmentError(cause, "open the database").code === "database-busy";
      if (!busy || Date.now() > deadline) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database, path) === migrations.length) return;
  inTransaction(database, () => {
    // Read again: another process may have migrated while this one waited for the lock.
    const version = versionOf(database, path);
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** How many migrations the database has had; 0 for an empty file. */
function versionOf(database: DatabaseSync, path: string): number {
  const version = pragma(database, "user_version");
  const owner = pragma(database, "application_id");
  const empty = version === 0 && owner === 0 && pragma(database, "schema_version") === 0;
  if (!empty && owner !== applicationId) {
    throw new HeadraceError("database-damaged", `${path} is not a Headrace database`, {
      mend: "move the file away, or choose another directory with --data",
    });
  }
  if (version > migrations.length) {
    throw new HeadraceError(
      "database-newer",
      `${path} was written by a newer Headrace (format ${version}; this one knows ${migrations.length})`,
      { mend: "use the newer Headrace, or choose another directory with --data" },
    );
  }
  return version;
}

function checkSmall(database: DatabaseSync, path: string): void {
  if (pragma(database, "page_count") > pagesCheckedAtOpen) return;
  const row = database.prepare("PRAGMA quick_check(1)").get();
  if (row?.quick_check === "ok") return;
  throw new HeadraceError("database-damaged", `${path} is damaged: ${String(row?.quick_check)}`, {
    mend: "restore the data directory from a copy, or move it away to start afresh",
  });
}

function pragma(database: DatabaseSync, name: string): number {
  return numberOf(database.prepare(`PRAGMA ${name}`).get() ?? {}, name);
}
