import type { PipelineStatus } from "../manager/pipeline.ts";

/** What came of a request to a host of CI. */
export interface AsyncPipelineResult {
  /** Of the run that was asked about; null where it is not known, or a list was asked for. */
  readonly runId: string | null;
  /** Of that run; null where it is not known. */
  readonly status: PipelineStatus | null;
  readonly run: WorkflowRun | null;
  /** The newest first, where a list was asked for; else empty. */
  readonly runs: readonly WorkflowRun[];
  /** Why it did not succeed, and what to do; null where it did. */
  readonly error: string | null;
}

/** A run of a workflow as its host tells of it. */
export interface WorkflowRun {
  readonly id: string;
  readonly number: number;
  /** Which try it is; counts from 1. */
  readonly attempt: number;
  readonly status: PipelineStatus;
  /** In the host's own word, such as `timed_out`. */
  readonly state: string;
  readonly branch: string | null;
  readonly commit: string | null;
  /** The workflow's file. */
  readonly workflow: string | null;
  readonly createdAt: Date;
  /** Its page. */
  readonly url: string;
}
