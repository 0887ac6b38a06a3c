import { numberParameters } from "./postgres/for-postgres.ts";
import type { Row } from "./row.ts";
import type { ServerDatabase } from "./server-database.ts";
import { patiently } from "./sqlite/patiently.ts";

export interface ClaimDueOptions {
  /**
   * A table with the columns `id`, `next_attempt_at`, `owner` and `lease_until`; the code's own name for it, never
   * somebody's input.
   */
  readonly table: string;
  /** A further condition on the rows, in SQL without parameters: `state = 'received'`. */
  readonly where?: string;
  readonly limit: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Who claims: one string for each process. */
  readonly owner: string;
  /** Milliseconds after which the rows can be claimed by others, unless they were given back or done before. */
  readonly leaseMs: number;
}

/**
 * Claims the rows that are due (`next_attempt_at ≤ now`) and claimed by nobody, the longest due first, and gives them.
 * No two claims get the same row, in however many processes, and none waits for another's: on PostgreSQL rows that
 * another is just claiming are passed over.
 *
 * Who has done the work sets `next_attempt_at` to NULL or to the next time, and `owner` and `lease_until` to NULL,
 * `WHERE id = … AND owner = …`: where that changes no row, the lease was over and another has the row.
 * Who dies leaves the row to be claimed when the lease is over.
 */
export async function claimDue(database: ServerDatabase, options: ClaimDueOptions): Promise<readonly Row[]> {
  const { now, owner, leaseMs, limit } = options;
  switch (database.kind) {
    case "sqlite": {
      const statement = database.sqlite.prepare(claim(options, ""));
      return await patiently(async () => {
        const end = await database.turns.take();
        try {
          return sorted(statement.all(owner, now + leaseMs, now, now, limit));
        } finally {
          end();
        }
      }, database);
    }
    case "postgres": {
      const text = numberParameters(claim(options, "FOR UPDATE SKIP LOCKED"));
      const client = await database.pool.connect();
      try {
        const { rows } = await client.query<Row>(text, [owner, now + leaseMs, now, now, limit]);
        return sorted(rows);
      } finally {
        client.release();
      }
    }
  }
}

function claim({ table, where = "true" }: ClaimDueOptions, locking: string): string {
  if (!/^[a-z_]+$/.test(table)) throw new TypeError(`${table} is not the name of a table`);
  return `
UPDATE ${table} SET owner = ?, lease_until = ?
WHERE id IN (
  SELECT id FROM ${table}
  WHERE next_attempt_at <= ? AND (lease_until IS NULL OR lease_until <= ?) AND (${where})
  ORDER BY next_attempt_at, id
  LIMIT ? ${locking}
)
RETURNING *`;
}

/** What an update returns is in no order. */
function sorted(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => Number(one.next_attempt_at) - Number(other.next_attempt_at));
}
