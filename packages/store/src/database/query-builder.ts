import { Kysely, PostgresDialect } from "kysely";
import type { ServerDatabase } from "./server-database.ts";
import { createSqliteDialect } from "./sqlite/sqlite-dialect.ts";

/**
 * Kysely over the store's database. Needs no `destroy`: the connections are the store's. Within a transaction use
 * nothing but the transaction itself: on SQLite everything else waits until it has ended.
 */
export function createQueryBuilder<Schema>(database: ServerDatabase): Kysely<Schema> {
  switch (database.kind) {
    case "sqlite":
      return new Kysely({ dialect: createSqliteDialect({ ...database, database: database.sqlite }) });
    case "postgres":
      return new Kysely({ dialect: new PostgresDialect({ pool: database.pool }) });
  }
}
