import { mkdtemp, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import type { Clock } from "@headrace/engine";
import type { Store } from "@headrace/store";
import { sql } from "kysely";
import { pack } from "tar-stream";
import { holdRetention } from "../retention/hold-retention.ts";
import { type AnyTables, anyTables, keyOf, rowsOf, tablesInOrder } from "./table-rows.ts";

export interface WriteBackupOptions {
  /** The key that opens the secrets goes along: whoever has the backup then has them all. */
  readonly withMasterKey: boolean;
  readonly clock: Clock;
}

export const backupFormat = 1;
export const manifestName = "headrace-backup.json";

/** Nobody else uses the copy. */
const alone = { taken: false, take: async () => () => undefined };

type Source = Pick<Store, "database" | "layout">;

/**
 * Everything that a server keeps, as a tar with zstd, while it goes on: all tables as they were at one moment, a JSON object
 * a line, then the blobs and the logs. What belongs to a row is written after the row, and retention is held until the end, so
 * that nothing that a row of the moment refers to is missing.
 */
export function writeBackup(source: Source, options: WriteBackupOptions): Readable {
  const archive = pack();
  const compress = createZstdCompress();
  pipeline(archive, compress).catch(() => undefined);
  holdRetention(source.database, options.clock)
    .then(async (release) => {
      // Also when whoever reads it has gone.
      compress.once("close", () => void release().catch(() => undefined));
      await fill(archive, source, options);
    })
    .catch((error: unknown) => {
      archive.destroy(error instanceof Error ? error : new Error(String(error)));
      compress.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  return compress;
}

type Archive = ReturnType<typeof pack>;

async function fill(archive: Archive, { database, layout }: Source, options: WriteBackupOptions): Promise<void> {
  const scratch = await mkdtemp(join(layout.root, "backup-"));
  try {
    const manifest = {
      format: backupFormat,
      createdAt: new Date(options.clock.now()).toISOString(),
      kind: database.kind,
    };
    await addText(archive, manifestName, `${JSON.stringify(manifest)}\n`);
    await atOneMoment(database, scratch, async (snapshot, tables) => {
      for (const table of await tablesInOrder(snapshot, tables)) {
        const path = join(scratch, "table.ndjson");
        await writeRows(path, rowsOf(tables, table, await keyOf(snapshot, tables, table)));
        await addFile(archive, path, `tables/${table}.ndjson`);
      }
    });
    await addTree(archive, join(layout.blobs, "sha256"), "blobs/sha256");
    await addTree(archive, layout.logs, "logs");
    if (options.withMasterKey) {
      const key = await readFile(join(layout.root, "master.key"), "utf8").catch(() => undefined);
      if (key !== undefined) await addText(archive, "master.key", key);
    }
    archive.finalize();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A copy of SQLite's pages that others write beside; on PostgreSQL a transaction that sees one moment. */
async function atOneMoment(
  database: Store["database"],
  scratch: string,
  work: (snapshot: Store["database"], tables: AnyTables) => Promise<void>,
): Promise<void> {
  if (database.kind === "postgres") {
    await anyTables(database)
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (transaction) => {
        await sql`SET TRANSACTION READ ONLY`.execute(transaction);
        await work(database, transaction);
      });
    return;
  }
  const path = join(scratch, "copy.db");
  await backup(database.sqlite, path);
  const copy = new DatabaseSync(path, { readOnly: true });
  try {
    const snapshot = { ...database, sqlite: copy, turns: alone };
    await work(snapshot, anyTables(snapshot));
  } finally {
    copy.close();
  }
}

async function writeRows(path: string, rows: ReturnType<typeof rowsOf>): Promise<void> {
  await using file = await open(path, "w", 0o600);
  for await (const some of rows) await file.write(some.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

async function addTree(archive: Archive, directory: string, name: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await addTree(archive, path, `${name}/${entry.name}`);
    else if (entry.isFile()) {
      const isThere = await addFile(archive, path, `${name}/${entry.name}`);
      // A log that is not there any more was compressed; what else was removed since, nothing refers to any more.
      if (!isThere) await addFile(archive, `${path}.zst`, `${name}/${entry.name}.zst`);
    }
  }
}

/** As long as it is now: a log may grow meanwhile. False where there is none. */
async function addFile(archive: Archive, path: string, name: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    if (size === 0) {
      await addText(archive, name, "");
      return true;
    }
    const entry = archive.entry({ name, size, mode: 0o600 });
    await pipeline(file.createReadStream({ end: size - 1, autoClose: false }), entry);
    return true;
  } finally {
    await file.close();
  }
}

async function addText(archive: Archive, name: string, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    archive.entry({ name, mode: 0o600 }, text, (error) => (error ? reject(error) : resolve()));
  });
}
