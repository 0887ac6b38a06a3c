import { HeadraceError, type Stage } from "@headrace/pipeline";
import type { TestTotals } from "../reports/index.ts";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import { fail, type Progress } from "./progress.ts";
import { evaluateGlobs } from "./stage-scope.ts";

/**
 * Reads the reports the stage has written and keeps each test case. A broken or missing report is a warning.
 * Gives the line coverage in percent; null where none was measured.
 */
export async function reportTests(attempt: WorkingAttempt, progress: Progress): Promise<number | null> {
  const reports = await namedReports(attempt, progress);
  if (reports === null) return null;
  const totals = reports.junit.length > 0 ? await keepTests(attempt, progress, reports.junit) : null;
  progress.tests = totals;
  const coverage = reports.coverage === undefined ? null : await measure(attempt, progress, reports.coverage);
  if (totals === null && coverage === null) return null;
  const none: TestTotals = { total: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, durationMs: 0 };
  progress.trail.push({
    type: "tests.reported",
    ...attemptReference(attempt),
    ...(totals ?? none),
    ...(coverage === null ? {} : { coverage }),
  });
  return coverage;
}

/** The stage's reports with their paths evaluated; null when it names none, or when that cannot be known. */
async function namedReports(
  attempt: WorkingAttempt,
  progress: Progress,
): Promise<NonNullable<Stage["reports"]> | null> {
  const { reports } = attempt.stage;
  if (reports === undefined) return null;
  try {
    const junit = await evaluateGlobs(attempt, progress, reports.junit);
    if (reports.coverage === undefined) return { junit };
    const [path = ""] = await evaluateGlobs(attempt, progress, [reports.coverage.path]);
    return { junit, coverage: { ...reports.coverage, path } };
  } catch (error) {
    if (!(error instanceof HeadraceError) || error.fault !== "user") throw error;
    fail(progress, { outcome: "failed", message: `the path of a report: ${error.message}` });
    return null;
  }
}

async function keepTests(
  attempt: WorkingAttempt,
  progress: Progress,
  patterns: readonly string[],
): Promise<TestTotals> {
  const { services, plan, masker, workspace, startedAt } = attempt;
  const reference = attemptReference(attempt);
  const { readTestReports } = await import("../reports/index.ts");
  const { totals, problems } = await readTestReports({
    root: workspace.root,
    patterns,
    notBefore: startedAt,
    signal: attempt.lifetimes.cleanup,
    masker,
    receive: (cases) =>
      services.catalog.addTests(
        cases.map(({ suite, name, file, outcome, durationMs, message }) => ({
          executionId: plan.executionId,
          ...reference,
          suite,
          name,
          ...(file === undefined ? {} : { file }),
          outcome,
          durationMs,
          ...(message === undefined ? {} : { message }),
        })),
      ),
  });
  for (const problem of problems) warn(attempt, progress, problem.message);
  return totals;
}

/** Line coverage in percent; null when it could not be measured. */
async function measure(
  attempt: WorkingAttempt,
  progress: Progress,
  { path }: { readonly path: string },
): Promise<number | null> {
  const { readCoverage } = await import("../reports/index.ts");
  const { percent, problems } = await readCoverage({
    root: attempt.workspace.root,
    path,
    notBefore: attempt.startedAt,
    signal: attempt.lifetimes.cleanup,
  });
  for (const problem of problems) warn(attempt, progress, problem.message);
  return percent;
}

function warn(attempt: WorkingAttempt, progress: Progress, message: string): void {
  progress.trail.push({
    type: "annotation",
    ...attemptReference(attempt),
    level: "warning",
    message: attempt.masker.maskText(message),
  });
}
