import type { RepositoryName } from "./repositories.ts";

/** A group of which the forge runs one at a time, and where a run stands in it. */
export interface ForgeTurn {
  readonly group: string;
  /** Zero holds the turn. */
  readonly position: number;
  /** The job that waits, where it is not the run as a whole. */
  readonly stage?: string;
}

export interface Queues {
  /** The turns that a run holds or waits for. */
  turnsOf(repository: RepositoryName, run: string, signal?: AbortSignal): Promise<readonly ForgeTurn[]>;
}
