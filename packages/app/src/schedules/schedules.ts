/** Starts pipelines at their times. */
export interface Schedules {
  /** Takes up what was due while no server ran: each schedule once, however often it was missed. */
  begin(): Promise<void>;
  /** The pipeline was switched on or off, or its definition is another: its schedules follow soon, or at the next look. */
  pipelineChanged(pipelineId: string): Promise<void>;
  /** The definitions that lie in the repository may be others. */
  defaultBranchMoved(repositoryId: string): Promise<void>;
  /** Brings schedules in line with definitions and starts what is due now; resolves when that is done. */
  look(): Promise<void>;
  close(): Promise<void>;
}
