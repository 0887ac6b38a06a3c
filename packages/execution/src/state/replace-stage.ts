import type { Entry, OrderedSet } from "../collections/ordered-set.ts";
import { withEntry, withoutEntry } from "../collections/ordered-set.ts";
import { itemAt, withItem } from "../collections/vector.ts";
import type { Result } from "../outcome.ts";
import { dueAt } from "../settling/approval-verdict.ts";
import type { Ancestors } from "../state-types.ts";
import type { ExecutionState, InstanceRecord, Lane, StageRecord } from "./execution-state.ts";
import { dueEntry } from "./initial-state.ts";
import { normalizeStage } from "./normalize-stage.ts";

/**
 * Puts a changed stage into the state: brings its own fields in order, moves its instances between the
 * indexes, and, when it is settled by this, tells the stages that need it. Costs the stage's instances
 * and dependents, whatever else is in the graph.
 */
export function replaceStage(state: ExecutionState, changed: StageRecord, seq: number): ExecutionState {
  const before = itemAt(state.stages, changed.index);
  if (before === undefined) return state;
  const after = normalizeStage(state, changed);
  const next = { ...reindexed(state, before, after), stages: withItem(state.stages, after.index, after) };
  const settles = after.status === "settled" && before.status !== "settled";
  return settles ? dependentsTold(next, after, seq) : next;
}

function dependentsTold(state: ExecutionState, settled: StageRecord, seq: number): ExecutionState {
  let next: ExecutionState = { ...state, settledStages: state.settledStages + 1 };
  for (const index of state.plan.stages[settled.index]?.dependents ?? []) {
    const dependent = itemAt(next.stages, index);
    if (dependent === undefined || dependent.status !== "waiting") continue;
    const unmetNeeds = dependent.unmetNeeds - 1;
    const told: StageRecord = {
      ...dependent,
      unmetNeeds,
      ancestors: joined(dependent.ancestors, settled),
      status: unmetNeeds === 0 ? "due" : "waiting",
      arrival: seq,
    };
    next = {
      ...next,
      stages: withItem(next.stages, index, told),
      due: unmetNeeds === 0 ? withEntry(next.due, dueEntry(told)) : next.due,
    };
  }
  return next;
}

function joined(ancestors: Ancestors, need: StageRecord): Ancestors {
  const result: Result = need.result ?? "success";
  const succeeded = result === "success" && need.ancestors.succeeded;
  const failed = result === "failure" || need.ancestors.failed;
  if (succeeded) return ancestors;
  // A stage skipped for another is not to blame: the chain is followed to where it began.
  const blame = result === "failure" || result === "cancelled" ? need.index : (need.ancestors.culprit ?? need.index);
  const culprit = ancestors.culprit === undefined || (failed && !ancestors.failed) ? blame : ancestors.culprit;
  return { succeeded: false, failed: ancestors.failed || failed, culprit };
}

function reindexed(state: ExecutionState, before: StageRecord, after: StageRecord): ExecutionState {
  let { ordinary, enduring, runningInstances, failed } = state;
  const count = Math.max(before.instances.length, after.instances.length);
  for (let position = 0; position < count; position += 1) {
    const old = before.instances[position];
    const now = after.instances[position];
    if (old === now && before.halted === after.halted) continue;
    runningInstances += occupies(now) - occupies(old);
    failed ||= now?.result === "failure";
    const from = placeOf(state, before, position);
    const to = placeOf(state, after, position);
    if (from !== undefined) {
      if (from.enduring) enduring = without(enduring, from);
      else ordinary = without(ordinary, from);
    }
    if (to !== undefined) {
      if (to.enduring) enduring = including(enduring, to);
      else ordinary = including(ordinary, to);
    }
  }
  return {
    ...state,
    ordinary,
    enduring,
    runningInstances,
    failed,
    due: moved(state.due, isDue(before) ? dueEntry(before) : undefined, isDue(after) ? dueEntry(after) : undefined),
    halting: moved(state.halting, haltingEntry(before), haltingEntry(after)),
  };
}

interface Place {
  readonly room: keyof Lane;
  readonly enduring: boolean;
  readonly entry: Entry;
}

/** Where an instance stands follows from its stage and itself alone. */
function placeOf(state: ExecutionState, stage: StageRecord, position: number): Place | undefined {
  const instance = stage.instances[position];
  if (instance === undefined) return undefined;
  const room = roomOf(stage, instance);
  if (room === undefined) return undefined;
  const entry = { ...urgency(state, room, { stage, instance }), order: instance.arrival };
  return { room, enduring: instance.outlivesCancel, entry: { ...entry, stage: stage.index, instance: position } };
}

/** Smaller comes first. */
function urgency(
  { blueprint }: ExecutionState,
  room: keyof Lane,
  { stage, instance }: { readonly stage: StageRecord; readonly instance: InstanceRecord },
): Pick<Entry, "primary" | "secondary"> {
  switch (room) {
    case "ready":
      return {
        primary: -(blueprint.stages[stage.index]?.priority ?? 0),
        secondary: -(blueprint.ranks[stage.index] ?? 0),
      };
    case "retrying":
      return { primary: instance.nextAttemptAt ?? 0, secondary: 0 };
    case "asking":
      return { primary: dueAt(instance.approval), secondary: 0 };
    case "held":
    case "running":
      return { primary: 0, secondary: 0 };
  }
}

function roomOf(stage: StageRecord, instance: InstanceRecord): keyof Lane | undefined {
  switch (instance.status) {
    case "queued":
      return instance.admitted && !stage.halted ? "ready" : "held";
    case "retrying":
      return stage.halted ? "held" : "retrying";
    case "waiting":
      return instance.waitingFor === "approval" && !stage.halted ? "asking" : "held";
    case "running":
      return "running";
    case "pending":
    case "cancelling":
    case "finished":
      return undefined;
  }
}

function without(lane: Lane, place: Place): Lane {
  return { ...lane, [place.room]: withoutEntry(lane[place.room], place.entry) };
}

function including(lane: Lane, place: Place): Lane {
  return { ...lane, [place.room]: withEntry(lane[place.room], place.entry) };
}

function moved(set: OrderedSet, from: Entry | undefined, to: Entry | undefined): OrderedSet {
  if (from === undefined && to === undefined) return set;
  const left = from === undefined ? set : withoutEntry(set, from);
  return to === undefined ? left : withEntry(left, to);
}

function isDue(stage: StageRecord): boolean {
  return stage.status === "due";
}

function haltingEntry(stage: StageRecord): Entry | undefined {
  if (!stage.halted) return undefined;
  const stoppable = stage.instances.some((instance) => roomOf(stage, instance) !== undefined);
  return stoppable ? { primary: 0, secondary: 0, order: 0, stage: stage.index, instance: 0 } : undefined;
}

function occupies(instance: InstanceRecord | undefined): number {
  return instance?.status === "running" || instance?.status === "cancelling" ? 1 : 0;
}
