import type { MatrixValues } from "@headrace/pipeline";
import type { ApprovalPart, StageUse } from "./events.ts";
import type {
  ApprovalDecisionKind,
  ApprovalOutcome,
  CancelReason,
  ExecutionOutcome,
  Outcome,
  Result,
} from "./outcome.ts";
import type { ConcurrencyGroup, ExecutionPlan } from "./plan-types.ts";

export type ExecutionStatus = "created" | "running" | "cancelling" | "finished";
/** `waiting`: needs unmet. `due`: needs settled, condition not yet evaluated. `active`: instances at work. */
export type StageStatus = "waiting" | "due" | "active" | "settled";
export type InstanceStatus = "pending" | "queued" | "waiting" | "running" | "cancelling" | "retrying" | "finished";

export interface InstanceState {
  readonly instance: string;
  readonly matrix?: MatrixValues;
  readonly status: InstanceStatus;
  /** The attempt that runs or ran last; 0 before the first. */
  readonly attempt: number;
  /** Attempts lost to a crash: they do not count against `retry`. */
  readonly interruptedAttempts: number;
  readonly outcome?: Outcome;
  readonly result?: Result;
  readonly exitCode?: number | null;
  readonly message?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly reused: boolean;
  readonly skipDetail?: string;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Of the last attempt. */
  readonly durationMs?: number;
  /** Of all attempts that ended, together; what was lost with its process is not known. */
  readonly ranMs: number;
  /** Of the last attempt, where it was measured. */
  readonly used?: StageUse;
  /** While `retrying`: epoch milliseconds. */
  readonly nextAttemptAt?: number;
  /** While `waiting`: for whom or what. */
  readonly waitingFor?: "approval" | "interruptedDeployment";
  /** Of a stage with `approval`, once it was asked for. */
  readonly approval?: ApprovalState;
  readonly concurrency?: ConcurrencyGroup;
  readonly environment?: string;
  readonly environmentUrl?: string;
  /** Present where the rollback ran. */
  readonly rolledBack?: boolean;
  readonly rollbackReason?: string;
}

/** What was asked of people for one instance, and what they have said. */
export interface ApprovalState {
  readonly approvers: readonly string[];
  readonly minimum: number;
  readonly parts?: readonly ApprovalPart[];
  readonly preventSelfApproval: boolean;
  readonly instructions?: string;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
  /** In their order; at most one of each person. */
  readonly decisions: readonly ApprovalDecision[];
  /** Once it is settled. */
  readonly outcome?: ApprovalOutcome;
}

export interface ApprovalDecision {
  readonly by: string;
  readonly decision: ApprovalDecisionKind;
  readonly comment?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A deployment that failed and was rolled back, or was to be. */
export interface Rollback {
  readonly instance: string;
  readonly rolledBack: boolean;
  readonly reason: string;
}

export interface Ancestors {
  /** Every one succeeded: allowed failures and reused stages count, skipped ones do not. */
  readonly succeeded: boolean;
  readonly failed: boolean;
  /** Index of the stage that broke the chain: the failed, cancelled or skipped one it began with. */
  readonly culprit?: number;
}

export interface StageState {
  readonly index: number;
  readonly id: string;
  readonly status: StageStatus;
  readonly unmetNeeds: number;
  /** What the status functions ask of all ancestors, gathered as needs settle. */
  readonly ancestors: Ancestors;
  /** Once settled: failure before cancelled before skipped before success, over the instances. */
  readonly result?: Result;
  readonly instances: readonly InstanceState[];
}

/**
 * The fold of an execution's events. Values are never changed in place: `reduce` gives a new state
 * that shares what did not change, at a cost that does not grow with the number of stages.
 * Read stages with `stageAt` and `stageOf`.
 */
export interface ExecutionSummaryState {
  readonly plan: ExecutionPlan;
  readonly status: ExecutionStatus;
  readonly seq: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly outcome?: ExecutionOutcome;
  /** The weightiest so far: a person's request before a timeout before `failFast`. */
  readonly cancelReason?: CancelReason;
  readonly forced: boolean;
  readonly settledStages: number;
  readonly runningInstances: number;
  readonly rollbacks: readonly Rollback[];
}
