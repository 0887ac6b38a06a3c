import {
  type Action,
  decide,
  type ExecutionState,
  finishedEvent,
  instanceOf,
  settleApproval,
  settleAttempt,
  settleStage,
  waitingInstances,
} from "@headrace/execution";
import { formatDuration, HeadraceError } from "@headrace/pipeline";
import { runAttempt } from "./attempt-runner.ts";
import { type AttemptReference, type Execution, environmentOf, stageNamed, temporaryOf } from "./execution.ts";
import { createLifetimes, type Lifetimes } from "./lifetimes.ts";
import { withOutside } from "./outside.ts";
import { adoptResults, findReusable, mayBeReused, rememberResult } from "./reuse-phase.ts";
import { messageOf } from "./step-runner.ts";
import { createWorkClock } from "./work-clock.ts";

/**
 * Drives one execution to its end: asks `decide` what is due, records the event that answers it,
 * then acts. Everything that happens elsewhere (an attempt's end, a cancel) reaches the loop as a
 * recorded event or as a knock that makes it ask again.
 */
export interface ExecutionLoop {
  /**
   * Settles when the execution is finished, or when all that is left waits for a person: then its
   * status is not `finished`, and `resume` goes on. Rejects on a fault of Headrace or its surroundings.
   */
  readonly finished: Promise<ExecutionState>;
  /** Ends the work with grace and lets cleanup run; with `force` ends cleanup too, and everything at once. */
  cancel(options?: { readonly force?: boolean }): void;
}

export function startExecutionLoop(execution: Execution): ExecutionLoop {
  const { scribe, services, plan } = execution;
  const live = new Map<string, Lifetimes>();
  /** Instances whose reusable result is being looked for; `decide` still lists them. */
  const checking = new Set<string>();
  /** By instance, of what may be reused later when it succeeds. */
  const fingerprints = new Map<string, string>();
  const running = new Set<Promise<void>>();
  const knocks = createKnocks();
  const workClock = createWorkClock(plan.pipeline.timeout, () => void cancelFor("timedOut"));
  let wakeTimer: NodeJS.Timeout | undefined;
  let fault: unknown;

  async function drive(): Promise<ExecutionState> {
    try {
      while (scribe.state.status !== "finished") {
        if (fault !== undefined) throw fault;
        const knocked = knocks.next();
        const acted = await perform(decide(scribe.state, services.clock.now()));
        workClock.update(scribe.state.runningInstances);
        if (acted) continue;
        if (isLeftToPeople()) break;
        await knocked;
      }
      return scribe.state;
    } catch (error) {
      for (const lifetimes of live.values()) lifetimes.force();
      throw error;
    } finally {
      clearTimeout(wakeTimer);
      workClock.stop();
      await Promise.allSettled(running);
    }
  }

  function isLeftToPeople(): boolean {
    return running.size === 0 && wakeTimer === undefined && waitingInstances(scribe.state).next().done === false;
  }

  /** True when something was recorded, so that more may be due at once. */
  async function perform(actions: readonly Action[]): Promise<boolean> {
    clearTimeout(wakeTimer);
    wakeTimer = undefined;
    const due = actions.filter((action) => !(action.kind === "start" && checking.has(action.instance)));
    const starts: AttemptReference[] = [];
    const recorded: Promise<unknown>[] = [];
    for (const action of due) {
      switch (action.kind) {
        case "begin":
          recorded.push(scribe.record(() => [{ type: "execution.started" }]));
          break;
        case "settle":
          recorded.push(settle(action.stage));
          break;
        case "start": {
          const { kind: _, ...start } = action;
          if (mayBeReused(execution, start.stage)) startUnlessReusable(start);
          else starts.push(start);
          break;
        }
        case "conclude":
          recorded.push(scribe.record((state) => settleApproval(state, action)));
          break;
        case "cancel":
          recorded.push(stop(action));
          break;
        case "drop":
          recorded.push(
            scribe.record(() => [
              {
                type: "stage.skipped",
                stage: action.stage,
                instance: action.instance,
                reason: action.reason,
                detail: dropDetail(action.reason, scribe.state),
              },
            ]),
          );
          break;
        case "fail-fast":
          recorded.push(scribe.record(() => [{ type: "execution.cancelling", reason: "failFast", force: false }]));
          break;
        case "wake":
          wakeTimer = setTimeout(knocks.knock, Math.max(0, action.at - services.clock.now()));
          break;
        case "finish":
          recorded.push(scribe.record((state) => [finishedEvent(state, services.clock.now())]));
          break;
      }
    }
    for (const start of starts) recorded.push(begin(start));
    await Promise.all(recorded);
    return recorded.length > 0;
  }

  async function settle(stage: string): Promise<void> {
    const bodies = await withOutside(execution, (outside) =>
      settleStage(scribe.state, stage, { ...outside, now: services.clock.now() }),
    );
    const reused = bodies.filter((body) => body.type === "stage.reused");
    const adopted = await Promise.all(reused.map((body) => adoptResults(execution, body)));
    await scribe.record(() => [...bodies, ...adopted.flat()]);
  }

  function startUnlessReusable(start: AttemptReference): void {
    checking.add(start.instance);
    const check = async (): Promise<void> => {
      try {
        const { fingerprint, events } = await findReusable(execution, start);
        fingerprints.set(start.instance, fingerprint);
        if (events === null) await begin(start);
        else await scribe.record(() => events);
      } finally {
        checking.delete(start.instance);
        knocks.knock();
      }
    };
    track(check());
  }

  async function begin(start: AttemptReference): Promise<void> {
    let environment: string | undefined;
    try {
      environment = await environmentOf(execution, start);
    } catch (error) {
      await refuseToStart(start, `the environment's name: ${messageOf(error)}`);
      return;
    }
    await scribe.record(() => [
      { type: "stage.started", ...start, ...(environment === undefined ? {} : { environment }) },
    ]);
    // While its results were looked for, the instance may have been dropped; the event then changed nothing.
    const begun = instanceOf(scribe.state, start.stage, start.instance);
    if (begun?.status === "running" && begun.attempt === start.attempt) track(attempt(start));
  }

  /** What cannot even be named fails without having run. */
  async function refuseToStart(start: AttemptReference, message: string): Promise<void> {
    const result = { outcome: "failed", exitCode: null, durationMs: 0, outputs: {}, message } as const;
    await scribe.record(() => [{ type: "stage.started", ...start }]);
    await scribe.record((state) => [settleAttempt(state, start, result, services.clock.now())]);
  }

  async function attempt(start: AttemptReference): Promise<void> {
    const { stage, instance } = start;
    const lifetimes = createLifetimes();
    live.set(instance, lifetimes);
    const state = instanceOf(scribe.state, stage, instance);
    if (state === undefined) throw new HeadraceError("internal", `instance "${instance}" is not part of the execution`);
    try {
      const end = await runAttempt({
        services,
        plan,
        stage: stageNamed(execution, stage),
        instance: state,
        number: start.attempt,
        startedAt: services.clock.now(),
        temporary: temporaryOf(execution, start),
        projectDirectory: execution.projectDirectory,
        lifetimes,
        masker: execution.masker,
        keepMask: execution.keepMask,
        secrets: execution.secrets,
        observer: execution.observer,
        options: execution.options,
        state: () => scribe.state,
        record: (bodies) => scribe.record(() => bodies),
      });
      const fingerprint = fingerprints.get(instance);
      if (end.result.outcome === "success" && fingerprint !== undefined) {
        await rememberResult(execution, start, { fingerprint, outputs: end.result.outputs });
      }
      await scribe.record((now) => [
        ...end.trail,
        settleAttempt(now, { stage, instance }, end.result, services.clock.now()),
      ]);
    } finally {
      live.delete(instance);
      knocks.knock();
    }
  }

  async function stop(action: Extract<Action, { kind: "cancel" }>): Promise<void> {
    const { stage, instance, reason } = action;
    await scribe.record(() => [{ type: "stage.cancelling", stage, instance, reason }]);
    const lifetimes = live.get(instance);
    if (scribe.state.forced) lifetimes?.force();
    else if (reason === "timedOut") lifetimes?.stop("timedOut", timeoutMessage());
    else lifetimes?.stop("cancelled");
  }

  function timeoutMessage(): string {
    const { timeout } = plan.pipeline;
    return `the pipeline took longer than its timeout${timeout === undefined ? "" : ` of ${formatDuration(timeout)}`}`;
  }

  async function cancelFor(reason: "requested" | "timedOut", force = false): Promise<void> {
    if (scribe.state.status === "finished") return;
    await scribe.record(() => [{ type: "execution.cancelling", reason, force }]);
    if (force) for (const lifetimes of live.values()) lifetimes.force();
    knocks.knock();
  }

  function track(work: Promise<void>): void {
    const settled = work.catch((error: unknown) => {
      fault ??= error ?? new HeadraceError("internal", "an attempt failed without saying why");
      knocks.knock();
    });
    running.add(settled);
    void settled.then(() => running.delete(settled));
  }

  return {
    finished: drive(),
    cancel: ({ force = false } = {}) => {
      cancelFor("requested", force).catch((error: unknown) => {
        fault ??= error;
        knocks.knock();
      });
    },
  };
}

function dropDetail(reason: "cancelled" | "failFast", { cancelReason }: ExecutionState): string {
  if (reason === "failFast") return "another instance failed";
  switch (cancelReason) {
    case "timedOut":
      return "the pipeline took longer than its timeout";
    case "superseded":
      return "a newer execution of its concurrency group takes its place";
    case "failFast":
      return "another stage failed";
    default:
      return "the execution was cancelled";
  }
}

/** A bell with memory: `next` resolves at the first knock after it was asked for. */
function createKnocks(): { next(): Promise<void>; knock(): void } {
  let pending = Promise.withResolvers<void>();
  return {
    next: () => pending.promise,
    knock: () => {
      pending.resolve();
      pending = Promise.withResolvers<void>();
    },
  };
}
