import type { Pipeline, PipelineStatus } from "./pipeline.ts";

export interface ParallelExecution {
  readonly totalStages: number;
  /** Stages that were run to their end, whatever it was. */
  readonly completedStages: number;
  readonly failedStages: number;
  /** By stage name. */
  readonly stageResults: Readonly<Record<string, StageResult>>;
}

export interface StageResult {
  readonly stageName: string;
  readonly status: PipelineStatus;
  readonly jobCount: number;
  readonly jobs: readonly {
    readonly name: string;
    readonly status: PipelineStatus;
    readonly durationMs: number | null;
  }[];
  readonly durationMs: number | null;
}

export function summarizeStages({ stages }: Pick<Pipeline, "stages">): ParallelExecution {
  const stageResults: Record<string, StageResult> = Object.create(null);
  for (const { name, status, jobs, durationMs } of stages) {
    stageResults[name] = {
      stageName: name,
      status,
      jobCount: jobs.length,
      jobs: jobs.map((job) => ({ name: job.name, status: job.status, durationMs: job.durationMs })),
      durationMs,
    };
  }
  return {
    totalStages: stages.length,
    completedStages: stages.filter(({ status }) => status === "SUCCESS" || status === "FAILURE").length,
    failedStages: stages.filter(({ status }) => status === "FAILURE").length,
    stageResults,
  };
}
