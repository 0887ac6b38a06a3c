/**
 * Room for stage instances that several executions share.
 *
 * Contract:
 * - `acquire` settles when there is room, and rejects with the signal's reason when it is aborted before.
 * - All that a request asks for is taken at once or not at all, so that nobody waits while holding something.
 * - What is released is given on; releasing twice is releasing once.
 */
export interface Slots {
  acquire(request: SlotRequest, signal: AbortSignal): Promise<ReleaseSlot>;
}

export type ReleaseSlot = () => void;

export interface SlotRequest {
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  /** Higher comes first; 0 unless the stage says otherwise. */
  readonly priority: number;
  /** What it takes turns with beside the slots themselves. */
  readonly groups: readonly SlotGroup[];
  /**
   * Called at most once, when another execution asked later for a group with `cancelInProgress`: what waits
   * is to be given up, what runs is to be ended. It is not given a slot any more.
   */
  onSuperseded(): void;
}

export interface SlotGroup {
  readonly name: string;
  /** The most requests that have the group at once. */
  readonly limit: number;
  /** Older requests of other executions make room instead of being waited for. */
  readonly cancelInProgress: boolean;
}
