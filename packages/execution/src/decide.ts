import type { Action } from "./actions.ts";
import type { OrderedSet } from "./collections/ordered-set.ts";
import { entriesOf, mergedEntries } from "./collections/ordered-set.ts";
import { approvalVerdict, dueAt, never } from "./settling/approval-verdict.ts";
import type { ExecutionState, InstanceRecord, Lane, StageRecord } from "./state/execution-state.ts";
import { stageAt } from "./state/read-state.ts";

/** The most settlements, and the most drops, of one call: the rest comes with the calls after. */
const batchSize = 64;

/**
 * What is due at `now` (epoch milliseconds). Costs what it returns, so it may be called after every event;
 * an action comes again until the event that answers it has been reduced.
 *
 * What starts first: retries that are due; then, of what is queued, the highest `priority`; among equals the stage
 * with the longest path of dependents still before it (counted in stages), since that path bounds when the execution
 * can end; among equals, what was queued first. Nothing starves: an execution is finite, and every start uses a free slot.
 * So that the choice is among all that could start, slots are given out once what is due has been settled.
 * Long fans of settlements and drops come in batches; beside a full batch of settlements, slots are given out too.
 *
 * `claimed` are instances whose start is under way elsewhere, waiting for a slot that is shared with other executions:
 * they are passed over and take none of the execution's own slots, which whoever gives out the shared ones counts too.
 */
export function decide(
  state: ExecutionState,
  now: number,
  claimed: ReadonlySet<string> = nothingClaimed,
): readonly Action[] {
  if (state.status === "created") return [{ kind: "begin" }];
  if (state.status === "finished") return [];
  if (state.settledStages === state.plan.stages.length) return [{ kind: "finish" }];
  if (state.status === "running" && state.failed && state.plan.pipeline.failFast) return [{ kind: "fail-fast" }];
  const settling = settlements(state);
  // What these settle may be more urgent than what waits: the slots are given out with the next call.
  const starting = settling.length > 0 && settling.length < batchSize ? nothing : starts(state, now, claimed);
  const concluding = conclusions(state, now);
  const next = Math.min(starting.next ?? never, concluding.next ?? never);
  const wake: readonly Action[] = next === never ? [] : [{ kind: "wake", at: next }];
  return [...endings(state), ...settling, ...concluding.actions, ...starting.actions, ...wake];
}

const nothing: Due = { actions: [] };

const nothingClaimed: ReadonlySet<string> = new Set();

/** The most starts that wait for shared slots at once: what waits behind them costs nothing. */
const mostClaimed = 256;

function settlements(state: ExecutionState): Action[] {
  const actions: Action[] = [];
  for (const entry of entriesOf(state.due)) {
    if (actions.length === batchSize) break;
    const stage = stageAt(state, entry.stage);
    if (stage !== undefined) actions.push({ kind: "settle", stage: stage.id });
  }
  return actions;
}

/** What is due now, and when there will be more. */
interface Due {
  readonly actions: readonly Action[];
  /** Epoch milliseconds. */
  readonly next?: number;
}

/** Approvals that are decided or over; next, the one that ends first. */
function conclusions(state: ExecutionState, now: number): Due {
  const actions: Action[] = [];
  for (const { stage, instance } of instancesIn(state, ...startable(state).map((lane) => lane.asking))) {
    const outcome = instance.approval === undefined ? undefined : approvalVerdict(instance.approval, now);
    if (actions.length === batchSize) break;
    if (outcome === undefined) {
      const next = dueAt(instance.approval);
      return next === never ? { actions } : { actions, next };
    }
    actions.push({ kind: "conclude", stage: stage.id, instance: instance.instance, outcome });
  }
  return { actions };
}

/** What a cancel or a matrix's `failFast` ends: running instances are cancelled, the others dropped. */
function endings(state: ExecutionState): Action[] {
  const actions: Action[] = [];
  const seen = new Set<InstanceRecord>();
  if (state.status === "cancelling") {
    const reason = state.cancelReason ?? "requested";
    const dropped = reason === "failFast" ? "failFast" : "cancelled";
    for (const lane of state.forced ? [state.ordinary, state.enduring] : [state.ordinary]) {
      for (const { stage, instance } of instancesIn(state, lane.running)) {
        seen.add(instance);
        actions.push({ kind: "cancel", stage: stage.id, instance: instance.instance, reason });
      }
      let drops = 0;
      for (const { stage, instance } of instancesIn(state, ...waitingRooms(lane))) {
        if (drops === batchSize) break;
        drops += 1;
        seen.add(instance);
        actions.push({ kind: "drop", stage: stage.id, instance: instance.instance, reason: dropped });
      }
    }
  }
  for (const entry of entriesOf(state.halting)) {
    const stage = stageAt(state, entry.stage);
    for (const instance of stage?.instances ?? []) {
      if (stage === undefined || seen.has(instance)) continue;
      const ended = { stage: stage.id, instance: instance.instance, reason: "failFast" } as const;
      if (instance.status === "running") actions.push({ kind: "cancel", ...ended });
      else if (isHeld(instance)) actions.push({ kind: "drop", ...ended });
    }
  }
  return actions;
}

function starts(state: ExecutionState, now: number, claimed: ReadonlySet<string>): Due {
  const actions: Action[] = [];
  const lanes = startable(state);
  let free = Math.max(1, state.plan.concurrency) - state.runningInstances;
  if (claimed.size > 0) free = Math.min(free, mostClaimed - claimed.size);
  const start = (stage: StageRecord, instance: InstanceRecord) => {
    if (claimed.has(instance.instance)) return;
    free -= 1;
    actions.push({ kind: "start", stage: stage.id, instance: instance.instance, attempt: instance.attempt + 1 });
  };
  let next: number | undefined;
  for (const { stage, instance } of instancesIn(state, ...lanes.map((lane) => lane.retrying))) {
    const at = instance.nextAttemptAt ?? now;
    if (at > now) next = at;
    if (at > now || free <= 0) break;
    start(stage, instance);
  }
  if (free > 0) {
    for (const { stage, instance } of instancesIn(state, ...lanes.map((lane) => lane.ready))) {
      start(stage, instance);
      if (free <= 0) break;
    }
  }
  return next === undefined ? { actions } : { actions, next };
}

function startable(state: ExecutionState): readonly Lane[] {
  if (state.forced) return [];
  return state.status === "cancelling" ? [state.enduring] : [state.ordinary, state.enduring];
}

function waitingRooms(lane: Lane): readonly OrderedSet[] {
  return [lane.ready, lane.held, lane.asking, lane.retrying];
}

function isHeld(instance: InstanceRecord): boolean {
  return instance.status === "queued" || instance.status === "retrying" || instance.status === "waiting";
}

function* instancesIn(
  state: ExecutionState,
  ...sets: readonly OrderedSet[]
): Generator<{ readonly stage: StageRecord; readonly instance: InstanceRecord }> {
  for (const entry of mergedEntries(sets)) {
    const stage = stageAt(state, entry.stage);
    const instance = stage?.instances[entry.instance];
    if (stage !== undefined && instance !== undefined) yield { stage, instance };
  }
}
