import { type RawBuilder, sql } from "kysely";
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

/** At most so many of the rows that are alike in a column are claimed at a time, by all processes together. */
export interface Sharing {
  readonly by: string;
  readonly most: number;
}

export interface CreateClaimsOptions {
  readonly database: ServerDatabase;
  /** A table of such rows; the code's own name for it, never somebody's input. */
  readonly table: string;
  /** A further condition on the rows, in SQL without parameters: `state = 'received'`. */
  readonly where?: string;
  /**
   * The widest last: of those that are alike in its column whoever holds the fewest comes first, however many of them are due
   * and for how long.
   */
  readonly together?: readonly Sharing[];
  /** Adds one to the column `attempts` of what is claimed. */
  readonly countsAttempts?: boolean;
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
export interface Claims<Claimed extends DueRow> {
  /** @param now epoch milliseconds */
  due(request: { readonly limit: number; readonly now: number }): Promise<readonly Claimed[]>;
}

export function createClaims<Claimed extends DueRow>(options: CreateClaimsOptions): Claims<Claimed> {
  const { database, table, where = "true", together = [], countsAttempts = false, owner, leaseMs } = options;
  // One for all claims: it keeps the statement prepared, which takes longer to prepare than to run.
  const builder = createQueryBuilder(database);
  const counted = countsAttempts ? sql`, attempts = attempts + 1` : sql``;
  const locking = database.kind === "postgres" ? sql`FOR UPDATE OF due SKIP LOCKED` : sql``;
  return {
    async due({ limit, now }) {
      const isFree = sql`next_attempt_at <= ${now} AND (lease_until IS NULL OR lease_until <= ${now}) AND (${sql.raw(where)})`;
      // Mostly nothing is, and to look for that takes no lock and a hundredth of the time.
      const free = await sql`SELECT 1 FROM ${sql.table(table)} WHERE ${isFree} LIMIT 1`.execute(builder);
      if (free.rows.length === 0) return [];
      const inTurn = together.length === 0 ? anyTurn : turnsOf(table, together, { now, isFree });
      const { rows } = await sql<Claimed>`
UPDATE ${sql.table(table)} SET owner = ${owner}, lease_until = ${now + leaseMs}${counted}
WHERE id IN (
  SELECT due.id FROM ${sql.table(table)} AS due ${inTurn.join}
  WHERE ${isFree}
  ORDER BY ${inTurn.place}, due.next_attempt_at, due.id
  LIMIT ${limit} ${locking}
)
RETURNING *`.execute(builder);
      // What an update returns is in no order.
      return rows.toSorted((one, other) => Number(one.next_attempt_at) - Number(other.next_attempt_at));
    },
  };
}

interface Turns {
  readonly join: RawBuilder<unknown>;
  /** What comes before how long a row has been due. */
  readonly place: RawBuilder<unknown>;
}

const anyTurn: Turns = { join: sql``, place: sql`1 = 1` };

/** Counts, in each column, those that are due after those that are claimed: that is the place of each among its like. */
function turnsOf(
  table: string,
  together: readonly Sharing[],
  { now, isFree }: { readonly now: number; readonly isFree: RawBuilder<unknown> },
): Turns {
  const columns = sql.join(["id", "next_attempt_at", ...together.map(({ by }) => by)].map((name) => sql.ref(name)));
  let waiting = sql`SELECT ${columns} FROM ${sql.table(table)} WHERE ${isFree}`;
  for (const { by, most } of together) {
    waiting = sql`SELECT * FROM (
  SELECT ${columns}, row_number() OVER (PARTITION BY ${sql.ref(by)} ORDER BY next_attempt_at, id) + (
    SELECT count(*) FROM ${sql.table(table)} AS held
    WHERE ${sql.ref(`held.${by}`)} = ${sql.ref(`alike.${by}`)} AND held.lease_until > ${now}
  ) AS place
  FROM (${waiting}) AS alike
) AS placed WHERE place <= ${most}`;
  }
  return {
    join: sql`JOIN (SELECT id AS waiting, place FROM (${waiting}) AS last) AS turns ON waiting = due.id`,
    place: sql`place`,
  };
}
