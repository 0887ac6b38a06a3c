import type { MatrixValues } from "@headrace/pipeline";

/** The rows beside the events: artifacts, caches, reuse, test results, past durations. */
export interface Catalog {
  /** Replaces the artifact of the same name of the same attempt. */
  addArtifact(row: ArtifactRow): Promise<void>;
  /** In the order in which they were stored. */
  artifacts(executionId: string): Promise<readonly ArtifactRow[]>;

  /**
   * The entry for `key` in the first scope that has it; else, restore key by restore key and within each scope by scope,
   * the newest entry whose key begins with it. Entries unused for longer than their TTL are not found.
   */
  findCache(query: CacheQuery): Promise<CacheRow | null>;
  /** Replaces the entry of the same scope and key, under a new id: who still holds the old id cannot remove the new entry. */
  putCache(row: Omit<CacheRow, "id">): Promise<void>;
  touchCache(id: string, usedAt: number): Promise<void>;
  removeCache(id: string): Promise<void>;
  /** Least recently used first. */
  caches(): Promise<readonly CacheRow[]>;

  findReusable(fingerprint: string): Promise<ReusableRow | null>;
  addReusable(row: ReusableRow): Promise<void>;

  addTests(rows: readonly TestRow[]): Promise<void>;
  tests(executionId: string): Promise<readonly TestRow[]>;

  /**
   * Median duration of the successful runs of each stage in the last 20 executions of the pipeline, by instance name.
   * Milliseconds. Where several repositories keep theirs together, an execution says whose pipeline of that name is meant.
   */
  usualDurations(pipeline: string, executionId?: string): Promise<ReadonlyMap<string, number>>;
}

export interface ArtifactRow {
  readonly id: string;
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly name: string;
  readonly digest: string;
  /** Bytes of the files, before packing. */
  readonly size: number;
  readonly files: number;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export interface CacheQuery {
  /** Tried in order: the own branch, then the default branch. */
  readonly scopes: readonly string[];
  readonly key: string;
  /** Prefixes, tried in order, but one that lengthens another is tried before it. */
  readonly restoreKeys: readonly string[];
  readonly now: number;
}

export interface CacheRow {
  readonly id: string;
  readonly scope: string;
  readonly key: string;
  readonly digest: string;
  readonly size: number;
  readonly createdAt: number;
  readonly usedAt: number;
  /** Milliseconds since last use. */
  readonly ttl?: number;
}

export interface ReusableRow {
  readonly fingerprint: string;
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  readonly matrix?: MatrixValues;
  readonly outputs: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export type TestOutcome = "passed" | "failed" | "skipped" | "flaky";

export interface TestRow {
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly suite: string;
  readonly name: string;
  readonly file?: string;
  readonly outcome: TestOutcome;
  readonly durationMs: number;
  readonly message?: string;
}
