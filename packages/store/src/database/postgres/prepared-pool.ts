import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient, QueryConfig } from "pg";
import { askClient } from "./ask-client.ts";

/** Statements that a connection keeps at most: each costs the server memory, on every connection. */
const mostPrepared = 300;

/** Characters; what is longer inserts many rows, and is seldom the same twice. */
const longestPrepared = 10_000;

/** What Kysely tells apart. */
const commands = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "COMMIT", "ROLLBACK"] as const;

/**
 * The pool as Kysely sees it, with the statements that come again kept prepared: to plan a list anew takes PostgreSQL
 * twice as long as to read it. Gives the same object for the same connection.
 */
export function preparedPool(pool: Pool): PostgresPool {
  const nameOf = createNames();
  const known = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      const made = known.get(client) ?? preparing(client, nameOf);
      known.set(client, made);
      return made;
    },
  };
}

type NameOf = (sql: string) => string | undefined;

/** A name for a text from its second use on, as long as there is room. */
function createNames(): NameOf {
  const names = new Map<string, string>();
  const seen = new Set<string>();
  return (sql) => {
    const name = names.get(sql);
    if (name !== undefined || names.size >= mostPrepared || sql.length > longestPrepared) return name;
    if (!seen.has(sql)) {
      if (seen.size >= mostPrepared) seen.clear();
      seen.add(sql);
      return undefined;
    }
    seen.delete(sql);
    const given = `query_${names.size}`;
    names.set(sql, given);
    return given;
  };
}

function preparing(client: PoolClient, nameOf: NameOf): PostgresPoolClient {
  function query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query<Row>(
    text: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof text !== "string") throw new TypeError("this pool reads no cursors");
    const name = parameters.length === 0 ? undefined : nameOf(text);
    return ask({ text, values: [...parameters], ...(name === undefined ? {} : { name }) });
  }
  const ask = async (statement: QueryConfig) => {
    const { command, rowCount, rows } = await askClient(client, statement);
    return { command: commands.find((each) => each === command) ?? "SELECT", rowCount: rowCount ?? 0, rows };
  };
  return { query, release: (destroy) => client.release(destroy) };
}
