import type { LegacyJob, LegacyPipeline, LegacyStage } from "@headrace/dialects";
import type { Diagnostic, Pipeline as PipelineModel } from "@headrace/pipeline";

/**
 * Where a pipeline, a stage or a job stands. `SUCCESS` of a stage may hide a job that was allowed to fail;
 * the job itself says `FAILURE`.
 */
export type PipelineStatus = "PENDING" | "RUNNING" | "SUCCESS" | "FAILURE" | "CANCELLED" | "SKIPPED";

export interface Progress {
  readonly status: PipelineStatus;
  /** Null until it starts; for what was skipped, for ever. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Milliseconds from start to finish; null until both are known. */
  readonly durationMs: number | null;
}

/**
 * A pipeline as a program sees it: its definition with the defaults applied, and how its latest run stands.
 * A value: a run gives new ones and changes none.
 */
export interface Pipeline extends Omit<LegacyPipeline, "stages">, Progress {
  readonly stages: readonly PipelineStage[];
  /** The format it was written in. */
  readonly dialect: "headrace" | "legacy-stages";
  /** What is run: one Headrace stage for each job. */
  readonly model: PipelineModel;
  /** What is odd about the definition though it can be run: an unknown key, a missing name. */
  readonly warnings: readonly Diagnostic[];
  /** Of the latest run, under which `headrace logs` and `headrace executions show` find it; null before. */
  readonly executionId: string | null;
  /** Why the run could not be done at all, where the fault was not the pipeline's; null otherwise. */
  readonly error: string | null;
}

export interface PipelineStage extends Omit<LegacyStage, "jobs">, Progress {
  readonly jobs: readonly PipelineJob[];
}

export interface PipelineJob extends LegacyJob, Progress {
  /** The Headrace stage that stands for it: `test-unit`; for `headrace logs --stage`. */
  readonly id: string;
  /** Of the command that decided; null where none ran. */
  readonly exitCode: number | null;
  /** Why it failed or was skipped, in words, where that is known. */
  readonly message: string | null;
  /** The end of what it printed, at most 64 KiB, secrets masked. The whole is in the log. */
  readonly output: string;
}
