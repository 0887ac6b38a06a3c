import type { MonitoredExecution } from "./records.ts";

export interface PipelineMetrics {
  readonly pipelineName: string;
  /** Seconds; of an execution under way, up to now. */
  readonly totalDuration: number;
  /** Stages whose completion was recorded. */
  readonly stageCount: number;
  /** Jobs whose completion was recorded. */
  readonly jobCount: number;
  /**
   * Percent of the recorded jobs that succeeded, 0 to 100; of the stages where no job was recorded; where neither
   * was, 100 for a success and 0 for anything else.
   */
  readonly successRate: number;
  readonly startTime: Date;
  /** Null while it is under way. */
  readonly endTime: Date | null;
  /** Failures of jobs and stages in an execution that did not succeed. */
  readonly errorCount: number;
  /** Failures of jobs and stages in an execution that succeeded all the same: they were allowed. */
  readonly warningCount: number;
}

export function metricsOf(execution: MonitoredExecution, now: number): PipelineMetrics {
  const { stages, jobs, finished, startedAt, pipelineName } = execution;
  const failures = failuresOf(execution).length;
  const succeeded = finished?.status === "SUCCESS";
  return {
    pipelineName,
    totalDuration: Math.max(0, (finished?.at ?? now) - startedAt) / 1000,
    stageCount: stages.length,
    jobCount: jobs.length,
    successRate: successRate(execution),
    startTime: new Date(startedAt),
    endTime: finished === undefined ? null : new Date(finished.at),
    errorCount: succeeded ? 0 : failures,
    warningCount: succeeded ? failures : 0,
  };
}

function successRate({ stages, jobs, finished }: MonitoredExecution): number {
  const counted = jobs.length > 0 ? jobs : stages;
  if (counted.length === 0) return finished?.status === "SUCCESS" ? 100 : 0;
  return percent(counted.filter(({ success }) => success).length, counted.length);
}

/** One sentence for each failure that was recorded, in the order of recording. */
export function failuresOf({ stages, jobs }: MonitoredExecution): readonly string[] {
  const failed = [
    ...jobs.map((each) => ({ ...each, kind: "job" })),
    ...stages.map((each) => ({ ...each, kind: "stage" })),
  ].filter(({ success }) => !success);
  return failed.sort((left, right) => left.at - right.at).map(({ kind, name }) => `The ${kind} "${name}" failed.`);
}

/** To one decimal place. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
