import { failuresOf, mean, metricsOf, type PipelineMetrics, percent } from "./metrics.ts";
import type { MonitoredExecution } from "./records.ts";

export const reportTypes = ["execution", "performance", "quality", "compliance", "summary"] as const;
export type ReportType = (typeof reportTypes)[number];

export interface PipelineReport {
  readonly reportType: ReportType;
  readonly pipelineName: string;
  readonly executionId: string;
  /** `RUNNING` until it is finished. */
  readonly status: "RUNNING" | "SUCCESS" | "FAILURE" | "CANCELLED";
  readonly startTime: Date;
  readonly endTime: Date | null;
  /** Seconds. */
  readonly duration: number;
  readonly stagesExecuted: number;
  readonly jobsExecuted: number;
  readonly jobsPassed: number;
  readonly jobsFailed: number;
  readonly jobsSkipped: number;
  readonly artifactsCreated: readonly string[];
  readonly metrics: PipelineMetrics;
  /** One sentence for each failure. */
  readonly errors: readonly string[];
  /** Likewise, of an execution that succeeded all the same. */
  readonly warnings: readonly string[];
  /** What only this type of report says. */
  readonly details: ReportDetails;
  /** Where the report was written. */
  readonly path: string;
}

export type ReportDetails =
  | { readonly type: "execution"; readonly steps: readonly ReportedStep[] }
  | ({ readonly type: "performance" } & PerformanceDetails)
  | ({ readonly type: "quality" } & QualityDetails)
  | { readonly type: "compliance"; readonly compliant: boolean; readonly checks: readonly ComplianceCheck[] }
  | { readonly type: "summary"; readonly text: string };

export interface ReportedStep {
  readonly kind: "stage" | "job";
  readonly name: string;
  readonly success: boolean;
  /** Seconds after the start at which its completion was recorded. */
  readonly completedAfter: number;
}

export interface PerformanceDetails {
  /** Seconds; of the finished executions of this pipeline before this one. Null when there are none. */
  readonly usualDuration: number | null;
  /** Percent by which this one took longer (or, below 0, less) than usual. */
  readonly changePercent: number | null;
  /** The longest wait between two completions, which is where the time went. */
  readonly longestGap: { readonly until: string; readonly seconds: number } | null;
}

export interface QualityDetails {
  readonly successRate: number;
  /** Jobs that failed here, with how often they failed in the executions up to this one. */
  readonly failingJobs: readonly { readonly name: string; readonly failures: number; readonly executions: number }[];
}

export interface ComplianceCheck {
  readonly rule: string;
  readonly passed: boolean;
}

/** Everything a report says but its path. `earlier` are executions of the same pipeline that began before. */
export function buildReport(
  execution: MonitoredExecution,
  context: { readonly type: ReportType; readonly earlier: readonly MonitoredExecution[]; readonly now: number },
): Omit<PipelineReport, "path"> {
  const metrics = metricsOf(execution, context.now);
  const { jobs, finished } = execution;
  const failures = failuresOf(execution);
  const succeeded = finished?.status === "SUCCESS";
  return {
    reportType: context.type,
    pipelineName: execution.pipelineName,
    executionId: execution.executionId,
    status: finished?.status ?? "RUNNING",
    startTime: metrics.startTime,
    endTime: metrics.endTime,
    duration: metrics.totalDuration,
    stagesExecuted: metrics.stageCount,
    jobsExecuted: jobs.length,
    jobsPassed: jobs.filter(({ success }) => success).length,
    jobsFailed: jobs.filter(({ success }) => !success).length,
    jobsSkipped: execution.skippedJobs.length,
    artifactsCreated: execution.artifacts,
    metrics,
    errors: succeeded ? [] : failures,
    warnings: succeeded ? failures : [],
    details: detailsOf(execution, metrics, context),
  };
}

function detailsOf(
  execution: MonitoredExecution,
  metrics: PipelineMetrics,
  context: { readonly type: ReportType; readonly earlier: readonly MonitoredExecution[] },
): ReportDetails {
  switch (context.type) {
    case "execution":
      return { type: "execution", steps: stepsOf(execution) };
    case "performance":
      return { type: "performance", ...performanceOf(execution, metrics, context.earlier) };
    case "quality":
      return { type: "quality", ...qualityOf(execution, metrics, context.earlier) };
    case "compliance": {
      const checks = checksOf(execution);
      return { type: "compliance", compliant: checks.every(({ passed }) => passed), checks };
    }
    case "summary":
      return { type: "summary", text: summaryOf(execution, metrics) };
  }
}

function stepsOf({ stages, jobs, startedAt }: MonitoredExecution): readonly ReportedStep[] {
  const steps = [
    ...jobs.map((each) => ({ kind: "job" as const, ...each })),
    ...stages.map((each) => ({ kind: "stage" as const, ...each })),
  ];
  return steps
    .sort((left, right) => left.at - right.at)
    .map(({ kind, name, success, at }) => ({
      kind,
      name,
      success,
      completedAfter: Math.max(0, at - startedAt) / 1000,
    }));
}

function performanceOf(
  execution: MonitoredExecution,
  metrics: PipelineMetrics,
  earlier: readonly MonitoredExecution[],
): PerformanceDetails {
  const durations = earlier.flatMap(({ finished, startedAt }) =>
    finished === undefined ? [] : [(finished.at - startedAt) / 1000],
  );
  const usual = durations.length === 0 ? null : mean(durations);
  const change = usual === null || usual === 0 ? null : percent(metrics.totalDuration - usual, usual);
  let before = 0;
  let longest: PerformanceDetails["longestGap"] = null;
  for (const { kind, name, completedAfter } of stepsOf(execution)) {
    const seconds = completedAfter - before;
    if (longest === null || seconds > longest.seconds) longest = { until: `${kind} ${name}`, seconds };
    before = completedAfter;
  }
  return { usualDuration: usual, changePercent: change, longestGap: longest };
}

function qualityOf(
  execution: MonitoredExecution,
  metrics: PipelineMetrics,
  earlier: readonly MonitoredExecution[],
): QualityDetails {
  const all = [...earlier, execution];
  const failing = new Set(execution.jobs.filter(({ success }) => !success).map(({ name }) => name));
  return {
    successRate: metrics.successRate,
    failingJobs: Array.from(failing, (name) => {
      const having = all.filter(({ jobs }) => jobs.some((job) => job.name === name));
      const failed = having.filter(({ jobs }) => jobs.some((job) => job.name === name && !job.success));
      return { name, failures: failed.length, executions: having.length };
    }),
  };
}

/** What the records themselves can vouch for. */
function checksOf(execution: MonitoredExecution): readonly ComplianceCheck[] {
  const { stages, jobs, finished } = execution;
  const end = finished?.at ?? Number.POSITIVE_INFINITY;
  return [
    { rule: "The execution was recorded from its start to its end.", passed: finished !== undefined },
    { rule: "At least one stage or job was recorded.", passed: stages.length + jobs.length > 0 },
    {
      rule: "Nothing was recorded after the end.",
      passed: [...stages, ...jobs].every(({ at }) => at <= end),
    },
    {
      rule: "No failure stands in an execution that was recorded as a success.",
      passed: finished?.status !== "SUCCESS" || failuresOf(execution).length === 0,
    },
    {
      rule: "No stage and no job was recorded twice.",
      passed: [stages, jobs].every((list) => new Set(list.map(({ name }) => name)).size === list.length),
    },
  ];
}

function summaryOf({ pipelineName, finished }: MonitoredExecution, metrics: PipelineMetrics): string {
  const status = (finished?.status ?? "RUNNING").toLowerCase();
  const { stageCount, jobCount, successRate, totalDuration } = metrics;
  return `${pipelineName}: ${status} after ${totalDuration} s; ${stageCount} stages and ${jobCount} jobs recorded, ${successRate} % succeeded.`;
}
