import type { TestOutcome } from "../ports/catalog.ts";

/** One test case as its report tells it, retries of it gathered into one. */
export interface TestCase {
  /** The class or module the case belongs to; the suite's name where the report names no class. */
  readonly suite: string;
  readonly name: string;
  /** Below the report's root where the report says it so or within it; otherwise as reported. */
  readonly file?: string;
  readonly line?: number;
  /** `flaky`: it failed, and passed when it was run again. */
  readonly outcome: TestOutcome;
  /** Of the run that decided the outcome. */
  readonly durationMs: number;
  /** Why it failed, was flaky or was skipped; at most `maxMessageBytes` bytes of UTF-8. */
  readonly message?: string;
  /** How often the case was run, as the report tells: 1 unless it was retried. */
  readonly runs: number;
}

/** Of one kept message, in bytes of UTF-8. */
export const maxMessageBytes = 8192;

export interface TestTotals {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  /** The sum over the cases, not the time that went by. */
  readonly durationMs: number;
}
