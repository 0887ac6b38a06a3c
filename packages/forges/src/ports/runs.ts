import type { Outcome } from "@headrace/execution";
import type { Page, PageRequest } from "./page.ts";
import type { ForgeRepository, RepositoryName } from "./repositories.ts";

/** Where a run or a stage stands. `word` is the forge's own; a state that is not known keeps it, and is no fault. */
export type ForgeState =
  | { readonly kind: "queued" | "running" | "waiting"; readonly word: string }
  | { readonly kind: "finished"; readonly outcome: Outcome; readonly word: string; readonly reason?: string }
  | { readonly kind: "unknown"; readonly isOver: boolean; readonly word: string };

/** What a run builds. `pipeline` is the named definition, where one was asked for. */
export interface ForgeTarget {
  readonly kind: "branch" | "tag" | "commit" | "pull-request" | "unknown";
  /** Of the branch or the tag; a pull request's source branch. */
  readonly name?: string;
  readonly commit?: string;
  readonly pullRequest?: string;
  readonly pipeline?: string;
}

/** What a run does stands in a file of its commit. */
export interface ForgeDefinition {
  /** Of the file in the repository. */
  readonly path: string;
  /** Where a file holds several: which of them, as Bitbucket says it. */
  readonly section?: { readonly kind: string; readonly name?: string };
}

export type ForgeTrigger = "push" | "pull-request" | "manual" | "schedule" | "upstream" | "unknown";

/** One run of a pipeline on the forge. Times are epoch milliseconds. */
export interface ForgeRun {
  readonly id: string;
  /** Which try it is, where the forge keeps one run for several; counts from 1. */
  readonly attempt?: number;
  readonly number: number;
  readonly state: ForgeState;
  readonly target: ForgeTarget;
  readonly trigger: ForgeTrigger;
  /** Who is shown as having started it. */
  readonly actor?: string;
  /** Of an attempt, when that was asked for. */
  readonly createdAt: number;
  readonly finishedAt?: number;
  /** The page for people. */
  readonly url: string;
  /** Absent where the forge does not tell, or no file of the repository holds it. */
  readonly definition?: ForgeDefinition;
  /** Whose it is, where the forge tells: not what was asked for, where that was renamed, or its name was taken. */
  readonly of?: Pick<ForgeRepository, "id" | "repository">;
}

/** A part of a run: Bitbucket's step, GitHub's job. Times are epoch milliseconds. */
export interface ForgeStage {
  readonly id: string;
  readonly name: string;
  readonly state: ForgeState;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** Which run is meant, and where the forge keeps one run for several tries, which of them: the last one unless said. */
export type RunName = Pick<ForgeRun, "id" | "attempt">;

export interface RunFilter extends PageRequest {
  readonly branch?: string;
  /** A definition that has a name: the workflow's file, a custom pipeline. */
  readonly pipeline?: string;
  readonly state?: "queued" | "running" | "success" | "failed" | "cancelled";
}

export interface Runs {
  /** The newest first. */
  list(repository: RepositoryName, filter?: RunFilter): Promise<Page<ForgeRun>>;
  get(repository: RepositoryName, run: RunName, signal?: AbortSignal): Promise<ForgeRun>;
  /**
   * The run that its page's address calls by this number. Absent where addresses have ids. Throws `forge-not-found` for a number
   * that no run has.
   */
  numbered?(repository: RepositoryName, number: number, signal?: AbortSignal): Promise<ForgeRun>;
  /** In the forge's order; it does not tell which needs which. */
  stages(repository: RepositoryName, run: RunName, signal?: AbortSignal): Promise<readonly ForgeStage[]>;
}
