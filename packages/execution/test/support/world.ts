import {
  type Action,
  type ApprovalDecisionKind,
  type AttemptResult,
  answerApproval,
  createdEvent,
  decide,
  type EventBody,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  finishedEvent,
  type InstanceRef,
  initialState,
  instanceOf,
  type Outside,
  recoverEvents,
  reduce,
  releaseWaiting,
  settleApproval,
  settleAttempt,
  settleStage,
  stagesOf,
} from "@headrace/execution";

/** The orchestrator's part, by hand: it records what answers each action, and attempts end when the test says so. */
export interface World {
  readonly state: ExecutionState;
  readonly events: readonly ExecutionEvent[];
  now: number;
  put(...bodies: readonly EventBody[]): void;
  perform(action: Action): void;
  /** Performs what is due until only running attempts or time can change anything. */
  act(): void;
  end(instance: string, result?: Partial<AttemptResult>): void;
  cancel(force?: boolean): void;
  /** A person's word; gives the error's code where it is not taken. */
  answer(by: string, decision: ApprovalDecisionKind, instance: string): string | undefined;
  crash(): void;
  release(): void;
  running(): readonly string[];
  /** Acts, and ends what runs in the order it started, until the execution is finished. */
  run(outcomes?: Readonly<Record<string, Partial<AttemptResult>>>): World;
  /** Each instance's outcome, or its status while it has none. */
  outcomes(): Readonly<Record<string, string>>;
  /** The details of what was skipped. */
  details(): Readonly<Record<string, string>>;
  started(): readonly string[];
}

const noOutside: Outside = { hashFiles: () => "", changed: () => false };

export function createWorld(plan: ExecutionPlan, outside: Outside = noOutside): World {
  let state = initialState(plan);
  const events: ExecutionEvent[] = [];
  const world: World = {
    get state() {
      return state;
    },
    events,
    now: 1_000,
    put(...bodies) {
      for (const body of bodies) {
        const event = { seq: events.length + 1, at: world.now, executionId: plan.executionId, ...body };
        events.push(event);
        state = reduce(state, event);
      }
    },
    perform(action) {
      switch (action.kind) {
        case "begin":
          return world.put({ type: "execution.started" });
        case "settle":
          return world.put(...settleStage(state, action.stage, { ...outside, now: world.now }));
        case "conclude":
          return world.put(...settleApproval(state, action));
        case "start":
          return world.put({
            type: "stage.started",
            stage: action.stage,
            instance: action.instance,
            attempt: action.attempt,
          });
        case "cancel":
          return world.put({
            type: "stage.cancelling",
            stage: action.stage,
            instance: action.instance,
            reason: action.reason,
          });
        case "drop":
          return world.put({
            type: "stage.skipped",
            stage: action.stage,
            instance: action.instance,
            reason: action.reason,
            detail: "no longer wanted",
          });
        case "fail-fast":
          return world.put({ type: "execution.cancelling", reason: "failFast", force: false });
        case "finish":
          return world.put(finishedEvent(state, world.now));
        case "wake":
          return;
      }
    },
    act() {
      for (;;) {
        const due = decide(state, world.now).filter((action) => action.kind !== "wake");
        if (due.length === 0) return;
        for (const action of due) world.perform(action);
      }
    },
    end(instance, result = {}) {
      const ref = findInstance(state, instance);
      world.put(
        settleAttempt(
          state,
          ref,
          { outcome: "success", exitCode: result.outcome === "failed" ? 1 : 0, durationMs: 5, outputs: {}, ...result },
          world.now,
        ),
      );
    },
    cancel(force = false) {
      world.put({ type: "execution.cancelling", reason: "requested", force });
    },
    answer(by, decision, instance) {
      const answered = answerApproval(state, { ...findInstance(state, instance), by, decision }, world.now);
      if (!answered.ok) return answered.error.code;
      world.put(answered.event);
      return undefined;
    },
    crash() {
      world.put({ type: "execution.resumed", killedProcesses: 0 }, ...recoverEvents(state, world.now));
    },
    release() {
      for (const stage of stagesOf(state)) {
        for (const { instance } of stage.instances) {
          const event = releaseWaiting(state, stage.id, instance);
          if (event !== undefined) world.put(event);
        }
      }
    },
    running() {
      const found: string[] = [];
      for (const stage of stagesOf(state)) {
        for (const { instance, status } of stage.instances) {
          if (status === "running" || status === "cancelling") found.push(instance);
        }
      }
      return found;
    },
    run(outcomes = {}) {
      for (;;) {
        world.act();
        if (state.status === "finished") return world;
        const [first] = world.running();
        if (first !== undefined) {
          world.end(first, outcomes[first]);
          continue;
        }
        const wake = decide(state, world.now).at(-1);
        if (wake?.kind !== "wake") throw new Error("nothing runs, nothing is due, and the execution is not finished");
        world.now = wake.at;
      }
    },
    outcomes() {
      const found: Record<string, string> = {};
      for (const stage of stagesOf(state)) {
        for (const { instance, outcome, status } of stage.instances) found[instance] = outcome ?? status;
      }
      return found;
    },
    details() {
      const found: Record<string, string> = {};
      for (const event of events) if (event.type === "stage.skipped") found[event.instance] = event.detail;
      return found;
    },
    started() {
      return events.flatMap((event) => (event.type === "stage.started" ? [event.instance] : []));
    },
  };
  world.put(createdEvent(plan));
  return world;
}

function findInstance(state: ExecutionState, instance: string): InstanceRef {
  for (const stage of stagesOf(state)) {
    if (instanceOf(state, stage.id, instance) !== undefined) return { stage: stage.id, instance };
  }
  throw new Error(`there is no instance ${instance}`);
}
