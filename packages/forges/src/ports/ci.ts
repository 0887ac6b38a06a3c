import type { RepositoryName } from "./repositories.ts";

/** Whether a forge runs a repository's pipelines at all, and how it counts them. */
export interface Ci {
  isEnabled(repository: RepositoryName, signal?: AbortSignal): Promise<boolean>;
  switch(repository: RepositoryName, isEnabled: boolean, signal?: AbortSignal): Promise<void>;
  /** Gives the next run this number. Throws `forge-refused` for one that is not greater than the last. */
  setNextNumber?(repository: RepositoryName, next: number, signal?: AbortSignal): Promise<void>;
}
