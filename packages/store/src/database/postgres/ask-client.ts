import type { ClientBase, QueryConfig, QueryResult } from "pg";

/**
 * One query over a connection. By pg's callback, since what its promise brings outlives every small collection of garbage:
 * all rows that were ever read then wait for a full one, which stops the server for tens of milliseconds.
 */
export function askClient(client: ClientBase, statement: QueryConfig): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    // The types say that there always is an error.
    void client.query(statement, (cause: Error | null, result) => {
      if (cause === null) resolve(result);
      else reject(cause);
    });
  });
}
