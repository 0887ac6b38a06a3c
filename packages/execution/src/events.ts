import type { MatrixValues } from "@headrace/pipeline";
import type { ApprovalDecisionKind, ApprovalOutcome, CancelReason, ExecutionOutcome, Outcome } from "./outcome.ts";
import type { ConcurrencyGroup, StartEvent, WorkspaceMode } from "./plan-types.ts";

/** The version of the event format; raised when a reader of the old one would misread the new. */
export const eventVersion = 1;

/** What every stored event bears beside its body. */
export interface EventEnvelope {
  /** Counts the events of one execution from 1, without gaps. */
  readonly seq: number;
  /** Epoch milliseconds; shown to people and in `--json` as ISO 8601 in UTC. */
  readonly at: number;
  readonly executionId: string;
}

export type ExecutionEvent = EventEnvelope & EventBody;

/** An event before the journal gives it its number and time. */
export type EventBody =
  | ExecutionCreated
  | ExecutionStarted
  | ExecutionResumed
  | ExecutionCancelling
  | ExecutionFinished
  | StageExpanded
  | ApprovalRequested
  | ApprovalDecided
  | ApprovalSettled
  | StageQueued
  | StageWaiting
  | StageStarted
  | StageCancelling
  | StageRetrying
  | StageSkipped
  | StageReused
  | StageFinished
  | StepStarted
  | StepFinished
  | StepSkipped
  | RollbackStarted
  | RollbackFinished
  | GateReported
  | ArtifactStored
  | ArtifactUploaded
  | CacheRestored
  | CacheSaved
  | CacheMissed
  | TestsReported
  | OutputSet
  | Annotation
  | SummaryAdded;

export type EventType = EventBody["type"];
export type EventOf<Type extends EventType> = Extract<ExecutionEvent, { type: Type }>;

export interface ExecutionCreated {
  readonly type: "execution.created";
  readonly version: number;
  readonly pipeline: string;
  readonly number: number;
  readonly digest: string;
  readonly event: StartEvent;
  readonly branch: string;
  readonly commit: string;
  readonly workspace: WorkspaceMode;
  readonly stages: readonly {
    readonly stage: string;
    readonly name: string;
    readonly needs: readonly string[];
    readonly group?: string;
  }[];
  /** The execution this one runs again, if any. */
  readonly rerunOf?: string;
}

export interface ExecutionStarted {
  readonly type: "execution.started";
}

/** Another process has taken up an execution whose process died. */
export interface ExecutionResumed {
  readonly type: "execution.resumed";
  readonly killedProcesses: number;
}

export interface ExecutionCancelling {
  readonly type: "execution.cancelling";
  readonly reason: CancelReason;
  /** A second cancel: what outlived the first ends too. */
  readonly force: boolean;
}

export interface ExecutionFinished {
  readonly type: "execution.finished";
  readonly outcome: ExecutionOutcome;
  /** What `headrace run` exits with: 0, 1 or 130. */
  readonly exitCode: number;
  /** From `execution.started`. */
  readonly durationMs: number;
  /** How many processes worked at it: 1, and one more for each time it was resumed. */
  readonly attempt: number;
  /** Present where a deployment failed and its rollback ran: whether every such rollback succeeded. */
  readonly rolledBack?: boolean;
  /** Which deployments, and why: `deploy: exit code 1`. */
  readonly rollbackReason?: string;
}

/** What an expression read from outside: the call as a person would write it, `hashFiles('a', 'b')`, to its value. */
export type Observed = Readonly<Record<string, string | boolean>>;

interface OfInstance {
  readonly stage: string;
  readonly instance: string;
}

interface OfAttempt extends OfInstance {
  /** Counts from 1; 0 where it came to no attempt. */
  readonly attempt: number;
}

/** A matrix that reads `needs` now has its instances. */
export interface StageExpanded {
  readonly type: "stage.expanded";
  readonly stage: string;
  readonly instances: readonly { readonly instance: string; readonly matrix: MatrixValues }[];
  readonly observed?: Observed;
}

/** The needs are settled and the condition holds: now people are asked. It holds no slot while it waits for them. */
export interface ApprovalRequested extends OfInstance {
  readonly type: "approval.requested";
  readonly matrix?: MatrixValues;
  /** As in `stage.queued`. */
  readonly outlivesCancel?: boolean;
  /** People or teams who may approve, as the definition names them; empty for whoever else may. */
  readonly approvers: readonly string[];
  /** How many different people must approve. */
  readonly minimum: number;
  /** Where the environment asks for consent too: whose each part of `minimum` is. Each approval counts for one part. */
  readonly parts?: readonly ApprovalPart[];
  /** Whoever triggered the execution may not approve it. */
  readonly preventSelfApproval: boolean;
  /** What the consent is for: this commit … */
  readonly commit: string;
  /** … and this definition: SHA-256 of its canonical JSON, hexadecimal. */
  readonly digest: string;
  readonly instructions?: string;
  /** Epoch milliseconds; absent where it waits without limit. */
  readonly expiresAt?: number;
  readonly concurrency?: ConcurrencyGroup;
  /** The environment it deploys to. */
  readonly environment?: string;
  readonly observed?: Observed;
}

/** Whom one rule asks, and how many of them. */
export interface ApprovalPart {
  /** Whose rule it is. */
  readonly from: "stage" | "environment";
  /** Empty for whoever else may. */
  readonly approvers: readonly string[];
  readonly minimum: number;
}

/** One person has said yes or no. Who may is checked by whoever takes the decision, before it is recorded. */
export interface ApprovalDecided extends OfInstance {
  readonly type: "approval.decided";
  /** Who, as the application names people. */
  readonly by: string;
  readonly decision: ApprovalDecisionKind;
  readonly comment?: string;
}

/** Enough have approved, one has rejected, or the time is over. `stage.queued` or `stage.finished` follows. */
export interface ApprovalSettled extends OfInstance {
  readonly type: "approval.settled";
  readonly outcome: ApprovalOutcome;
}

/** The needs are settled, the condition holds and who had to approve has: it runs as soon as there is a slot. */
export interface StageQueued extends OfInstance {
  readonly type: "stage.queued";
  /** What it shares with stages of other executions, and with how many of them at once. */
  readonly concurrency?: ConcurrencyGroup;
  /** The environment it deploys to. */
  readonly environment?: string;
  readonly matrix?: MatrixValues;
  /** Its condition also holds once the execution is cancelled (`always()`): only a forced cancel ends it. */
  readonly outlivesCancel?: boolean;
  readonly observed?: Observed;
}

/** It waits for a person: after a crash, a stage with an environment is not run again by itself. */
export interface StageWaiting extends OfInstance {
  readonly type: "stage.waiting";
  readonly reason: "interruptedDeployment";
}

export interface StageStarted extends OfAttempt {
  readonly type: "stage.started";
  readonly environment?: string;
}

export interface StageCancelling extends OfInstance {
  readonly type: "stage.cancelling";
  readonly reason: CancelReason;
}

/** An attempt ended and another will follow. */
export interface StageRetrying extends OfAttempt {
  readonly type: "stage.retrying";
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Epoch milliseconds. */
  readonly nextAttemptAt: number;
  readonly message?: string;
  /** The attempt was lost with the process that ran it, and does not count against `retry`. */
  readonly interrupted?: boolean;
}

export type SkipReason = "condition" | "need" | "cancelled" | "failFast";

export interface StageSkipped extends OfInstance {
  readonly type: "stage.skipped";
  readonly reason: SkipReason;
  /** In words: `git.branch == 'main' is false`; `build failed`. */
  readonly detail: string;
  readonly observed?: Observed;
}

export interface StageReused extends OfInstance {
  readonly type: "stage.reused";
  readonly from: { readonly executionId: string; readonly instance: string };
  readonly why: "inputs" | "rerun";
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a stage's programs took of the machine; what could not be measured is absent. */
export interface StageUse {
  /** Processor time in milliseconds, of all cores together. */
  readonly cpuMs?: number;
  /** The most memory at once, in bytes. */
  readonly peakMemory?: number;
}

/** The final outcome of one instance. */
export interface StageFinished extends OfAttempt {
  readonly type: "stage.finished";
  readonly outcome: Outcome;
  /** Of the step that decided it; null where no process exited. */
  readonly exitCode: number | null;
  /** Of the last attempt. */
  readonly durationMs: number;
  /** The failure counts as success for what needs it. */
  readonly allowed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the last attempt took of the machine, where that can be measured. */
  readonly used?: StageUse;
  /** Why, where the exit code does not say: `shell "zsh" was not found`. */
  readonly message?: string;
  /** The environment it deployed to, and where that can be seen (`http:` or `https:`). */
  readonly environment?: string;
  readonly environmentUrl?: string;
  /** Present where the rollback ran: whether all its steps succeeded. */
  readonly rolledBack?: boolean;
  /** Why it was rolled back: `exit code 1`. */
  readonly rollbackReason?: string;
}

export type StepPhase = "steps" | "afterSteps" | "rollback";

interface OfStep extends OfAttempt {
  /** Counts from 0 within its phase. */
  readonly step: number;
  readonly phase: StepPhase;
  readonly name: string;
}

export interface StepStarted extends OfStep {
  readonly type: "step.started";
  readonly id?: string;
  /** The first line of the attempt's log that is this step's; lines count from 1. */
  readonly line: number;
}

export interface StepFinished extends OfStep {
  readonly type: "step.finished";
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly durationMs: number;
  readonly message?: string;
}

export interface StepSkipped extends OfStep {
  readonly type: "step.skipped";
}

/** The last attempt of a stage with `rollback` did not succeed: its rollback steps run, in the phase `rollback`. */
export interface RollbackStarted extends OfAttempt {
  readonly type: "rollback.started";
  readonly reason: string;
}

export interface RollbackFinished extends OfAttempt {
  readonly type: "rollback.finished";
  readonly outcome: Outcome;
  readonly durationMs: number;
}

export type GateName = "coverage" | "passRate" | "warnings";

/** A quality gate was measured. One that did not pass has failed the stage. */
export interface GateReported extends OfAttempt {
  readonly type: "gate.reported";
  readonly name: GateName;
  /** Percent, or a count of warnings; null where there was nothing to measure. */
  readonly value: number | null;
  /** The least percent, or the most warnings. */
  readonly threshold: number;
  readonly passed: boolean;
}

interface StoredFiles {
  readonly name: string;
  /** SHA-256 of the stored archive, hexadecimal. */
  readonly digest: string;
  /** Bytes of the files, before packing. */
  readonly size: number;
  readonly files: number;
}

export interface ArtifactStored extends OfAttempt, StoredFiles {
  readonly type: "artifact.stored";
  /** Epoch milliseconds; absent means for ever. */
  readonly expiresAt?: number;
}

/**
 * Files came from outside of the stages, through the API. It may come before `execution.started` and after
 * `execution.finished`: it changes nothing of how the execution goes.
 */
export interface ArtifactUploaded extends StoredFiles {
  readonly type: "artifact.uploaded";
}

export interface CacheRestored extends OfAttempt {
  readonly type: "cache.restored";
  readonly key: string;
  /** The stored key that served, equal to `key` on an exact hit. */
  readonly matchedKey: string;
  readonly size: number;
  readonly durationMs: number;
}

export interface CacheSaved extends OfAttempt {
  readonly type: "cache.saved";
  readonly key: string;
  readonly size: number;
  readonly durationMs: number;
}

export interface CacheMissed extends OfAttempt {
  readonly type: "cache.missed";
  readonly key: string;
  /** Why, where it is not simply absent: a corrupt entry. */
  readonly message?: string;
}

/** Of a run on a host of code it comes after `execution.finished`, and changes nothing of how that went. */
export interface TestsReported extends OfAttempt {
  readonly type: "tests.reported";
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  readonly durationMs: number;
  /** Line coverage in percent. */
  readonly coverage?: number;
}

export interface OutputSet extends OfAttempt {
  readonly type: "output.set";
  /** The id of the step that set it; absent for the stage's own. */
  readonly step?: string;
  readonly name: string;
  readonly value: string;
}

export interface Annotation extends OfAttempt {
  readonly type: "annotation";
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
}

export interface SummaryAdded extends OfAttempt {
  readonly type: "summary.added";
  readonly markdown: string;
}
