import type { RepositoryName } from "./repositories.ts";
import type { BuildState } from "./statuses.ts";

/** What some system, ours or another, said of a commit. */
export interface ForgeBuild {
  /** As that system calls it. */
  readonly key: string;
  readonly name: string;
  readonly state: BuildState | "unknown";
  /** The forge's own for the state. */
  readonly word?: string;
  readonly description?: string;
  /** Its page. */
  readonly url?: string;
  /** When it was said last. Epoch milliseconds. */
  readonly at?: number;
}

export interface BuildName {
  readonly commit: string;
  readonly key: string;
}

export interface Builds {
  /** The newest of each first, a few hundred at most. */
  list(repository: RepositoryName, commit: string, signal?: AbortSignal): Promise<readonly ForgeBuild[]>;
  /** The one that a system told by this key; undefined where none did. */
  get(repository: RepositoryName, name: BuildName, signal?: AbortSignal): Promise<ForgeBuild | undefined>;
  /** What was said of the commit that a pull request would merge now. Throws `forge-not-found`. */
  ofPullRequest(repository: RepositoryName, pullRequest: string, signal?: AbortSignal): Promise<readonly ForgeBuild[]>;
}
