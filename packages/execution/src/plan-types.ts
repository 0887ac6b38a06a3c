import type { MatrixValues, ParameterValues, Pipeline } from "@headrace/pipeline";
import type { Result } from "./outcome.ts";

/** The kinds of event that start a pipeline, as `${{ execution.event }}` gives them. */
export const startEvents = ["push", "pull_request", "tag", "schedule", "manual", "pipeline"] as const;
export type StartEvent = (typeof startEvents)[number];

/** What `${{ git.* }}` reads. Absent facts are empty strings, as in GitHub's contexts. */
export interface GitContext {
  readonly branch: string;
  readonly commit: string;
  readonly tag: string;
  readonly message: string;
  readonly author: string;
  /** The base branch of a pull request. */
  readonly targetBranch: string;
  readonly pullRequest: string;
  /** Whose caches other branches may read; `main` unless said. */
  readonly defaultBranch?: string;
  /** Files changed by what started the execution, below the repository's root; `changed()` matches them. */
  readonly changedFiles: readonly string[];
}

/** `shared`: the project directory itself. `isolated`: a fresh tree for each stage. */
export type WorkspaceMode = "shared" | "isolated";

/** What takes turns across executions: at most `limit` at once of those that have the same group. */
export interface ConcurrencyGroup {
  readonly group: string;
  readonly limit: number;
  /** A newer execution ends the older ones of the group instead of waiting for them. */
  readonly cancelInProgress: boolean;
}

/** All that is asked of an execution before it is planned. */
export interface ExecutionRequest {
  /** UUIDv7. */
  readonly executionId: string;
  /** Counts the executions of one pipeline from 1. */
  readonly number: number;
  readonly pipeline: Pipeline;
  /** SHA-256 of the pipeline's canonical JSON, hexadecimal. */
  readonly digest: string;
  /** Typed, defaults applied, secrets left out (they are named in `secretParameters`). */
  readonly parameters: ParameterValues;
  /** Added to, and winning over, the pipeline's own variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Of whoever the pipeline belongs to: the pipeline's own win over them. Values, in which nothing is evaluated. */
  readonly inherited?: Readonly<Record<string, string>>;
  readonly git: GitContext;
  readonly event: StartEvent;
  readonly workspace: WorkspaceMode;
  /** The most stage instances that run at once. */
  readonly concurrency: number;
  /** Only these stages; their needs outside the selection count as met. All when absent. */
  readonly only?: readonly string[];
  /** These stages and everything they need, directly or not. */
  readonly until?: readonly string[];
  /** Results taken over from an earlier execution, by stage id (a rerun of part of it). */
  readonly carried?: Readonly<Record<string, CarriedStage>>;
}

/** A settled stage of an earlier execution whose results stand in this one, or those of some of its instances. */
export interface CarriedStage {
  readonly executionId: string;
  /** Every instance the stage had, in its order, when those that are not in `instances` run again. */
  readonly all?: readonly PlannedInstance[];
  readonly instances: readonly {
    readonly instance: string;
    readonly matrix?: MatrixValues;
    readonly outputs: Readonly<Record<string, string>>;
  }[];
}

/** What will be done: the request with its graph resolved. Plain JSON; kept beside the events. */
export interface ExecutionPlan extends Omit<ExecutionRequest, "only" | "until" | "carried"> {
  readonly stages: readonly PlannedStage[];
  /** The pipeline's `concurrency`, evaluated. Whoever admits executions honours it; one execution alone cannot. */
  readonly concurrencyGroup?: ConcurrencyGroup;
}

export interface PlannedStage {
  readonly id: string;
  /** Direct needs within the execution, as indexes into `plan.stages`. */
  readonly needs: readonly number[];
  /** Stages of the execution that need this one, as indexes. */
  readonly dependents: readonly number[];
  /** One for a plain stage; null when the matrix reads `needs` and is expanded once they are settled. */
  readonly instances: readonly PlannedInstance[] | null;
  readonly carried?: CarriedStage;
}

export interface PlannedInstance {
  /** `test`, or of a matrix `test (22, postgres)`, as on GitHub. */
  readonly instance: string;
  readonly matrix?: MatrixValues;
}

/** A direct need as expressions see it. */
export type NeedContext =
  | { readonly result: Result; readonly outputs: Readonly<Record<string, string>> }
  | {
      readonly result: Result;
      readonly results: readonly {
        readonly matrix: MatrixValues;
        readonly result: Result;
        readonly outputs: Readonly<Record<string, string>>;
      }[];
    };
