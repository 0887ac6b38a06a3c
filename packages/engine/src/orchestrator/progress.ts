import type { EventBody, Outcome, Result, StageUse } from "@headrace/execution";
import type { TestTotals } from "../reports/index.ts";

/** What an attempt has come to so far. Changed only by the phases of that attempt. */
export interface Progress {
  /** Of the work; what happens in `afterSteps` cannot make it better. */
  outcome: Outcome;
  /** Of the step that decided the outcome. */
  exitCode: number | null;
  message: string | undefined;
  /** By step id, as `${{ steps.<id> }}` reads it. */
  readonly steps: Record<string, StepContext>;
  /** Variables that steps see beside the base environment; grows by HEADRACE_ENV. */
  variables: Record<string, string>;
  /** Whether a step of the work itself has begun: before, there is nothing to roll back. */
  begun: boolean;
  /** How many times `::warning::` was printed. */
  warnings: number;
  /** Totals of the test reports, once they are read; null without a report. */
  tests: TestTotals | null;
  /** What its programs have taken, where that is measured; null until then. */
  used: StageUse | null;
  /** Directories put before PATH, the latest first. */
  paths: readonly string[];
  /** Events not yet recorded: they go with the next one that must be stored before work goes on. */
  trail: EventBody[];
}

export interface StepContext {
  readonly outputs: Readonly<Record<string, string>>;
  /** How it ended, whether that was allowed or not. GitHub's word and values, as in `needs.x.result`. */
  readonly outcome: Result;
  /** What it counts as: a failure that was allowed is a success. GitHub's word and values. */
  readonly conclusion: Result;
}

export function createProgress(variables: Record<string, string>): Progress {
  return {
    outcome: "success",
    exitCode: null,
    message: undefined,
    steps: Object.create(null),
    variables,
    begun: false,
    warnings: 0,
    tests: null,
    used: null,
    paths: [],
    trail: [],
  };
}

/** The first thing that went wrong stands. */
export function fail(
  progress: Progress,
  failure: { outcome: Outcome; exitCode?: number | null; message?: string },
): void {
  if (progress.outcome !== "success") return;
  progress.outcome = failure.outcome;
  progress.exitCode = failure.exitCode ?? null;
  progress.message = failure.message;
}
