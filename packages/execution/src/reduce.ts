import type { EventOf, ExecutionEvent } from "./events.ts";
import type { CancelReason, Outcome } from "./outcome.ts";
import { resultOf } from "./outcome.ts";
import type { ExecutionState, InstanceRecord, StageRecord } from "./state/execution-state.ts";
import { initialInstance } from "./state/initial-state.ts";
import { stageOf } from "./state/read-state.ts";
import { replaceStage } from "./state/replace-stage.ts";
import type { ApprovalState } from "./state-types.ts";

/**
 * The state after an event. Pure: the given state stays valid. Total: an event that makes no sense for
 * the state (of another execution, seen before, of a settled stage, of an unknown type) changes at most `seq`.
 * Costs the instances of one stage, and its dependents when it settles by this event.
 */
export function reduce(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  if (event.executionId !== state.plan.executionId || !(event.seq > state.seq)) return state;
  return { ...(state.status === "finished" ? state : applied(state, event)), seq: event.seq };
}

function applied(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  switch (event.type) {
    case "execution.started":
      return { ...state, status: state.status === "created" ? "running" : state.status, startedAt: event.at };
    case "execution.resumed":
      return { ...state, processes: state.processes + 1 };
    case "execution.cancelling":
      return {
        ...state,
        status: "cancelling",
        cancelReason: weightier(state.cancelReason, event.reason),
        forced: state.forced || event.force,
      };
    case "execution.finished":
      return { ...state, status: "finished", finishedAt: event.at, outcome: event.outcome };
    case "stage.expanded":
      return expanded(state, event);
    case "stage.queued":
      return withInstance(state, event, (instance) => queued(instance, event));
    case "approval.requested":
      return withInstance(state, event, (instance) => asked(instance, event));
    case "approval.decided":
      return withInstance(state, event, (instance) => decided(instance, event));
    case "approval.settled":
      return withInstance(state, event, (instance) =>
        isAsking(instance) ? { ...instance, approval: { ...instance.approval, outcome: event.outcome } } : instance,
      );
    case "stage.waiting":
      return withInstance(state, event, (instance) =>
        wasAtWork(instance)
          ? {
              ...instance,
              status: "waiting",
              waitingFor: event.reason,
              interruptedAttempts: instance.interruptedAttempts + 1,
              arrival: event.seq,
            }
          : instance,
      );
    case "stage.started":
      return withInstance(state, event, (instance) => ({
        ...withoutAttemptResult(instance),
        status: "running",
        attempt: event.attempt,
        ...(event.environment === undefined ? {} : { environment: event.environment }),
        admitted: true,
        startedAt: event.at,
        arrival: event.seq,
      }));
    case "stage.cancelling":
      return withInstance(state, event, (instance) =>
        instance.status === "running" ? { ...instance, status: "cancelling", arrival: event.seq } : instance,
      );
    case "stage.retrying":
      return withInstance(state, event, (instance) => retrying(instance, event));
    case "stage.skipped":
      return withInstance(state, event, (instance) => ({
        ...finished(instance, event, { outcome: skipOutcome(event.reason), allowed: false }),
        skipDetail: event.detail,
      }));
    case "stage.reused":
      return withInstance(state, event, (instance) => ({
        ...finished(instance, event, { outcome: "success", allowed: false }),
        outputs: event.outputs,
        reused: true,
      }));
    case "stage.finished":
      return withRollback(
        state,
        withInstance(state, event, (instance) => ended(instance, event)),
        event,
      );
    case "execution.created":
    case "step.started":
    case "step.finished":
    case "step.skipped":
    case "rollback.started":
    case "rollback.finished":
    case "gate.reported":
    case "artifact.stored":
    case "artifact.uploaded":
    case "cache.restored":
    case "cache.saved":
    case "cache.missed":
    case "tests.reported":
    case "output.set":
    case "annotation":
    case "summary.added":
      return state;
    default:
      return passedOver(event, state);
  }
}

/** A later version's event means nothing to this reader; the type keeps the switch above exhaustive. */
function passedOver(_unknown: never, state: ExecutionState): ExecutionState {
  return state;
}

function withInstance(
  state: ExecutionState,
  event: { readonly seq: number; readonly stage: string; readonly instance: string },
  change: (instance: InstanceRecord) => InstanceRecord,
): ExecutionState {
  const stage = stageOf(state, event.stage);
  if (stage === undefined || stage.status === "waiting" || stage.status === "settled") return state;
  const ready = stage.expanded ? stage : settledUnexpanded(stage, event.instance);
  const position = ready.instances.findIndex(
    (candidate) => candidate.instance === event.instance && candidate.status !== "finished",
  );
  const before = ready.instances[position];
  if (before === undefined) return state;
  const after = change(before);
  if (after === before) return state;
  return replaceStage(state, { ...ready, instances: ready.instances.with(position, after) }, event.seq);
}

/** A stage that settles before its late matrix is known does so as one instance. */
function settledUnexpanded(stage: StageRecord, instance: string): StageRecord {
  return { ...stage, expanded: true, instances: [initialInstance({ instance })] };
}

function expanded(state: ExecutionState, event: EventOf<"stage.expanded">): ExecutionState {
  const stage = stageOf(state, event.stage);
  if (stage === undefined || stage.status !== "due" || stage.expanded || event.instances.length === 0) return state;
  return replaceStage(state, { ...stage, expanded: true, instances: event.instances.map(initialInstance) }, event.seq);
}

function asked(instance: InstanceRecord, event: EventOf<"approval.requested">): InstanceRecord {
  if (instance.status !== "pending") return instance;
  const { approvers, minimum, parts, preventSelfApproval, instructions, expiresAt } = event;
  return {
    ...instance,
    ...(event.matrix === undefined ? {} : { matrix: event.matrix }),
    ...(event.concurrency === undefined ? {} : { concurrency: event.concurrency }),
    ...(event.environment === undefined ? {} : { environment: event.environment }),
    status: "waiting",
    waitingFor: "approval",
    approval: {
      approvers,
      minimum,
      ...(parts === undefined ? {} : { parts }),
      preventSelfApproval,
      ...(instructions === undefined ? {} : { instructions }),
      requestedAt: event.at,
      // A time that is no number would leave the order of the approvals undefined.
      ...(expiresAt !== undefined && Number.isFinite(expiresAt) ? { expiresAt } : {}),
      decisions: [],
    },
    outlivesCancel: event.outlivesCancel ?? instance.outlivesCancel,
    arrival: event.seq,
  };
}

function decided(instance: InstanceRecord, event: EventOf<"approval.decided">): InstanceRecord {
  if (!isAsking(instance)) return instance;
  const { approval } = instance;
  const { by, decision, comment, at } = event;
  if (approval.outcome !== undefined || approval.decisions.some((earlier) => earlier.by === by)) return instance;
  const said = { by, decision, ...(comment === undefined ? {} : { comment }), at };
  return { ...instance, approval: { ...approval, decisions: [...approval.decisions, said] } };
}

function queued(waiting: InstanceRecord, event: EventOf<"stage.queued">): InstanceRecord {
  if (waiting.status !== "pending" && waiting.status !== "waiting") return waiting;
  // Nothing but consent lets it go on.
  if (isAsking(waiting) && waiting.approval.outcome !== "approved") return waiting;
  const { waitingFor: _, ...instance } = waiting;
  return {
    ...instance,
    ...(event.matrix === undefined ? {} : { matrix: event.matrix }),
    ...(event.concurrency === undefined ? {} : { concurrency: event.concurrency }),
    ...(event.environment === undefined ? {} : { environment: event.environment }),
    status: "queued",
    outlivesCancel: event.outlivesCancel ?? instance.outlivesCancel,
    queuedAt: event.at,
    arrival: event.seq,
  };
}

function retrying(instance: InstanceRecord, event: EventOf<"stage.retrying">): InstanceRecord {
  if (!wasAtWork(instance)) return instance;
  return {
    ...instance,
    status: "retrying",
    attempt: event.attempt,
    interruptedAttempts: instance.interruptedAttempts + (event.interrupted === true ? 1 : 0),
    exitCode: event.exitCode,
    durationMs: event.durationMs,
    ranMs: instance.ranMs + (event.interrupted === true ? 0 : event.durationMs),
    ...(event.message === undefined ? {} : { message: event.message }),
    // A time that is no number would leave the order of the retries undefined.
    nextAttemptAt: Number.isFinite(event.nextAttemptAt) ? event.nextAttemptAt : event.at,
    arrival: event.seq,
  };
}

function finished(
  instance: InstanceRecord,
  event: { readonly at: number; readonly seq: number },
  ended: { readonly outcome: Outcome; readonly allowed: boolean },
): InstanceRecord {
  return {
    ...withoutAttemptResult(instance),
    status: "finished",
    outcome: ended.outcome,
    result: resultOf(ended.outcome, ended.allowed),
    finishedAt: event.at,
    arrival: event.seq,
  };
}

function ended(instance: InstanceRecord, event: EventOf<"stage.finished">): InstanceRecord {
  const { used, message, environment, environmentUrl, rolledBack, rollbackReason } = event;
  return {
    ...finished(instance, event, event),
    attempt: event.attempt,
    exitCode: event.exitCode,
    durationMs: event.durationMs,
    // What was cancelled between two attempts has not run for any longer.
    ranMs: instance.ranMs + (wasAtWork(instance) ? event.durationMs : 0),
    outputs: event.outputs,
    ...(used === undefined ? {} : { used }),
    ...(message === undefined ? {} : { message }),
    ...(environment === undefined ? {} : { environment }),
    ...(environmentUrl === undefined ? {} : { environmentUrl }),
    ...(rolledBack === undefined ? {} : { rolledBack }),
    ...(rollbackReason === undefined ? {} : { rollbackReason }),
  };
}

function withRollback(
  before: ExecutionState,
  after: ExecutionState,
  { instance, rolledBack, rollbackReason }: EventOf<"stage.finished">,
): ExecutionState {
  if (after === before || rolledBack === undefined) return after;
  return { ...after, rollbacks: [...after.rollbacks, { instance, rolledBack, reason: rollbackReason ?? "" }] };
}

/** What the attempt before left is not the present one's. */
function withoutAttemptResult(instance: InstanceRecord): InstanceRecord {
  const {
    exitCode: _exitCode,
    durationMs: _durationMs,
    message: _message,
    nextAttemptAt: _next,
    waitingFor: _waitingFor,
    ...rest
  } = instance;
  return rest;
}

function skipOutcome(reason: EventOf<"stage.skipped">["reason"]): Outcome {
  return reason === "condition" || reason === "need" ? "skipped" : "cancelled";
}

function isAsking(instance: InstanceRecord): instance is InstanceRecord & { readonly approval: ApprovalState } {
  return instance.status === "waiting" && instance.waitingFor === "approval" && instance.approval !== undefined;
}

function wasAtWork(instance: InstanceRecord): boolean {
  return instance.status === "running" || instance.status === "cancelling";
}

const weights: Readonly<Record<CancelReason, number>> = { failFast: 1, timedOut: 2, superseded: 3, requested: 4 };

function weightier(before: CancelReason | undefined, now: CancelReason): CancelReason {
  return before !== undefined && weights[before] >= weights[now] ? before : now;
}
