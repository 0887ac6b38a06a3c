import type { DatabaseSync } from "node:sqlite";
import type { DirectoryBlobs } from "./blobs/directory-blobs.ts";
import { guarded } from "./database/guarded.ts";
import type { Statements } from "./database/statements.ts";
import { inTransaction } from "./database/transaction.ts";
import { sweepLogs } from "./logs/sweep-logs.ts";

/** A writer stores the row that refers to its blob within moments; an hour covers a machine that slept. */
const defaultGrace = 60 * 60 * 1000;

export interface PruneOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds for which blobs without a row are kept; an hour unless said. */
  readonly grace?: number;
}

export interface PruneResult {
  readonly artifacts: number;
  readonly caches: number;
  readonly blobs: number;
  /** Freed by removing blobs and logs. */
  readonly bytes: number;
}

export interface PruneParts {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly blobs: DirectoryBlobs;
  readonly logsDirectory: string;
}

/**
 * Removes expired artifacts and caches, then the blobs that nothing refers to and the logs of executions that are
 * forgotten. Safe beside running executions.
 */
export async function prune(parts: PruneParts, { now, grace = defaultGrace }: PruneOptions): Promise<PruneResult> {
  const { database, statements, blobs, logsDirectory } = parts;
  const rows = guarded("remove expired artifacts", () =>
    inTransaction(database, () => {
      // A result cannot be taken over without its artifacts.
      statements(deleteReusable).run(now);
      const artifacts = statements("DELETE FROM artifacts WHERE expires_at <= ?").run(now);
      const caches = statements("DELETE FROM cache_entries WHERE used_at + ttl < ?").run(now);
      return { artifacts: Number(artifacts.changes), caches: Number(caches.changes) };
    }),
  );
  const isReferenced = (digest: string): boolean => statements(selectReference).get(digest, digest) !== undefined;
  const isKnown = (executionId: string): boolean => statements(selectKnown).get(executionId) !== undefined;
  const swept = await blobs.sweep({ isReferenced, now, grace });
  const logs = await sweepLogs(logsDirectory, isKnown);
  return { ...rows, ...swept, bytes: swept.bytes + logs.bytes };
}

const deleteReusable = `
DELETE FROM reusable_results WHERE EXISTS (
  SELECT 1 FROM artifacts
  WHERE artifacts.execution_id = reusable_results.execution_id AND artifacts.instance = reusable_results.instance
    AND artifacts.expires_at <= ?
)`;

const selectKnown = "SELECT 1 FROM execution_records WHERE id = ?";

const selectReference = `
SELECT 1 WHERE EXISTS (SELECT 1 FROM artifacts WHERE digest = ?) OR EXISTS (SELECT 1 FROM cache_entries WHERE digest = ?)`;
