import type { Database } from "./database/database.ts";
import { textOf } from "./database/row.ts";
import { all, one, run } from "./database/work.ts";

export interface ForgetOptions {
  /** Executions that ended before this are forgotten. Epoch milliseconds. */
  readonly endedBefore: number;
  /** So many of the newest executions of each pipeline are kept, however old they are. */
  readonly keep: number;
}

/**
 * Removes the rows of ended executions with all that belongs to them, and gives their ids. Their logs and blobs,
 * to which nothing refers any more, are removed by `prune`. One without an end is never removed: it may be resumed.
 */
export function forgetExecutions(database: Database, { endedBefore, keep }: ForgetOptions): Promise<readonly string[]> {
  return database.transact("remove executions", function* () {
    const ids = (yield* all(selectOld, endedBefore, keep)).map((row) => textOf(row, "id"));
    for (const id of ids) for (const removal of removals) yield run(removal, id);
    return ids;
  });
}

/** One ended execution. False for one that has not ended. True for one that is not there: it may have been removed half before. */
export function forgetExecution(database: Database, id: string): Promise<boolean> {
  return database.transact("remove an execution", function* () {
    const row = yield* one("SELECT status FROM executions WHERE id = ?", id);
    if (row !== undefined && textOf(row, "status") !== "finished") return false;
    for (const removal of removals) yield run(removal, id);
    return true;
  });
}

const selectOld = `
SELECT id FROM (
  SELECT id, status, finished_at, row_number() OVER (PARTITION BY pipeline ORDER BY created_at DESC, id DESC) AS age
  FROM executions
) AS aged
WHERE status = 'finished' AND finished_at < ? AND age > ?`;

/** The record takes its events and projection with it. */
const removals = [
  "DELETE FROM reusable_results WHERE execution_id = ?",
  "DELETE FROM test_results WHERE execution_id = ?",
  "DELETE FROM artifacts WHERE execution_id = ?",
  "DELETE FROM execution_records WHERE id = ?",
] as const;
