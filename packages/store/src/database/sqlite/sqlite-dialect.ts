import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  DeleteQueryNode,
  type Dialect,
  type Driver,
  InsertQueryNode,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  UpdateQueryNode,
} from "kysely";
import type { Row } from "../row.ts";
import type { Turns } from "../turns.ts";
import { patiently } from "./patiently.ts";
import type { Together } from "./together.ts";

export interface SqliteDialectOptions {
  readonly database: DatabaseSync;
  readonly turns: Turns;
  readonly together: Together;
  /** Milliseconds to wait while another process holds the database. */
  readonly patience: number;
}

/** Kysely over the store's own connection. Only a transaction keeps others waiting; destroying it closes nothing. */
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

/** A user of the one connection that there is. */
interface User extends DatabaseConnection {
  /** Ends the turn that its transaction has. */
  endTurn: (() => void) | undefined;
}

function createDriver({ database, turns, together, patience }: SqliteDialectOptions): Driver {
  const asking = createAsking(database);
  const driver = new SqliteDriver({ database: asking.database });
  const users = new Map<DatabaseConnection, User>();

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!turns.taken) return await work();
    const end = await turns.take();
    try {
      return await work();
    } finally {
      end();
    }
  }

  function createUser(connection: DatabaseConnection): User {
    const user: User = {
      endTurn: undefined,
      async executeQuery<Row>(query: CompiledQuery) {
        const ask = () => asking.now(() => connection.executeQuery<Row>(query));
        // Within a transaction the database is already this process's.
        if (user.endTurn !== undefined) return await ask();
        return await patiently(() => (isWrite(query) ? together.perform(ask) : inTurn(ask)), { patience });
      },
      async *streamQuery<Row>(query: CompiledQuery, size: number) {
        const end = user.endTurn === undefined ? await turns.take() : () => undefined;
        try {
          yield* connection.streamQuery<Row>(query, size);
        } finally {
          end();
        }
      },
    };
    return user;
  }

  return {
    init: () => driver.init(),
    acquireConnection: async () => {
      const user = createUser(await driver.acquireConnection());
      users.set(user, user);
      return user;
    },
    // As the store's own transactions do: one that reads first and writes later is not refused half-way.
    beginTransaction: async (connection) => {
      await patiently(
        async () => {
          const end = await turns.take();
          try {
            database.exec("BEGIN IMMEDIATE");
          } catch (cause) {
            // Others have their turn while this one pauses.
            end();
            throw cause;
          }
          const user = users.get(connection);
          if (user !== undefined) user.endTurn = end;
        },
        { patience },
      );
    },
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: async () => {
      // A full disk may already have rolled it back.
      if (database.isTransaction) database.exec("ROLLBACK");
    },
    savepoint: (connection, name, compile) => driver.savepoint(connection, name, compile),
    rollbackToSavepoint: (connection, name, compile) => driver.rollbackToSavepoint(connection, name, compile),
    releaseSavepoint: (connection, name, compile) => driver.releaseSavepoint(connection, name, compile),
    releaseConnection: async (connection) => {
      users.get(connection)?.endTurn?.();
      users.delete(connection);
    },
    destroy: async () => undefined,
  };
}

/** Raw statements are left alone: they may be what no transaction can hold. */
function isWrite({ query }: CompiledQuery): boolean {
  return InsertQueryNode.is(query) || UpdateQueryNode.is(query) || DeleteQueryNode.is(query);
}

interface Asking {
  /** As Kysely sees it. */
  readonly database: SqliteDatabase;
  /** What Kysely asks of the database is done at once, and what that throws is thrown at once, not only when it is awaited. */
  now<Result>(ask: () => Promise<Result>): Promise<Result>;
}

function createAsking(database: DatabaseSync): Asking {
  const failures: unknown[] = [];
  const noting = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      failures.push(cause);
      throw cause;
    }
  };
  return {
    database: withoutClose(database, noting),
    now(ask) {
      failures.length = 0;
      const answer = ask();
      if (failures.length === 0) return answer;
      answer.catch(() => undefined);
      throw failures[0];
    },
  };
}

/** Statements kept prepared: preparing one takes longer than most take to run. */
const mostPrepared = 300;

/** Closing the database is the store's. */
function withoutClose(database: DatabaseSync, noting: <Result>(work: () => Result) => Result): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = database.prepare(sql);
    const names = statement.columns().map(({ name }) => name);
    // Rows as lists, which take a third of the time: objects of the same shape are made of them here.
    statement.setReturnArrays(true);
    const rows = (parameters: readonly unknown[]) =>
      statement.all(...parameters.map(inputOf)).map((values) => rowOf(names, values));
    return {
      reader: names.length > 0,
      all: (parameters) => noting(() => rows(parameters)),
      run: (parameters) => noting(() => statement.run(...parameters.map(inputOf))),
      // One of its own: another use would begin it anew.
      iterate: (parameters) => database.prepare(sql).iterate(...parameters.map(inputOf)),
    };
  };
  return {
    close: () => undefined,
    prepare(sql) {
      const statement = prepared.get(sql) ?? noting(() => prepare(sql));
      // The least recently used one comes first.
      prepared.delete(sql);
      prepared.set(sql, statement);
      const [oldest] = prepared.size > mostPrepared ? prepared.keys() : [];
      if (oldest !== undefined) prepared.delete(oldest);
      return statement;
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
