import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "@headrace/pipeline";
import { DatabaseError, type Pool, type PoolClient } from "pg";
import { migrations } from "../migrations/index.ts";
import { forPostgres } from "./for-postgres.ts";

/** "head" in ASCII, as SQLite's files are marked. Whoever migrates holds this lock. */
const migrationLock = 0x68656164;

/** Milliseconds to wait for a server that is just starting. */
const startTimeout = 30_000;

/** Brings the database to this version, in one transaction. Throws `database-newer`. */
export async function migratePostgres(pool: Pool, address: string): Promise<void> {
  const client = await connectOnceStarted(pool);
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock]);
    await client.query("CREATE TABLE IF NOT EXISTS headrace_format (version BIGINT NOT NULL)");
    const { rows } = await client.query<{ readonly version: number }>("SELECT version FROM headrace_format");
    const version = rows[0]?.version ?? 0;
    refuseNewer(version, address);
    for (const migration of migrations.slice(version)) await client.query(forPostgres(migration));
    if (version < migrations.length) {
      await client.query("DELETE FROM headrace_format");
      await client.query("INSERT INTO headrace_format (version) VALUES ($1)", [migrations.length]);
    }
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw cause;
  } finally {
    client.release();
  }
}

async function connectOnceStarted(pool: Pool): Promise<PoolClient> {
  const deadline = performance.now() + startTimeout;
  for (;;) {
    try {
      return await pool.connect();
    } catch (cause) {
      // 57P03: it is there, and does not take connections yet. A wrong address is told at once.
      const starting = cause instanceof DatabaseError && cause.code === "57P03";
      if (!starting || performance.now() > deadline) throw cause;
      await sleep(200);
    }
  }
}

function refuseNewer(version: number, address: string): void {
  if (version <= migrations.length) return;
  throw new HeadraceError(
    "database-newer",
    `the database ${address} was written by a newer Headrace (format ${version}; this one knows ${migrations.length})`,
    { mend: "use the newer Headrace, or choose another database" },
  );
}
