import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@headrace/engine";
import { createQueryBuilder, type ServerDatabase } from "@headrace/store/database";
import type { ServerSchema, ServerTables } from "@headrace/store/server";

/** Rows of `retention_turns` whose ids begin so are nobody's turn: while their lease lasts, nothing is removed. */
const prefix = "hold:";

/** Milliseconds for which retention is held without a word from whoever holds it. */
const lease = 60_000;

/** Milliseconds for which what is being removed at that moment is waited for: longer, and who removed it is dead. */
const patience = 10_000;

/**
 * Has every server of the database remove nothing until what is returned is called: what is read meanwhile stays whole.
 * Resolves when nothing is being removed any more. Who dies holds it for a minute.
 */
export async function holdRetention(database: ServerDatabase, clock: Clock): Promise<() => Promise<void>> {
  const tables = createQueryBuilder<ServerSchema>(database);
  const id = `${prefix}${randomUUID()}`;
  await tables
    .insertInto("retention_turns")
    .values({ id, next_attempt_at: null, owner: id, lease_until: clock.now() + lease })
    .execute();
  const renewal = setInterval(() => {
    tables
      .updateTable("retention_turns")
      .set({ lease_until: clock.now() + lease })
      .where("id", "=", id)
      .execute()
      // The next one may succeed; when none does, the lease ends.
      .catch(() => undefined);
  }, lease / 3).unref();
  for (let waited = 0; waited < patience && (await isRemoving(tables, clock.now())); waited += 20) await sleep(20);
  return async () => {
    clearInterval(renewal);
    await tables.deleteFrom("retention_turns").where("id", "=", id).execute();
  };
}

/** Whether somebody reads what must stay. */
export async function isHeld(tables: ServerTables, now: number): Promise<boolean> {
  const held = await tables
    .selectFrom("retention_turns")
    .select("id")
    .where("id", "like", `${prefix}%`)
    .where("lease_until", ">", now)
    .executeTakeFirst();
  return held !== undefined;
}

async function isRemoving(tables: ServerTables, now: number): Promise<boolean> {
  const turn = await tables
    .selectFrom("retention_turns")
    .select("id")
    .where("id", "not like", `${prefix}%`)
    .where("lease_until", ">", now)
    .executeTakeFirst();
  return turn !== undefined;
}
