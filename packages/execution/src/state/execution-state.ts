import type { Stage } from "@headrace/pipeline";
import type { OrderedSet } from "../collections/ordered-set.ts";
import type { Vector } from "../collections/vector.ts";
import type { PlanningContexts } from "../planning/planning-contexts.ts";
import type { ExecutionSummaryState, InstanceState, StageState } from "../state-types.ts";

/**
 * The fold of an execution's events. The stages are the truth; the sets below are indexes over them,
 * kept by `replaceStage`, so that `decide` never looks at a stage that has nothing to do.
 */
export interface ExecutionState extends ExecutionSummaryState {
  readonly blueprint: Blueprint;
  readonly stages: Vector<StageRecord>;
  /** Stages whose needs are settled and which have an instance not yet queued or skipped. */
  readonly due: OrderedSet;
  /** Instances that a cancel ends. */
  readonly ordinary: Lane;
  /** Instances whose condition also holds after a cancel; only a forced one ends them. */
  readonly enduring: Lane;
  /** Stages with `matrix.failFast` of which an instance failed and others are not yet stopped. */
  readonly halting: OrderedSet;
  /** An instance failed for good, and was not allowed to. */
  readonly failed: boolean;
  /** Processes that worked at the execution: 1, and one more for each resume. */
  readonly processes: number;
}

export interface Lane {
  /** Queued and free to start: by priority, then the longest remaining path first, then by arrival. */
  readonly ready: OrderedSet;
  /** Queued behind `maxParallel`, waiting with a deployment that was interrupted, or about to be dropped. */
  readonly held: OrderedSet;
  /** Waiting for an approval: those that are decided first, then by when they expire. */
  readonly asking: OrderedSet;
  /** Between two attempts, by the time of the next. */
  readonly retrying: OrderedSet;
  readonly running: OrderedSet;
}

/** What follows from the plan alone; shared by all states of an execution. */
export interface Blueprint {
  readonly indexes: ReadonlyMap<string, number>;
  /** The definition of each planned stage. */
  readonly stages: readonly Stage[];
  /** Stages on the longest path from each stage to an end, itself included. */
  readonly ranks: readonly number[];
  readonly contexts: PlanningContexts;
}

export interface StageRecord extends StageState {
  readonly instances: readonly InstanceRecord[];
  /** False while the matrix waits for what it reads from `needs`. */
  readonly expanded: boolean;
  /** `matrix.failFast` has struck. */
  readonly halted: boolean;
  /** The sequence number of the event that made it due. */
  readonly arrival: number;
}

export interface InstanceRecord extends InstanceState {
  readonly outlivesCancel: boolean;
  /** It holds one of the stage's `maxParallel` places, from being queued until it is finished. */
  readonly admitted: boolean;
  /** The sequence number of the event that brought it into its present status. */
  readonly arrival: number;
}
