import { type Finding, seconds, type Target } from "./finding.ts";
import { median } from "./median.ts";
import type { ProgramRun } from "./run-program.ts";

export interface Comparison {
  readonly what: string;
  readonly ours: readonly ProgramRun[];
  readonly theirs: readonly ProgramRun[];
  /** Whose they are. */
  readonly beside: string;
  readonly target?: (ratio: number) => Target;
}

/** Whole programs beside each other: the ratio of the medians. */
export function compare({ what, ours, theirs, beside, target }: Comparison): Finding {
  const own = median(ours.map((run) => run.seconds));
  const other = median(theirs.map((run) => run.seconds));
  const ratio = own / other;
  const cpu = medianCpu(ours) / medianCpu(theirs);
  return {
    what,
    ours: seconds(own),
    beside: `${beside} ${seconds(other)}`,
    figure: ratio.toFixed(2),
    ...(Number.isFinite(cpu) ? { cpu: cpu.toFixed(2) } : {}),
    ...(target === undefined ? {} : { target: target(ratio) }),
  };
}

function medianCpu(runs: readonly ProgramRun[]): number {
  return median(runs.map((run) => run.cpuSeconds ?? Number.NaN));
}
