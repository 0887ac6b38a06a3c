import type { PipelinesTable } from "@headrace/store/server";

/** Starts pipelines at their times. */
export interface Schedules {
  /** Takes up what was due while no server ran: each schedule once, however often it was missed. */
  begin(): Promise<void>;
  /** The pipeline was switched on or off, or its definition is another: its schedules follow soon, or at the next look. */
  pipelineChanged(pipelineId: string): Promise<void>;
  /** The definitions that lie in the repository may be others. */
  defaultBranchMoved(repositoryId: string): Promise<void>;
  /** Why a pipeline does not take these parameters on this branch, for people; null where it does, or cannot be read now. */
  whyRefused(
    pipeline: PipelinesTable,
    asked: { readonly branch: string; readonly parameters: Readonly<Record<string, string>> },
  ): Promise<string | null>;
  /** Brings schedules in line with definitions and starts what is due now; resolves when that is done. */
  look(): Promise<void>;
  close(): Promise<void>;
}
