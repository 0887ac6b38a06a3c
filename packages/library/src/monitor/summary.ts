import { durationOf } from "./health.ts";
import { mean, metricsOf, percent } from "./metrics.ts";
import type { MonitoredExecution } from "./records.ts";

/** `unknown` where one half of the period has no finished execution. */
export type Trend = "improving" | "stable" | "declining" | "unknown";

export interface MetricsSummary {
  readonly periodDays: number;
  /** That began in the period, finished or not. */
  readonly totalExecutions: number;
  readonly successfulExecutions: number;
  readonly failedExecutions: number;
  /** Seconds, of those that are finished; 0 when there are none. */
  readonly averageDuration: number;
  /** Percent of jobs that succeeded, averaged over those that are finished; 0 when there are none. */
  readonly averageSuccessRate: number;
  /** The name of the pipeline with the most executions, the first by name of several; null when there are none. */
  readonly mostActivePipeline: string | null;
  /** The later half of the period against the earlier: a change of at least 5 points or 10 % counts. */
  readonly trendingMetrics: { readonly successRate: Trend; readonly duration: Trend };
}

const dayMs = 86_400_000;

export function summarize(executions: readonly MonitoredExecution[], days: number, now: number): MetricsSummary {
  const since = now - days * dayMs;
  const within = executions.filter(({ startedAt }) => startedAt >= since);
  const finished = within.filter((execution) => execution.finished !== undefined);
  const withStatus = (status: string) => finished.filter((execution) => execution.finished?.status === status).length;
  const middle = now - (days * dayMs) / 2;
  const halves = {
    before: finished.filter(({ startedAt }) => startedAt < middle),
    after: finished.filter(({ startedAt }) => startedAt >= middle),
  };
  return {
    periodDays: days,
    totalExecutions: within.length,
    successfulExecutions: withStatus("SUCCESS"),
    failedExecutions: withStatus("FAILURE"),
    averageDuration: mean(finished.map(durationOf)),
    averageSuccessRate: mean(finished.map((execution) => metricsOf(execution, now).successRate)),
    mostActivePipeline: mostActive(within),
    trendingMetrics: {
      successRate: trend(halves, (list) => percent(list.filter(succeeded).length, list.length), 5),
      duration: trend(halves, (list) => -mean(list.map(durationOf)), mean(halves.before.map(durationOf)) * 0.1),
    },
  };
}

function succeeded(execution: MonitoredExecution): boolean {
  return execution.finished?.status === "SUCCESS";
}

/** More is better; a change below `least` is none. */
function trend(
  halves: { readonly before: readonly MonitoredExecution[]; readonly after: readonly MonitoredExecution[] },
  measure: (executions: readonly MonitoredExecution[]) => number,
  least: number,
): Trend {
  if (halves.before.length === 0 || halves.after.length === 0) return "unknown";
  const change = measure(halves.after) - measure(halves.before);
  if (Math.abs(change) < least || change === 0) return "stable";
  return change > 0 ? "improving" : "declining";
}

function mostActive(executions: readonly MonitoredExecution[]): string | null {
  const counts = new Map<string, number>();
  for (const { pipelineName } of executions) counts.set(pipelineName, (counts.get(pipelineName) ?? 0) + 1);
  const ranked = [...counts].sort(([left, most], [right, others]) => others - most || (left < right ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}
