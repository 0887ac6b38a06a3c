import type { Finding } from "./insights.ts";
import type { RepositoryName } from "./repositories.ts";

/** How a run of ours stands, told to those who read its commit. */
export interface BuildStatus {
  readonly commit: string;
  /** What is told again by the same key of the same commit takes its place. 40 characters at most. */
  readonly key: string;
  /** The same for all runs of a pipeline: by it a host demands them. */
  readonly parent: string;
  /** For people: `shop`. */
  readonly name: string;
  readonly state: BuildState;
  /** One sentence for people. */
  readonly description: string;
  /** The run's page. */
  readonly url: string;
  readonly number: number;
  /** `refs/heads/main`. */
  readonly ref?: string;
  readonly tests?: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** Epoch milliseconds. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Shown with it where the host has no reports of their own. */
  readonly findings: readonly Finding[];
}

export type BuildState = "queued" | "running" | "success" | "failed" | "cancelled";

/** What the host called it when it was told before; what may have been told without an answer is looked for. */
export interface Told {
  readonly id?: string;
  readonly mayBeThere?: boolean;
}

export interface Statuses {
  /** Gives what the host calls it, where it has to be told with it the next time. */
  tell(
    repository: RepositoryName,
    status: BuildStatus,
    before: Told,
    signal?: AbortSignal,
  ): Promise<string | undefined>;
}
