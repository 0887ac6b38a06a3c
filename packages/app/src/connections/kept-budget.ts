import type { Clock } from "@headrace/engine";
import type { RequestBudget } from "@headrace/forges";
import type { ServerDatabase } from "@headrace/store/database";
import { type ForgeRequestsTable, keptQuery, type ServerTables } from "@headrace/store/server";
import { sql } from "kysely";

export interface KeptBudgetOptions {
  readonly database: Pick<ServerDatabase, "withLock">;
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly connectionId: string;
  /** Requests in any hour. */
  readonly limit: number;
  /** Whether what is asked just now belongs to a planned look: that is counted by itself too. */
  isLook?(): boolean;
}

export interface Spent {
  readonly looks: number;
  readonly others: number;
  /** The minutes in which looks were made, how many, and how long ago each began; in milliseconds, the oldest first. */
  readonly recent: readonly { readonly looks: number; readonly ago: number }[];
}

export interface KeptBudget extends RequestBudget {
  /** Requests of the hour: planned looks, and all others. */
  spent(): Promise<Spent>;
}

const minuteMs = 60_000;
/** A minute counts as a whole, until all of it lies an hour back. */
const countedMinutes = 61;

/**
 * The rolling hour of a connection, kept in the database: a server that starts again knows what the one before it has
 * spent, and several servers spend together.
 */
export function createKeptBudget(options: KeptBudgetOptions): KeptBudget {
  const { database, tables, clock, connectionId, limit, isLook = () => false } = options;

  const spent = (minute: number) => selectSpent(tables, { connectionId, since: minute - countedMinutes });

  async function take(): Promise<number> {
    const now = clock.now();
    const minute = Math.floor(now / minuteMs);
    const rows = await spent(minute);
    let rest = sum(rows);
    if (rest >= limit) {
      for (const row of rows) {
        rest -= row.count;
        if (rest < limit) return (row.minute + countedMinutes) * minuteMs - now;
      }
      return countedMinutes * minuteMs;
    }
    await insertRequest(tables, { connectionId, minute, looks: isLook() ? 1 : 0 });
    // The first request of a minute clears away what counts no more.
    if (rows.at(-1)?.minute !== minute) {
      await tables
        .deleteFrom("forge_requests")
        .where("minute", "<=", minute - countedMinutes)
        .execute();
    }
    return 0;
  }

  /** Of the last minute in which something was spent: an answer may come in the next one. */
  async function giveBack(): Promise<void> {
    const last = (await spent(Math.floor(clock.now() / minuteMs))).findLast(({ count }) => count > 0);
    if (last === undefined) return;
    await tables
      .updateTable("forge_requests")
      .set({ count: last.count - 1, looks: Math.max(0, last.looks - (isLook() ? 1 : 0)) })
      .where("connection_id", "=", connectionId)
      .where("minute", "=", last.minute)
      .execute();
  }

  return {
    giveBack: () => database.withLock(`forge-requests:${connectionId}`, giveBack),
    take: () => database.withLock(`forge-requests:${connectionId}`, take),
    left: async () => Math.max(0, limit - sum(await spent(Math.floor(clock.now() / minuteMs)))),
    async spent() {
      const now = clock.now();
      const rows = await spent(Math.floor(now / minuteMs));
      const looks = rows.reduce((total, row) => total + row.looks, 0);
      const recent = rows.map((row) => ({ looks: row.looks, ago: now - row.minute * minuteMs }));
      return { looks, others: sum(rows) - looks, recent };
    },
  };
}

const selectSpent = keptQuery<
  { readonly connectionId: string; readonly since: number },
  Pick<ForgeRequestsTable, "minute" | "count" | "looks">
>((tables, { of }) =>
  tables
    .selectFrom("forge_requests")
    .select(["minute", "count", "looks"])
    .where("connection_id", "=", of("connectionId"))
    .where("minute", ">", of("since"))
    .orderBy("minute"),
);

const insertRequest = keptQuery<
  { readonly connectionId: string; readonly minute: number; readonly looks: number },
  unknown
>((tables, { of }) =>
  tables
    .insertInto("forge_requests")
    .values({ connection_id: of("connectionId"), minute: of("minute"), count: sql.lit(1), looks: of("looks") })
    .onConflict((conflict) =>
      conflict.columns(["connection_id", "minute"]).doUpdateSet((eb) => ({
        count: eb("forge_requests.count", "+", sql.lit(1)),
        looks: eb("forge_requests.looks", "+", eb.ref("excluded.looks")),
      })),
    ),
);

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}
