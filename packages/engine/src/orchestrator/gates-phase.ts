import type { GateName } from "@headrace/execution";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import { fail, type Progress } from "./progress.ts";

/** Measures the stage's quality gates. One that does not hold, or that nothing was measured for, fails the stage. */
export function reportGates(attempt: WorkingAttempt, progress: Progress, coverage: number | null): void {
  const { gates, reports } = attempt.stage;
  const thresholds = [gates?.coverage, reports?.coverage?.threshold].filter((each) => each !== undefined);
  const report = (name: GateName, measured: Measured): void => {
    const { value, threshold, passed, message } = measured;
    progress.trail.push({ type: "gate.reported", ...attemptReference(attempt), name, value, threshold, passed });
    if (!passed) fail(progress, { outcome: "failed", message });
  };
  if (thresholds.length > 0) {
    // Two words on the same: the stricter holds.
    const threshold = Math.max(...thresholds);
    report("coverage", {
      ...atLeast(coverage, threshold),
      message:
        coverage === null
          ? `no coverage was measured, and at least ${threshold} % is asked for`
          : `line coverage is ${shown(coverage)} %, below the threshold of ${threshold} %`,
    });
  }
  if (gates?.passRate !== undefined) {
    const value = passRateOf(progress);
    report("passRate", {
      ...atLeast(value, gates.passRate),
      message:
        value === null
          ? `no test ran, and at least ${gates.passRate} % of them are asked to pass`
          : `${shown(value)} % of the tests passed, below the threshold of ${gates.passRate} %`,
    });
  }
  if (gates?.warnings !== undefined) {
    const { warnings: value } = progress;
    const message = `${value} ${value === 1 ? "warning" : "warnings"}, more than the ${gates.warnings} allowed`;
    report("warnings", { value, threshold: gates.warnings, passed: value <= gates.warnings, message });
  }
}

interface Measured {
  readonly value: number | null;
  readonly threshold: number;
  readonly passed: boolean;
  readonly message: string;
}

function atLeast(value: number | null, threshold: number): Omit<Measured, "message"> {
  return { value, threshold, passed: value !== null && value >= threshold };
}

/** In percent of the tests that ran; null when none did. */
function passRateOf({ tests }: Progress): number | null {
  const ran = tests === null ? 0 : tests.total - tests.skipped;
  return tests === null || ran <= 0 ? null : (100 * (ran - tests.failed)) / ran;
}

/** Rounded down: 79.96 % must not be shown as the 80 % that it missed. */
function shown(percent: number): string {
  return (Math.floor(percent * 10) / 10).toFixed(1);
}
