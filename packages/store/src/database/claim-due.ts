import { sql } from "kysely";
import { createQueryBuilder } from "./query-builder.ts";
import type { ServerDatabase } from "./server-database.ts";

/** What a table has whose rows are due at times. */
export interface DueRow {
  readonly id: string;
  /** Epoch milliseconds; null when it is never due. */
  readonly next_attempt_at: number | null;
  /** Who has claimed it, and until when. */
  readonly owner: string | null;
  readonly lease_until: number | null;
}

export interface ClaimDueOptions {
  /** A table of such rows; the code's own name for it, never somebody's input. */
  readonly table: string;
  /** A further condition on the rows, in SQL without parameters: `state = 'received'`. */
  readonly where?: string;
  /** At most so many of the rows that are alike in a column are claimed at a time, by all processes together. */
  readonly together?: { readonly by: string; readonly most: number };
  /** Adds one to the column `attempts` of what is claimed. */
  readonly countsAttempts?: boolean;
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
export async function claimDue<Claimed extends DueRow>(
  database: ServerDatabase,
  { table, where = "true", together, countsAttempts = false, limit, now, owner, leaseMs }: ClaimDueOptions,
): Promise<readonly Claimed[]> {
  const counted = countsAttempts ? sql`, attempts = attempts + 1` : sql``;
  const locking = database.kind === "postgres" ? sql`FOR UPDATE SKIP LOCKED` : sql``;
  const isFree = sql`next_attempt_at <= ${now} AND (lease_until IS NULL OR lease_until <= ${now}) AND (${sql.raw(where)})`;
  const isShared =
    together === undefined
      ? sql`true`
      : sql`id IN (
    SELECT id FROM (
      SELECT id, ${sql.ref(together.by)} AS alike,
        row_number() OVER (PARTITION BY ${sql.ref(together.by)} ORDER BY next_attempt_at, id) AS place
      FROM ${sql.table(table)} WHERE ${isFree}
    ) AS waiting
    WHERE place + (
      SELECT count(*) FROM ${sql.table(table)} AS held
      WHERE ${sql.ref(`held.${together.by}`)} = alike AND held.lease_until > ${now}
    ) <= ${together.most}
  )`;
  const { rows } = await sql<Claimed>`
UPDATE ${sql.table(table)} SET owner = ${owner}, lease_until = ${now + leaseMs}${counted}
WHERE id IN (
  SELECT id FROM ${sql.table(table)}
  WHERE ${isFree} AND ${isShared}
  ORDER BY next_attempt_at, id
  LIMIT ${limit} ${locking}
)
RETURNING *`.execute(createQueryBuilder(database));
  // What an update returns is in no order.
  return rows.toSorted((one, other) => Number(one.next_attempt_at) - Number(other.next_attempt_at));
}
