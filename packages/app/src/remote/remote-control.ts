import type {
  ForgeLog,
  ForgeReview,
  ForgeTurn,
  OnDemandRequest,
  ReviewDecision,
  StartRequest,
  StartVariable,
} from "@headrace/forges";
import type { Actor } from "../access/principal.ts";
import type { StartedRun } from "../runs/runs.ts";
import type { RemoteArtifacts } from "./remote-artifacts.ts";

/** What can be done with runs on hosts of code. Everything throws `not-supported` for what the host cannot do. */
export interface RemoteControl {
  /** Whether the execution is one of a host. */
  holds(executionId: string): Promise<boolean>;
  /** Starts a run there, and records it here at once. Throws `not-supported` for a repository without a connection. */
  start(repositoryId: string, request: RemoteStart): Promise<StartedRun>;
  /** Starts a definition there that no commit holds, and records its run here at once. */
  startOnDemand(repositoryId: string, request: RemoteOnDemand): Promise<StartedRun>;
  /** Throws `already-ended`. */
  stop(executionId: string, request: { readonly force: boolean; readonly signal: AbortSignal }): Promise<void>;
  /** Throws `conflict` for one that has not ended. */
  rerun(executionId: string, request: RemoteRerun): Promise<StartedRun>;
  /** Environments that a run waits for, until somebody agrees. */
  reviews(executionId: string, signal: AbortSignal): Promise<readonly ForgeReview[]>;
  decide(executionId: string, decision: ReviewDecision): Promise<void>;
  /** Lets a run of a stranger's pull request begin. */
  approveFork(executionId: string, signal: AbortSignal): Promise<void>;
  /** Whose turn it waits for; empty where the host does not tell. */
  turnsOf(executionId: string, signal: AbortSignal): Promise<readonly ForgeTurn[]>;
  /** The end of the log of a container beside a stage, such as a database. */
  containerLog(executionId: string, request: ContainerLogRequest): Promise<ForgeLog>;
  readonly artifacts: RemoteArtifacts;
}

export interface ContainerLogRequest {
  /** As the execution calls it. */
  readonly stage: string;
  /** As the host calls it. */
  readonly container: string;
  /** Bytes. */
  readonly last: number;
  readonly signal: AbortSignal;
}

export interface RemoteStart extends StartRequest {
  readonly actor: Actor;
}

export interface RemoteOnDemand extends OnDemandRequest {
  readonly actor: Actor;
}

export interface RemoteRerun {
  readonly actor: Actor;
  readonly part: { readonly kind: "all" | "failed" } | { readonly kind: "from"; readonly stage: string };
  readonly variables: readonly StartVariable[];
  readonly signal: AbortSignal;
}
