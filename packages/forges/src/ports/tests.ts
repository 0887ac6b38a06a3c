import type { RepositoryName } from "./repositories.ts";

/** One case of a report that a stage gave to its forge. */
export interface ForgeTest {
  readonly suite: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  /** Why it failed, with where. */
  readonly message?: string;
}

/** Counts are of all cases; of very many, the forge's first few thousand are given. */
export interface ForgeTests {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
  readonly cases: readonly ForgeTest[];
}

export interface StageName {
  readonly run: string;
  readonly stage: string;
}

export interface Tests {
  /** What a stage that has ended reported; undefined where it reported nothing. */
  read(repository: RepositoryName, of: StageName, signal?: AbortSignal): Promise<ForgeTests | undefined>;
}
