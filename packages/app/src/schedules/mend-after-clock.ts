import type { ServerTables } from "@headrace/store/server";
import { nextRun } from "./next-run.ts";

/** Milliseconds: a clock that was ahead by more was wrong, and what ran by it says nothing of the times to come. */
const longestTrust = 24 * 60 * 60 * 1000;

/**
 * Brings schedules back that a clock which was ahead has put off: each comes at its next time by the clock as it is now,
 * and none at a moment for which it has run.
 */
export async function mendAfterClock(tables: ServerTables, now: number): Promise<void> {
  const rows = await tables
    .selectFrom("schedules")
    .selectAll()
    .where("enabled", "=", 1)
    .where("due_at", ">", now)
    .where("owner", "is", null)
    .execute();
  for (const { id, cron, timezone, due_at: dueAt, last_due_at: lastDueAt } of rows) {
    const isRecent = lastDueAt !== null && lastDueAt > now && lastDueAt - now <= longestTrust;
    const next = nextRun(cron, timezone, isRecent ? lastDueAt : now);
    if (next === null || dueAt === null || next >= dueAt) continue;
    await tables
      .updateTable("schedules")
      .set({ due_at: next, next_attempt_at: next, attempts: 0 })
      .where("id", "=", id)
      .where("due_at", "=", dueAt)
      .where("owner", "is", null)
      .execute();
  }
}
