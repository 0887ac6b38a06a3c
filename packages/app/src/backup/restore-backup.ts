import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { systemClock } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { openStore } from "@headrace/store";
import { openServerTables } from "@headrace/store/server";
import { extract } from "tar-stream";
import { openAuth } from "../people/open-auth.ts";
import { type AnyTables, anyTables, tablesInOrder } from "./table-rows.ts";
import { backupFormat, manifestName } from "./write-backup.ts";

export interface RestoreBackupOptions {
  /** The backup's file. */
  readonly file: string;
  /** The data directory; there must be none, or an empty one. */
  readonly directory: string;
  /** `postgres://…`, of an empty database; the directory's own unless said. It need not be of the kind that was backed up. */
  readonly database?: string;
}

export interface Restored {
  readonly rows: number;
  readonly files: number;
  readonly hasMasterKey: boolean;
}

/** Rows written together. */
const together = 100;

/** What an entry that is not a table may be: blobs, logs, and the key. */
const filePattern =
  /^(?:blobs\/sha256\/[0-9a-f]{2}\/[0-9a-f]{62}(?:-[1-9][0-9]*)?|logs\/[\w.-]+\/[\w.~%@+=, ()[\]-]+|master\.key)$/;
const tablePattern = /^tables\/(\w+)\.ndjson$/;

/** Throws `invalid-argument` for what is no backup, or a place that is not empty; and what `openStore` throws. */
export async function restoreBackup({ file, directory, database }: RestoreBackupOptions): Promise<Restored> {
  if (!existsSync(file))
    throw new HeadraceError("file-not-found", `there is no file ${file}`, { mend: "give the path of a backup" });
  if (existsSync(directory) && (await readdir(directory)).length > 0) {
    throw new HeadraceError("invalid-argument", `${directory} is not empty`, {
      mend: "restore into a directory that is not there yet, then start the server with it",
    });
  }
  const store = await openStore({ directory, clock: systemClock, ...(database === undefined ? {} : { database }) });
  const restored = { rows: 0, files: 0, hasMasterKey: false };
  try {
    // Makes the tables of people too.
    await openAuth({
      database: store.database,
      tables: await openServerTables(store.database),
      secret: randomBytes(32).toString("base64url"),
      publicUrl: "http://localhost",
    });
    const tables = anyTables(store.database);
    const known = await tablesInOrder(store.database, tables);
    if (await hasRows(tables)) {
      throw new HeadraceError("invalid-argument", "the database is not empty", {
        mend: "restore into a database of its own",
      });
    }
    await readEntries(file, async (name, content) => {
      const table = tablePattern.exec(name)?.[1];
      if (name === manifestName) await checkManifest(content);
      else if (table !== undefined) {
        if (!known.includes(table)) throw notABackup(`it has a table "${table}" that this Headrace does not know`);
        restored.rows += await insertRows(tables, table, content);
      } else {
        if (!filePattern.test(name) || name.split("/").some((part) => part === "." || part === "..")) {
          throw notABackup(`it has an entry "${name}"`);
        }
        const path = join(directory, name);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await pipeline(content, createWriteStream(path, { mode: 0o600 }));
        restored.files += 1;
        if (name === "master.key") restored.hasMasterKey = true;
      }
    });
  } finally {
    await store.close();
  }
  return restored;
}

async function hasRows(tables: AnyTables): Promise<boolean> {
  const row = await tables.selectFrom("user").select("id").limit(1).executeTakeFirst();
  return row !== undefined;
}

async function readEntries(file: string, take: (name: string, content: Readable) => Promise<void>): Promise<void> {
  const archive = extract();
  const reading = pipeline(createReadStream(file), createZstdDecompress(), archive);
  let isFirst = true;
  try {
    for await (const entry of archive) {
      const { name, type } = entry.header;
      if (isFirst && name !== manifestName) throw notABackup("it does not begin with its manifest");
      isFirst = false;
      if (type !== "file") throw notABackup(`"${name}" is no file`);
      await take(name, Readable.from(entry, { objectMode: false }));
    }
    await reading;
  } catch (error) {
    archive.destroy();
    await reading.catch(() => undefined);
    if (error instanceof HeadraceError || !isFirst) throw error;
    throw notABackup("it is no tar with zstd", error);
  }
  if (isFirst) throw notABackup("it is empty");
}

async function checkManifest(content: Readable): Promise<void> {
  let text = "";
  for await (const chunk of content) text += String(chunk);
  const manifest: unknown = JSON.parse(text);
  const format =
    typeof manifest === "object" && manifest !== null && "format" in manifest ? manifest.format : undefined;
  if (format !== backupFormat)
    throw notABackup(`its format is ${String(format)}, and this Headrace reads ${backupFormat}`);
}

async function insertRows(tables: AnyTables, table: string, content: Readable): Promise<number> {
  let count = 0;
  let waiting: Record<string, unknown>[] = [];
  const write = async (): Promise<void> => {
    if (waiting.length > 0) await tables.insertInto(table).values(waiting).execute();
    count += waiting.length;
    waiting = [];
  };
  for await (const line of createInterface({ input: content, crlfDelay: Number.POSITIVE_INFINITY })) {
    waiting.push(JSON.parse(line));
    if (waiting.length === together) await write();
  }
  await write();
  return count;
}

function notABackup(why: string, cause?: unknown): HeadraceError {
  return new HeadraceError("invalid-argument", `this is no backup that can be restored: ${why}`, {
    mend: "give a file that `headrace backup` wrote",
    ...(cause === undefined ? {} : { cause }),
  });
}
