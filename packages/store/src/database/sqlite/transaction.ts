import type { DatabaseSync } from "node:sqlite";

/**
 * All of `work` or nothing of it. The write lock is taken at once (IMMEDIATE): a transaction that reads first and
 * writes later cannot be refused half-way because another process wrote in between.
 */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (cause) {
    // A full disk or an I/O error may already have rolled it back; the first error is the one to tell.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw cause;
  }
}
