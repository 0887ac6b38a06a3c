import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from "kysely";
import type { Row } from "../row.ts";
import type { Turns } from "../turns.ts";
import { patiently } from "./patiently.ts";

export interface SqliteDialectOptions {
  readonly database: DatabaseSync;
  readonly turns: Turns;
  /** Milliseconds to wait while another process holds the database. */
  readonly patience: number;
}

/** Kysely over the store's own connection. A query or a transaction takes a turn; destroying it closes nothing. */
export function createSqliteDialect(options: SqliteDialectOptions): Dialect {
  return {
    createAdapter: () => new AdapterOfTurns(),
    createDriver: () => createDriver(options),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely would have its own users wait for each other, also while nobody has a turn. */
class AdapterOfTurns extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function createDriver({ database, turns, patience }: SqliteDialectOptions): Driver {
  const driver = new SqliteDriver({ database: withoutClose(database) });
  /** Of whoever has the connection. */
  let end = (): void => undefined;
  /** Others have their turn meanwhile. */
  const pause = async (milliseconds: number): Promise<void> => {
    end();
    await sleep(milliseconds);
    end = await turns.take();
  };
  const waiting = (connection: DatabaseConnection): DatabaseConnection => ({
    // Within a transaction the database is already this process's.
    executeQuery: <Row>(query: CompiledQuery) =>
      database.isTransaction
        ? connection.executeQuery<Row>(query)
        : patiently(() => connection.executeQuery<Row>(query), { patience, pause }),
    streamQuery: (query, size) => connection.streamQuery(query, size),
  });
  return {
    init: () => driver.init(),
    acquireConnection: async () => {
      end = await turns.take();
      return waiting(await driver.acquireConnection());
    },
    // As the store's own transactions do: one that reads first and writes later is not refused half-way.
    beginTransaction: async () => await patiently(() => database.exec("BEGIN IMMEDIATE"), { patience, pause }),
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
      const names = statement.columns().map(({ name }) => name);
      // Rows as lists, which take a third of the time: objects of the same shape are made of them here.
      statement.setReturnArrays(true);
      const made: SqliteStatement = {
        reader: names.length > 0,
        all: (parameters) => statement.all(...parameters.map(inputOf)).map((values) => rowOf(names, values)),
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

function rowOf(names: readonly string[], values: Row): Row {
  const row: Record<string, SQLOutputValue> = {};
  for (let index = 0; index < names.length; index += 1) row[names[index] ?? ""] = values[index] ?? null;
  return row;
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
