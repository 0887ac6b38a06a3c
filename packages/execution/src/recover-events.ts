import { entriesOf } from "./collections/ordered-set.ts";
import { itemAt } from "./collections/vector.ts";
import type { EventBody, StageQueued } from "./events.ts";
import type { InstanceRef } from "./settling/settle-attempt.ts";
import type { ExecutionState, InstanceRecord, StageRecord } from "./state/execution-state.ts";
import { stageOf, stagesOf } from "./state/read-state.ts";

/**
 * What to append when a process takes up an execution whose process died: every instance that was at work
 * becomes a new attempt at once, that does not count against `retry`. One with an `environment` waits for a
 * person, because half a deployment must not be repeated unasked. Once per resume; reads all stages.
 */
export function recoverEvents(state: ExecutionState, now: number): readonly EventBody[] {
  const events: EventBody[] = [];
  for (const stage of stagesOf(state)) {
    for (const instance of stage.instances) {
      if (instance.status !== "running" && instance.status !== "cancelling") continue;
      events.push(recovery(state, { stage, instance }, now));
    }
  }
  return events;
}

function recovery(
  state: ExecutionState,
  { stage, instance }: { readonly stage: StageRecord; readonly instance: InstanceRecord },
  now: number,
): EventBody {
  const ref = { stage: stage.id, instance: instance.instance };
  if (state.blueprint.stages[stage.index]?.environment !== undefined) {
    return { type: "stage.waiting", ...ref, reason: "interruptedDeployment" };
  }
  return {
    type: "stage.retrying",
    ...ref,
    attempt: instance.attempt,
    outcome: "infrastructure",
    exitCode: null,
    durationMs: Math.max(0, now - (instance.startedAt ?? now)),
    nextAttemptAt: now,
    message: "the process that ran it ended",
    interrupted: true,
  };
}

/**
 * The event that queues again a deployment that was interrupted; undefined when the instance is none.
 * An approval is no such wait: only `approval.decided` ends it.
 */
export function releaseWaiting(state: ExecutionState, stage: string, instance: string): StageQueued | undefined {
  const waiting = stageOf(state, stage)?.instances.find((candidate) => candidate.instance === instance);
  if (waiting?.status !== "waiting" || waiting.waitingFor !== "interruptedDeployment") return undefined;
  return {
    type: "stage.queued",
    stage,
    instance,
    ...(waiting.matrix === undefined ? {} : { matrix: waiting.matrix }),
    ...(waiting.outlivesCancel ? { outlivesCancel: true } : {}),
    ...(waiting.concurrency === undefined ? {} : { concurrency: waiting.concurrency }),
  };
}

/** The interrupted deployments that wait for a person to let them run again. */
export function waitingInstances(state: ExecutionState): Generator<InstanceRef> {
  return waitingIn(state, "held");
}

/** The instances that wait for an approval, those that are decided or end first before the others. */
export function awaitedApprovals(state: ExecutionState): Generator<InstanceRef> {
  return waitingIn(state, "asking");
}

function* waitingIn(state: ExecutionState, room: "held" | "asking"): Generator<InstanceRef> {
  for (const lane of [state.ordinary, state.enduring]) {
    for (const entry of entriesOf(lane[room])) {
      const stage = itemAt(state.stages, entry.stage);
      const instance = stage?.instances[entry.instance];
      if (stage !== undefined && instance?.status === "waiting") yield { stage: stage.id, instance: instance.instance };
    }
  }
}
