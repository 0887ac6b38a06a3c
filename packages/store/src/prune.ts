import type { DirectoryBlobs } from "./blobs/directory-blobs.ts";
import type { SweepOptions, SweepResult } from "./blobs/sweep-blobs.ts";
import type { Database } from "./database/database.ts";
import { change, one, run } from "./database/work.ts";
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
  readonly database: Database;
  readonly blobs: DirectoryBlobs;
  readonly logsDirectory: string;
}

/**
 * Removes expired artifacts and caches, then the blobs that nothing refers to and the logs of executions that are
 * forgotten. Safe beside running executions.
 */
export async function prune(parts: PruneParts, { now, grace = defaultGrace }: PruneOptions): Promise<PruneResult> {
  const { database, blobs, logsDirectory } = parts;
  const rows = await database.transact("remove expired artifacts", function* () {
    // A result cannot be taken over without its artifacts.
    yield run(deleteReusable, now);
    const artifacts = yield* change("DELETE FROM artifacts WHERE expires_at <= ?", now);
    const caches = yield* change("DELETE FROM cache_entries WHERE used_at + ttl < ?", now);
    return { artifacts, caches };
  });
  const isKnown = (executionId: string): Promise<boolean> =>
    database.perform("look for the execution of a log", function* () {
      return (yield* one(selectKnown, executionId)) !== undefined;
    });
  const swept = await sweepUnreferenced({ database, blobs }, { now, grace });
  const logs = await sweepLogs(logsDirectory, isKnown);
  return { ...rows, ...swept, bytes: swept.bytes + logs.bytes };
}

/** Removes blobs that no artifact and no cache refers to. */
export function sweepUnreferenced(
  { database, blobs }: Pick<PruneParts, "database" | "blobs">,
  options: Pick<SweepOptions, "now"> & Partial<SweepOptions>,
): Promise<SweepResult> {
  const isReferenced = (digest: string): Promise<boolean> =>
    database.perform("look for what refers to a blob", function* () {
      return (yield* one(selectReference, digest, digest)) !== undefined;
    });
  return blobs.sweep({ grace: defaultGrace, ...options, isReferenced });
}

const deleteReusable = `
DELETE FROM reusable_results WHERE EXISTS (
  SELECT 1 FROM artifacts
  WHERE artifacts.execution_id = reusable_results.execution_id AND artifacts.instance = reusable_results.instance
    AND artifacts.expires_at <= ?
)`;

const selectKnown = "SELECT 1 AS known FROM execution_records WHERE id = ?";

const selectReference = `
SELECT 1 AS known WHERE EXISTS (SELECT 1 FROM artifacts WHERE digest = ?) OR EXISTS (SELECT 1 FROM cache_entries WHERE digest = ?)`;
