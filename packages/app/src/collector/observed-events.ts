import {
  createdEvent,
  type EventBody,
  type ExecutionEvent,
  type ExecutionOutcome,
  type ExecutionState,
  instanceOf,
  type Outcome,
  reduce,
  stageOf,
} from "@headrace/execution";
import type { ForgeState } from "@headrace/forges";
import { inOrder } from "./observed-needs.ts";
import { isOver, type ObservedRun, type ObservedStage } from "./observed-run.ts";

/**
 * What has happened since: the events that lead from the state to what was read of the run, with the host's own times.
 * None where it is the same. The state's plan holds every stage that was read.
 */
export function observedEvents(before: ExecutionState, observed: ObservedRun): readonly ExecutionEvent[] {
  const { run, stages } = observed;
  const { executionId } = before.plan;
  const events: ExecutionEvent[] = [];
  let state = before;
  const add = (at: number, body: EventBody): void => {
    const event = { seq: state.seq + 1, at, executionId, ...body };
    state = reduce(state, event);
    events.push(event);
  };
  if (state.status === "finished") return events;
  if (state.seq === 0) add(run.createdAt, createdEvent(state.plan, observed.rerunOf));
  const begun = stages.flatMap(({ startedAt }) => startedAt ?? []);
  const isBegun = isOver(run) || run.state.kind === "running" || begun.length > 0;
  if (isBegun && state.status === "created")
    add(Math.min(...(begun.length === 0 ? endsOf(observed) : begun)), { type: "execution.started" });
  // What waits for others is told of behind them, as it went.
  const order = inOrder(state.plan);
  const seen = new Map(stages.map((stage) => [stage.key, stage]));
  for (const key of order) {
    const stage = seen.get(key);
    if (stage !== undefined) addStage(stage);
  }
  if (isOver(run)) addEnd();
  return events;

  function addStage(stage: ObservedStage): void {
    const of = { stage: stage.key, instance: stage.key };
    const environment = stage.environment ?? instanceOf(state, stage.key, stage.key)?.environment;
    const deploying = environment === undefined ? {} : { environment };
    const statusNow = () => instanceOf(state, stage.key, stage.key)?.status;
    if (statusNow() === undefined || statusNow() === "finished") return;
    // Hosts call queued also what waits for others. Here it is not, and the same would be told at each look.
    if ((stageOf(state, stage.key)?.unmetNeeds ?? 0) > 0) return;
    const outcome = outcomeOf(stage.state);
    if (outcome === "skipped") {
      const detail = `the host calls it ${stage.state.word}`;
      add(stage.finishedAt ?? run.createdAt, { type: "stage.skipped", ...of, reason: "condition", detail });
      return;
    }
    const isRunning = stage.state.kind === "running" || stage.startedAt !== undefined;
    if ((stage.state.kind === "queued" || isRunning || outcome !== undefined) && statusNow() === "pending") {
      add(run.createdAt, { type: "stage.queued", ...of });
    }
    if (isRunning && statusNow() === "queued") {
      add(stage.startedAt ?? run.createdAt, { type: "stage.started", ...of, ...deploying, attempt: 1 });
    }
    if (outcome === undefined) return;
    const { startedAt } = stage;
    const at = stage.finishedAt ?? startedAt ?? run.createdAt;
    const message = messageOf(stage.state);
    add(at, {
      type: "stage.finished",
      ...of,
      ...deploying,
      attempt: startedAt === undefined ? 0 : 1,
      outcome,
      exitCode: null,
      durationMs: Math.max(0, at - (startedAt ?? at)),
      allowed: false,
      outputs: {},
      ...(message === undefined ? {} : { message }),
    });
  }

  function addEnd(): void {
    const at = Math.max(...endsOf(observed));
    for (const stage of order) {
      const instance = instanceOf(state, stage, stage);
      if (instance === undefined || instance.status === "finished") continue;
      const of = { stage, instance: stage };
      const detail = "the run ended without it";
      if (instance.attempt === 0) add(at, { type: "stage.skipped", ...of, reason: "cancelled", detail });
      else {
        const durationMs = Math.max(0, at - (instance.startedAt ?? at));
        const ended = {
          attempt: 1,
          outcome: "unknown",
          exitCode: null,
          durationMs,
          allowed: false,
          outputs: {},
        } as const;
        add(at, { type: "stage.finished", ...of, ...ended, message: "the run ended before the host said how it did" });
      }
    }
    const outcome = executionOutcomeOf(outcomeOf(run.state) ?? "unknown");
    const durationMs = Math.max(0, at - (state.startedAt ?? at));
    add(at, { type: "execution.finished", outcome, exitCode: exitCodes[outcome], durationMs, attempt: 1 });
  }
}

/** When it can have ended: as the run says, or its stages do. GitHub's runs do not. */
function endsOf({ run, stages }: ObservedRun): readonly number[] {
  if (run.finishedAt !== undefined) return [run.finishedAt];
  const ends = stages.flatMap(({ finishedAt }) => finishedAt ?? []);
  return ends.length === 0 ? [run.createdAt] : ends;
}

/** Undefined for what has not ended. */
function outcomeOf(state: ForgeState): Outcome | undefined {
  if (state.kind === "finished") return state.outcome;
  return state.kind === "unknown" && state.isOver ? "unknown" : undefined;
}

function messageOf(state: ForgeState): string | undefined {
  if (state.kind === "unknown") return `the host calls it ${state.word || "nothing"}`;
  return state.kind === "finished" ? state.reason : undefined;
}

function executionOutcomeOf(outcome: Outcome): ExecutionOutcome {
  switch (outcome) {
    case "success":
    case "timedOut":
    case "cancelled":
    case "unknown":
      return outcome;
    // All its conditions said no: nothing went wrong.
    case "skipped":
      return "success";
    case "failed":
    case "outOfMemory":
    case "infrastructure":
    case "rejected":
      return "failed";
  }
}

const exitCodes: Readonly<Record<ExecutionOutcome, number>> = {
  success: 0,
  failed: 1,
  timedOut: 1,
  unknown: 1,
  cancelled: 130,
};
