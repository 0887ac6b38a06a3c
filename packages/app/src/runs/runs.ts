import type { ExecutionHandle } from "@headrace/engine";
import type {
  ApprovalAnswer,
  ApprovalState,
  ArtifactUploaded,
  CarriedStage,
  ExecutionEvent,
  ExecutionState,
  GitContext,
  StartEvent,
} from "@headrace/execution";
import type { RepositoryName } from "@headrace/forges";
import type { RerunPart } from "@headrace/library/project";
import type { Actor } from "../access/principal.ts";
import type { Phase } from "../executions/phase.ts";
import type { Link, LinkDetail } from "./links.ts";
import type { Live } from "./live/live.ts";
import type { ExecutionLogs } from "./sequence/execution-logs.ts";
import type { PreviewedRun } from "./start/preview-run.ts";

/** Starts executions and holds those that are under way in this process. */
export interface Runs {
  /** Takes up what an earlier server left. Once, when everybody who observes does so. */
  begin(): Promise<void>;
  /**
   * Plans and stores an execution; it starts as soon as limits and its concurrency group allow. Throws `Problem`:
   * `invalid-definition` (all diagnostics in `detail.diagnostics`), `invalid-input`, `not-supported`, `limit-reached`.
   */
  start(request: RunRequest): Promise<StartedRun>;
  /** What `start` would do: which stages would run, and why. Nothing is stored. Throws what `start` throws. */
  preview(request: RunRequest): Promise<PreviewedRun>;
  /** Runs an ended execution again, or a part of it. Throws `conflict` while it has not ended, and what `start` throws. */
  rerun(executionId: string, request: RerunRequest): Promise<StartedRun>;
  /**
   * With grace; a second time, or with `force`, at once. What another server of the database holds is cancelled there.
   * Throws `already-ended` or `not-found`.
   */
  cancel(executionId: string, request: { readonly actor: Actor; readonly force?: boolean }): Promise<void>;
  /** Null when it waits for nothing: it works or has ended. Throws `not-found`. */
  whyQueued(executionId: string): Promise<WhyQueued | null>;
  /** How far one that has not ended has come; undefined for what this process does not hold. */
  phase(executionId: string): Phase | undefined;
  /** The execution at work in this process; undefined while it is queued, and when it has ended or waits for a person. */
  handle(executionId: string): ExecutionHandle | undefined;
  /**
   * Takes up again what only waits for a person, with its interrupted deployments, on whichever server holds it. Throws
   * `already-ended`, `not-waiting` or `not-found`.
   */
  resume(executionId: string, request: { readonly actor: Actor }): Promise<void>;
  /**
   * Records a person's word on what waits for an approval; who may is asked before. Throws `already-ended`, `not-found`,
   * or a `HeadraceError`: `approval-not-waiting`, `approval-already-given`.
   */
  decideApproval(executionId: string, answer: ApprovalAnswer): Promise<ApprovalState>;
  /**
   * Has it told as an event that an artifact came from outside; it is kept already. Of an execution that is at work in
   * another process nothing is told. Throws `not-found`.
   */
  recordUpload(executionId: string, uploaded: ArtifactUploaded): Promise<void>;
  /**
   * Calls for every event of every execution in this process, after it is stored and before anybody who watches is told: for
   * what is kept of them elsewhere (approvals, deployments). The listener returns at once; what it throws is told to
   * the server's log.
   */
  observe(listener: RunListener): () => void;
  /** An organization's limits are others now: what may run starts. */
  limitsChanged(organizationId: string): Promise<void>;
  readonly live: Live;
  readonly logs: ExecutionLogs;
  /**
   * Stops taking up work and waits until nothing runs. What still runs after `drain` milliseconds (0 unless said) is
   * stopped as a crash would stop it, its processes ended, and resumed by the next start of the server:
   * nothing of it counts as failed.
   */
  close(options?: { readonly drain?: number }): Promise<void>;
}

export type RunListener = (event: ExecutionEvent, state: ExecutionState, link: Link) => void;

/** Where an execution belongs. */
export interface RunLink {
  readonly executionId: string;
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly pipelineId?: string;
  readonly trust: Trust;
  readonly actor: Actor;
}

export interface StartedRun {
  readonly id: string;
  readonly number: number;
  readonly state: "queued" | "running";
}

/** `own`: a branch of the repository. `pullRequest`: one of its own pull requests. `fork`: a stranger's. */
export type Trust = "own" | "pullRequest" | "fork";

export interface RunRequest {
  readonly organizationId: string;
  readonly repositoryId: string;
  /** Absent for a definition that is not saved. */
  readonly pipelineId?: string;
  readonly pipelineVersion?: number;
  /** The definition, and what to call its place in messages. Absent: the pipeline's, stored or at the commit that runs. */
  readonly text?: string;
  readonly path?: string;
  readonly event: StartEvent;
  readonly actor: Actor;
  /** The person who answers for it where `actor` is none: who made the schedule, who ran what is upstream of it. */
  readonly onBehalfOf?: Actor;
  readonly trust: Trust;
  /** Of a stranger's: the repository in which the host is told of the commit. */
  readonly toldIn?: RepositoryName;
  /** What started it, for people: a delivery's id, a schedule's id, the execution upstream. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The branch or tag at least; the commit is found from them where it is absent. */
  readonly git: Partial<GitContext>;
  /** As typed, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Higher ones leave the queue first; the pipeline's own, or 0, unless said. */
  readonly priority?: number;
  readonly only?: readonly string[];
  readonly until?: readonly string[];
  readonly carried?: Readonly<Record<string, CarriedStage>>;
  readonly rerunOf?: string;
  /** Of one that runs again what was not what a push would have run. */
  readonly deviates?: boolean;
  /** Of one that brings back an earlier deployment. */
  readonly rollback?: NonNullable<LinkDetail["rollback"]>;
  /** Of one that another execution started by its end. */
  readonly upstream?: { readonly executionId: string; readonly chain: readonly string[] };
}

export interface RerunRequest {
  readonly actor: Actor;
  readonly part: RerunPart;
  /** Win over those of the earlier execution. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What keeps an execution in the queue. */
export type WhyQueued =
  /** It is one of a host of code, which tells so much. */
  | {
      readonly kind: "host";
      readonly state: string;
      readonly turns: readonly {
        readonly group: string;
        readonly position: number;
        readonly stage?: string | undefined;
      }[];
      readonly reviews: readonly { readonly environment: string; readonly reviewers: readonly string[] }[];
    }
  | { readonly kind: "server-limit" | "organization-limit"; readonly limit: number; readonly running: number }
  | {
      readonly kind: "concurrency-group";
      readonly group: string;
      readonly limit: number;
      /** The executions of the group that run, or come before it. */
      readonly waitsFor: readonly string[];
    }
  /** It runs; these stages of it wait for a slot of the server, or for their own concurrency group. */
  | {
      readonly kind: "stages";
      readonly waiting: readonly { readonly stage: string; readonly instance: string; readonly group?: string }[];
    }
  /** It runs; these stages of it wait for people. */
  | {
      readonly kind: "approvals";
      readonly waiting: readonly { readonly id: string; readonly stage: string; readonly instance: string }[];
    }
  /** It runs; these deployments of it were interrupted, and wait until somebody lets them go on. */
  | {
      readonly kind: "interrupted-deployments";
      readonly waiting: readonly { readonly stage: string; readonly instance: string }[];
    }
  | { readonly kind: "starting" }
  /** For its turn on the server that holds it. */
  | { readonly kind: "another-server" };
