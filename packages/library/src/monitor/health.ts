import { isAlive } from "@headrace/engine";
import { mean, percent } from "./metrics.ts";
import type { MonitoredExecution } from "./records.ts";

export interface PipelineHealth {
  /**
   * Of the latest 20 finished executions: `healthy` when at least 90 % and the last one succeeded, `unhealthy` when
   * fewer than half did, `degraded` between the two, `unknown` when there are none.
   */
  readonly status: "healthy" | "degraded" | "unhealthy" | "unknown";
  readonly lastExecution: {
    readonly executionId: string;
    readonly status: "RUNNING" | "SUCCESS" | "FAILURE" | "CANCELLED" | "INTERRUPTED";
    readonly startTime: Date;
    readonly endTime: Date | null;
  } | null;
  /** Percent of the latest 20 finished executions; 0 when there are none. */
  readonly successRate: number;
  /** Seconds, of the latest 20 finished executions; 0 when there are none. */
  readonly averageDuration: number;
  /** Under way, in this process or another that lives. */
  readonly activeExecutions: number;
  /** Failures among the latest 20 finished executions. */
  readonly recentFailures: number;
}

const window = 20;

/** From the executions of one pipeline, oldest first. */
export function healthOf(executions: readonly MonitoredExecution[]): PipelineHealth {
  const finished = executions.filter((execution) => execution.finished !== undefined).slice(-window);
  const succeeded = finished.filter((execution) => execution.finished?.status === "SUCCESS").length;
  const rate = percent(succeeded, finished.length);
  const last = executions.at(-1);
  return {
    status: statusOf(finished, rate),
    lastExecution:
      last === undefined
        ? null
        : {
            executionId: last.executionId,
            status: last.finished?.status ?? (isAlive(last.owner) ? "RUNNING" : "INTERRUPTED"),
            startTime: new Date(last.startedAt),
            endTime: last.finished === undefined ? null : new Date(last.finished.at),
          },
    successRate: rate,
    averageDuration: mean(finished.map(durationOf)),
    activeExecutions: executions.filter((execution) => execution.finished === undefined && isAlive(execution.owner))
      .length,
    recentFailures: finished.filter((execution) => execution.finished?.status === "FAILURE").length,
  };
}

function statusOf(finished: readonly MonitoredExecution[], rate: number): PipelineHealth["status"] {
  if (finished.length === 0) return "unknown";
  if (rate < 50) return "unhealthy";
  return rate >= 90 && finished.at(-1)?.finished?.status === "SUCCESS" ? "healthy" : "degraded";
}

/** Seconds. */
export function durationOf({ finished, startedAt }: MonitoredExecution): number {
  return Math.max(0, (finished?.at ?? startedAt) - startedAt) / 1000;
}
