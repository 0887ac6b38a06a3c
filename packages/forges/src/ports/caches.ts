import type { ForgeArtifactContent } from "./artifacts.ts";
import type { RepositoryName } from "./repositories.ts";

/** What runs on the forge keep for the next ones. */
export interface ForgeCache {
  readonly id: string;
  /** Of all its versions. */
  readonly name: string;
  /** Which version it is, where the name stands for several. */
  readonly version?: string;
  /** Of what is in it, in the container that it was taken from. */
  readonly path?: string;
  /** That made it, where the forge tells. */
  readonly run?: string;
  /** Bytes. */
  readonly size?: number;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
}

export interface Caches {
  /** A few thousand at most. */
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeCache[]>;
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
  /** All that have exactly this name. Throws `forge-not-found` where the forge says that there is none. */
  removeNamed(repository: RepositoryName, name: string, signal?: AbortSignal): Promise<void>;
  /** What is in one, where the forge gives it, as it packs it. Throws `forge-answer-too-large`, also while it is read. */
  open?(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<ForgeArtifactContent>;
}
