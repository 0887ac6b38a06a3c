import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  type Dialect,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
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

/** Statements kept prepared: preparing one takes longer than most take to run. */
const mostPrepared = 300;

/** Closing the database is the store's. */
function withoutClose(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => undefined,
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) {
        // The least recently used one comes first.
        prepared.delete(sql);
        prepared.set(sql, known);
        return known;
      }
      const statement = database.prepare(sql);
      const made: SqliteStatement = {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(inputOf)),
        run: (parameters) => statement.run(...parameters.map(inputOf)),
        // One of its own: another use would begin it anew.
        iterate: (parameters) => database.prepare(sql).iterate(...parameters.map(inputOf)),
      };
      prepared.set(sql, made);
      if (prepared.size > mostPrepared) {
        const [oldest] = prepared.keys();
        if (oldest !== undefined) prepared.delete(oldest);
      }
      return made;
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
