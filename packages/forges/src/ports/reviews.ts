import type { RepositoryName } from "./repositories.ts";

/** Something on the forge that goes on when a person agrees: GitHub's environment with reviewers. */
export interface ForgeReview {
  readonly environment: string;
  /** Whether the token's owner may say so; undefined where it is not told. */
  readonly mayDecide?: boolean;
  /** Who may, by name. */
  readonly reviewers: readonly string[];
}

export interface ReviewDecision {
  readonly environments: readonly string[];
  readonly decision: "approved" | "rejected";
  readonly comment: string;
  readonly signal?: AbortSignal;
}

export interface Reviews {
  /** What a run waits for. */
  list(repository: RepositoryName, run: string, signal?: AbortSignal): Promise<readonly ForgeReview[]>;
  /** Throws `invalid-argument` for an environment that does not wait. */
  decide(repository: RepositoryName, run: string, decision: ReviewDecision): Promise<void>;
  /** Lets a run of a stranger's pull request begin. Throws `forge-forbidden` where it is none, or has begun. */
  approveFork(repository: RepositoryName, run: string, signal?: AbortSignal): Promise<void>;
}
