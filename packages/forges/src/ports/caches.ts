import type { RepositoryName } from "./repositories.ts";

/** What runs on the forge keep for the next ones. */
export interface ForgeCache {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size?: number;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
}

export interface Caches {
  /** A few thousand at most. */
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeCache[]>;
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
}
