import {
  type Action,
  type ApprovalAnswer,
  type ApprovalState,
  type ArtifactUploaded,
  awaitedApprovals,
  type CancelReason,
  decide,
  type EventBody,
  type ExecutionState,
  finishedEvent,
  instanceOf,
  settleApproval,
  settleAttempt,
  settleStage,
  waitingInstances,
} from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { ReleaseSlot } from "../ports/index.ts";
import { createAdmissions } from "./admissions.ts";
import { runAttempt } from "./attempt-runner.ts";
import { type AttemptReference, type Execution, stageNamed, temporaryOf } from "./execution.ts";
import { createInterruptions } from "./interruptions.ts";
import { isStartable } from "./is-startable.ts";
import { createKnocks } from "./knocks.ts";
import { createLifetimes, type Lifetimes } from "./lifetimes.ts";
import { withOutside } from "./outside.ts";
import { recordAnswer } from "./record-answer.ts";
import { adoptResults, mayBeReused } from "./reuse-phase.ts";
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
  /**
   * Ends the work with grace and lets cleanup run; with `force` ends cleanup too, and everything at once.
   * `superseded`: a newer execution of its concurrency group takes its place. Does nothing once `finished` is settled.
   */
  cancel(options?: { readonly force?: boolean; readonly reason?: "requested" | "superseded" }): void;
  /**
   * Records a person's word on an instance that waits for approval, and gives the approval as it is then; what follows
   * from it comes by events. Whether that person may decide is asked before, by whoever knows people. Rejects with
   * `stage-not-found`, `invalid-argument`, `approval-not-waiting` or `approval-already-given`.
   */
  decideApproval(answer: ApprovalAnswer): Promise<ApprovalState>;
  /** Records an artifact that came from outside; also after the end. It changes nothing of how the execution goes. */
  recordUpload(uploaded: ArtifactUploaded): Promise<void>;
}

export function startExecutionLoop(execution: Execution): ExecutionLoop {
  const { scribe, services, plan } = execution;
  const live = new Map<string, Lifetimes>();
  /** Instances whose reusable result is being looked for, or that wait for a slot; `decide` still lists them. */
  const claimed = new Set<string>();
  const admissions = createAdmissions(execution, (start) => track(interruptions.supersede(start)));
  const interruptions = createInterruptions(execution, { live, admissions });
  const running = new Set<Promise<void>>();
  const knocks = createKnocks();
  const workClock = createWorkClock(plan.pipeline.timeout, () => void cancelFor("timedOut"));
  let wakeTimer: NodeJS.Timeout | undefined;
  let fault: unknown;
  /** Cancels that are being recorded. */
  const cancelling = new Set<Promise<void>>();
  let isOver = false;

  async function drive(): Promise<ExecutionState> {
    try {
      while (scribe.state.status !== "finished") {
        if (fault !== undefined) throw fault;
        const knocked = knocks.next();
        const acted = await perform(
          decide(scribe.state, services.clock.now(), admissions.sharesSlots ? claimed : undefined),
        );
        workClock.update(scribe.state.runningInstances);
        if (acted) continue;
        if (isLeftToPeople()) {
          if (cancelling.size === 0) break;
          // What was asked for just now is answered before it is left.
          await Promise.all(cancelling);
          continue;
        }
        await knocked;
      }
      isOver = true;
      return scribe.state;
    } catch (error) {
      for (const lifetimes of live.values()) lifetimes.force();
      admissions.giveUp();
      throw error;
    } finally {
      clearTimeout(wakeTimer);
      workClock.stop();
      await Promise.allSettled(running);
    }
  }

  function isLeftToPeople(): boolean {
    const { state } = scribe;
    const idle = running.size === 0 && wakeTimer === undefined;
    // An approval can be given while the loop waits; a deployment that was interrupted is released by `resume`.
    return idle && awaitedApprovals(state).next().done === true && waitingInstances(state).next().done === false;
  }

  /** True when something was recorded, so that more may be due at once. */
  async function perform(actions: readonly Action[]): Promise<boolean> {
    clearTimeout(wakeTimer);
    wakeTimer = undefined;
    const due = actions.filter((action) => !(action.kind === "start" && claimed.has(action.instance)));
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
          if (admissions.holdsBack(start)) startLater(start);
          else starts.push(start);
          break;
        }
        case "conclude":
          recorded.push(scribe.record((state) => settleApproval(state, action)));
          break;
        case "cancel":
          recorded.push(interruptions.stop(action));
          break;
        case "drop":
          recorded.push(interruptions.drop(action));
          break;
        case "fail-fast":
          recorded.push(scribe.record(() => [{ type: "execution.cancelling", reason: "failFast", force: false }]));
          break;
        case "wake":
          wakeTimer = setTimeout(knocks.knock, Math.min(longestTimer, Math.max(0, action.at - services.clock.now())));
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
    const reviewed = await admissions.review(bodies);
    await scribe.record(() => [...reviewed, ...adopted.flat()]);
  }

  /** What has to be looked for or waited for before the start: the loop goes on meanwhile. */
  function startLater(start: AttemptReference): void {
    claimed.add(start.instance);
    const prepare = async (): Promise<void> => {
      try {
        const release = await admissions.admit(start);
        if (release !== null) await begin(start, release);
      } finally {
        claimed.delete(start.instance);
      }
    };
    track(prepare());
  }

  async function begin(start: AttemptReference, release?: ReleaseSlot): Promise<void> {
    let begins = false;
    try {
      begins = await recordStart(start);
    } finally {
      if (!begins) release?.();
    }
    if (begins) track(attempt(start).finally(release));
  }

  async function recordStart(start: AttemptReference): Promise<boolean> {
    const begun = await scribe.record((state): readonly EventBody[] => {
      // While it was waited for, the instance may have been dropped.
      if (!isStartable(state, start)) return [];
      const { environment } = instanceOf(state, start.stage, start.instance) ?? {};
      return [{ type: "stage.started", ...start, ...(environment === undefined ? {} : { environment }) }];
    });
    return begun.length > 0;
  }

  /**
   * Records the starts that an end makes due together with that end, and begins them: to store is a good part of what a
   * short stage costs. What is not as simple is left to the loop.
   */
  async function startNext(): Promise<void> {
    if (admissions.sharesSlots) return;
    let starts: readonly AttemptReference[] = [];
    await scribe.record((state) => {
      const due = decide(state, services.clock.now());
      starts = due.every(({ kind }) => kind === "start" || kind === "wake") ? due.flatMap(simpleStart) : [];
      return starts.map((start) => ({ type: "stage.started", ...start }));
    });
    for (const start of starts) track(attempt(start));
  }

  /** Of a deployment nobody shall be told after a crash that it had begun, when it had only been recorded. */
  function simpleStart(action: Action): readonly AttemptReference[] {
    if (action.kind !== "start" || claimed.has(action.instance)) return [];
    const { kind: _, ...start } = action;
    const isDeployment = stageNamed(execution, start.stage).environment !== undefined;
    return isDeployment || mayBeReused(execution, start.stage) ? [] : [start];
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
        spareStepDirectories: execution.spareStepDirectories,
        projectDirectory: execution.projectDirectory,
        ...(execution.trees === undefined ? {} : { trees: execution.trees }),
        lifetimes,
        masker: execution.masker,
        keepMask: execution.keepMask,
        secrets: execution.secrets,
        ...(execution.secretSource === undefined ? {} : { secretSource: execution.secretSource }),
        observer: execution.observer,
        options: execution.options,
        state: () => scribe.state,
        record: (bodies) => scribe.record(() => bodies),
      });
      await admissions.remember(start, end.result);
      const ended = scribe.record((now) => [
        ...end.trail,
        settleAttempt(now, { stage, instance }, end.result, services.clock.now()),
      ]);
      await Promise.all([ended, startNext()]);
    } finally {
      live.delete(instance);
    }
  }

  async function cancelFor(reason: Exclude<CancelReason, "failFast">, force = false): Promise<void> {
    if (scribe.state.status === "finished") return;
    await scribe.record(() => [{ type: "execution.cancelling", reason, force }]);
    if (force) for (const lifetimes of live.values()) lifetimes.force();
    knocks.knock();
  }

  function track(work: Promise<void>): void {
    const settled = work.catch((error: unknown) => {
      fault ??= error ?? new HeadraceError("internal", "an attempt failed without saying why");
    });
    running.add(settled);
    // The knock comes last: whether anything still runs is among what the loop asks.
    void settled.then(() => {
      running.delete(settled);
      knocks.knock();
    });
  }

  return {
    finished: drive(),
    cancel: ({ force = false, reason = "requested" } = {}) => {
      if (isOver) return;
      const recorded = cancelFor(reason, force)
        .catch((error: unknown) => {
          fault ??= error;
          knocks.knock();
        })
        .finally(() => cancelling.delete(recorded));
      cancelling.add(recorded);
    },
    async decideApproval(answer) {
      const approval = await recordAnswer(execution, answer);
      knocks.knock();
      return approval;
    },
    async recordUpload(uploaded) {
      await scribe.record(() => [uploaded]);
    },
  };
}

/** A longer timer than this of Node's would end at once. Milliseconds. */
const longestTimer = 2 ** 31 - 1;
