import type { CarriedStage, GitContext, StartEvent } from "@headrace/execution";
import type { Actor } from "../access/principal.ts";

/** Starts executions and holds those that are under way in this process. */
export interface Runs {
  /**
   * Plans and stores an execution; it starts as soon as limits and its concurrency group allow. Throws `Problem`:
   * `invalid-definition`, `invalid-input` (parameters), `not-supported`, `limit-reached`.
   */
  start(request: RunRequest): Promise<StartedRun>;
  /** With grace; a second time, or with `force`, at once. Throws `already-ended`. */
  cancel(executionId: string, request: { readonly actor: Actor; readonly force?: boolean }): Promise<void>;
  /** Stops taking up work and waits until what runs is where it can be resumed. */
  close(): Promise<void>;
}

export interface StartedRun {
  readonly executionId: string;
  readonly number: number;
}

/** `own`: a branch of the repository. `pullRequest`: one of its own pull requests. `fork`: a stranger's. */
export type Trust = "own" | "pullRequest" | "fork";

export interface RunRequest {
  readonly organizationId: string;
  readonly repositoryId: string;
  /** Absent for a definition that is not saved. */
  readonly pipelineId?: string;
  readonly pipelineVersion?: number;
  /** The definition, and what to call its place in messages. */
  readonly text: string;
  readonly path: string;
  readonly event: StartEvent;
  readonly actor: Actor;
  readonly trust: Trust;
  /** What started it, for people: a delivery's id, a schedule's id, the execution upstream. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The branch or tag at least; the commit is found from them where it is absent. */
  readonly git: Partial<GitContext>;
  /** As typed, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly only?: readonly string[];
  readonly until?: readonly string[];
  readonly carried?: Readonly<Record<string, CarriedStage>>;
  readonly rerunOf?: string;
}
