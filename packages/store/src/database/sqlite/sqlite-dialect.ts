import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  type Dialect,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Turns } from "../turns.ts";

export interface SqliteDialectOptions {
  readonly database: DatabaseSync;
  readonly turns: Turns;
}

/** Kysely over the store's own connection. A query or a transaction takes a turn; destroying it closes nothing. */
export function createSqliteDialect(options: SqliteDialectOptions): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(options),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver({ database, turns }: SqliteDialectOptions): Driver {
  const driver = new SqliteDriver({ database: withoutClose(database) });
  let end = (): void => undefined;
  return {
    init: () => driver.init(),
    acquireConnection: async () => {
      end = await turns.take();
      return await driver.acquireConnection();
    },
    // As the store's own transactions do: one that reads first and writes later is not refused half-way.
    beginTransaction: async () => database.exec("BEGIN IMMEDIATE"),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: async () => {
      // A full disk may already have rolled it back.
      if (database.isTransaction) database.exec("ROLLBACK");
    },
    savepoint: (connection, name, compile) => driver.savepoint(connection, name, compile),
    rollbackToSavepoint: (connection, name, compile) => driver.rollbackToSavepoint(connection, name, compile),
    releaseSavepoint: (connection, name, compile) => driver.releaseSavepoint(connection, name, compile),
    releaseConnection: async () => end(),
    destroy: async () => undefined,
  };
}

/** Closing the database is the store's. */
function withoutClose(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => undefined,
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(inputOf)),
        run: (parameters) => statement.run(...parameters.map(inputOf)),
        iterate: (parameters) => statement.iterate(...parameters.map(inputOf)),
      };
    },
  };
}

function inputOf(value: unknown): SQLInputValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      if (value === null || value === undefined) return null;
      if (value instanceof Uint8Array) return value;
      throw new TypeError(`SQLite takes no ${typeof value}`);
  }
}
