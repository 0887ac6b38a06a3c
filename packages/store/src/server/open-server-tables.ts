import { HeadraceError } from "@headrace/pipeline";
import { type Kysely, sql } from "kysely";
import { forPostgres } from "../database/postgres/for-postgres.ts";
import { createQueryBuilder } from "../database/query-builder.ts";
import type { ServerDatabase } from "../database/server-database.ts";
import { serverMigrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import type { ServerSchema } from "./schema.ts";

/** What the server keeps beside executions, in either database. */
export type ServerTables = Kysely<ServerSchema>;

/** Brings the server's tables to this version. Throws `database-newer`. */
export async function openServerTables(database: ServerDatabase): Promise<ServerTables> {
  const tables = createQueryBuilder<ServerSchema>(database);
  await database.withLock("server-migrations", () => migrate(database, tables));
  await refreshStatistics(database, tables);
  return tables;
}

/**
 * To be called from time to time, and after many rows have come at once: without statistics SQLite chooses an index by
 * guessing, and lists take ten times as long. Looks at tables that have changed a lot, for a bounded time. PostgreSQL
 * keeps its own.
 */
export async function refreshStatistics(database: ServerDatabase, tables: ServerTables): Promise<void> {
  // All tables (0x10000), analysed where needed (0x02), within a limit (0x10).
  if (database.kind === "sqlite") await sql`PRAGMA optimize = 0x10012`.execute(tables);
}

async function migrate(database: ServerDatabase, tables: ServerTables): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS server_migrations (version INTEGER PRIMARY KEY)`.execute(tables);
  const { rows } = await sql<{ version: number }>`
    SELECT coalesce(max(version), 0) AS version FROM server_migrations`.execute(tables);
  const version = rows[0]?.version ?? 0;
  if (version > serverMigrations.length) {
    throw new HeadraceError(
      "database-newer",
      `the server's tables were written by a newer Headrace (format ${version}; this one knows ${serverMigrations.length})`,
      { mend: "use the newer Headrace, or restore a backup made by this one" },
    );
  }
  for (const [index, migration] of serverMigrations.entries()) {
    if (index < version) continue;
    await tables.transaction().execute(async (transaction) => {
      for (const statement of statementsOf(migration, database.kind)) await sql.raw(statement).execute(transaction);
      await sql`INSERT INTO server_migrations (version) VALUES (${index + 1})`.execute(transaction);
    });
  }
}

/** The statements of a migration in the database's own words. */
function statementsOf(migration: Migration, kind: ServerDatabase["kind"]): readonly string[] {
  const text = kind === "sqlite" ? migration.text : forPostgres(migration.text);
  const common = text
    .replaceAll(/--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  return [...common, ...migration[kind]];
}
