import {
  type ExecutionHandle,
  type Journal,
  nobody,
  type Orchestrator,
  type StoredExecution,
  sameOwner,
} from "@headrace/engine";
import type { ArtifactUploaded, ExecutionState } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { ServerTables } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import { createSluice } from "../values/sluice.ts";
import type { Chaining } from "./chaining.ts";
import { type HeldRun, heldRun } from "./held/held-run.ts";
import { createRunObserver } from "./held/observe-run.ts";
import { type OpenRunOptions, openRun } from "./held/open-run.ts";
import { loadIfStored, stateOf } from "./held/stored-run.ts";
import { candidateOf, deleteLink, type Link, setLinkDetail, setLinkState } from "./links.ts";
import type { LiveHub } from "./live/create-live.ts";
import type { RunListener } from "./runs.ts";
import type { Sequences } from "./sequence/create-sequences.ts";
import type { Admission, Superseded } from "./turns/admission.ts";
import type { GroupTurns } from "./turns/group-turns.ts";

/** Takes what may run from the queue, starts it, follows it to its end, and takes up what was interrupted. */
export interface Conductor {
  readonly held: ReadonlyMap<string, HeldRun>;
  /** Takes charge of an execution that is stored and prepared. True when it is started at once, as far as its group allows. */
  enter(run: HeldRun): Promise<boolean>;
  /** Takes charge of what a server left that died, or was stopped. What waited waits until `begin`. */
  restore(link: Link): Promise<void>;
  begin(): void;
  cancel(run: HeldRun, wish: Wish): void;
  /** The execution at work, where it is about to be taken up also after that; undefined for what is not. */
  handleOf(run: HeldRun): Promise<ExecutionHandle | undefined>;
  /** Records an artifact that came from outside: by the one who numbers the execution's events, where one is at work. */
  recordUpload(run: HeldRun, uploaded: ArtifactUploaded): Promise<void>;
  /** Takes up what waits for people and is held by nothing; false for what is at work or waits for its turn. */
  resume(run: HeldRun, options: { readonly resumeDeployments: boolean }): boolean;
  /** Stops starting anything. */
  stop(): void;
  /** Ends everything at once, once nothing is stored any more. */
  endAll(): void;
  /** Settles when nothing is at work any more. */
  idle(): Promise<void>;
}

type Wish = NonNullable<HeldRun["cancel"]>;

export interface ConductorOptions extends OpenRunOptions {
  readonly orchestrator: Orchestrator;
  readonly load: (executionId: string) => Promise<StoredExecution>;
  readonly note: Journal["note"];
  readonly tables: ServerTables;
  readonly admission: Admission;
  readonly groups: GroupTurns;
  readonly hub: LiveHub;
  readonly sequences: Sequences;
  now(): number;
  readonly listeners: ReadonlySet<RunListener>;
  /** Writes what is derived from it, before anybody is told that it has ended; may be called again for it. */
  derive(link: Link, state: ExecutionState): Promise<void>;
  /** What its end starts. */
  readonly chaining: Chaining;
  report(what: string, error: unknown): void;
}

/** Milliseconds until an execution that a fault stopped is tried again; doubled each time, up to the most. */
const firstRetry = 1_000;
const mostRetry = 5 * 60_000;
/**
 * Executions that are started in one turn of the event loop: the first of a thousand have their processes while the last
 * are being opened, instead of all going through the same at once. Where many are at work, their ends fill the turns: then
 * more are started in each, so that what waits does not wait for all of those.
 */
function startedTogether(atWork: number): number {
  return Math.max(8, atWork / 16);
}
/** Milliseconds between looks at whether other servers have left a concurrency group. */
const groupRetry = 500;

export function createConductor(options: ConductorOptions): Conductor {
  const { orchestrator, tables, admission, hub, sequences } = options;
  const held = new Map<string, HeldRun>();
  const working = new Set<Promise<void>>();
  const observerOf = createRunObserver(options);
  let atWork = 0;
  const letThrough = createSluice(() => startedTogether(atWork));
  let stopped = false;
  let ending = false;

  function pump(): void {
    if (stopped) return;
    for (const executionId of admission.admit()) {
      const run = held.get(executionId);
      if (run === undefined) admission.leave(executionId);
      else track(run, () => letThrough().then(() => start(run)));
    }
  }

  function track(run: HeldRun, work: () => Promise<void>): void {
    run.opening = true;
    const done = (run.recording === undefined ? work() : run.recording.then(work))
      .catch((error: unknown) => {
        if (!stopped) options.report(`execution ${run.link.executionId}`, error);
      })
      .finally(() => {
        run.opening = false;
        run.turn.resolve();
        tellWaiters(run);
        // It was left to people just before it was cancelled.
        if (isLeftWith(run)) track(run, () => start(run));
      });
    working.add(done);
    void done.then(() => working.delete(done));
  }

  /** A cancel that no loop was there to take. */
  function isLeftWith(run: HeldRun): boolean {
    const { executionId } = run.link;
    const isLeft = run.handle === undefined && run.retry === undefined && admission.why(executionId) === null;
    return !stopped && isLeft && held.get(executionId) === run && run.cancel !== run.resumedWith;
  }

  /** Starts what is prepared, goes on with what was begun. */
  async function start(run: HeldRun, resumeDeployments = false): Promise<void> {
    const { executionId } = run.link;
    let isPrepared: boolean | undefined;
    try {
      const stored = await loadIfStored(options.load, executionId);
      if (stopped) return;
      if (stored === undefined) return await forget(run);
      // Its end is stored, and what follows from it was not done.
      const before = stateOf(stored);
      if (before.status === "finished") return await end(run, before);
      isPrepared = sameOwner(stored.owner, nobody);
      if (!(await options.groups.take(run.link))) return await putBack(run);
      run.turn.resolve();
      const handle = await openRun(options, run, { stored, observer: observerOf(run), resumeDeployments });
      run.handle = handle;
      tellWaiters(run);
      // What was asked for while it was being opened.
      if (ending) handle.cancel({ force: true });
      else if (run.cancel !== undefined && run.cancel !== run.resumedWith) handle.cancel(run.cancel);
      atWork += 1;
      const state = await handle.finished.finally(() => {
        atWork -= 1;
      });
      run.handle = undefined;
      run.faults = 0;
      if (state.status === "finished") await end(run, state);
      else admission.park(executionId, true);
    } catch (error) {
      run.handle = undefined;
      if (!stopped) await recover(run, error, isPrepared);
    } finally {
      await releaseTrees(run);
    }
    pump();
  }

  /** Others of its concurrency group run on other servers: it waits again. */
  async function putBack(run: HeldRun): Promise<void> {
    const { executionId } = run.link;
    admission.putBack(executionId);
    if (run.cancel !== undefined) {
      admission.leave(executionId);
      await withdraw(run, run.cancel.reason);
      return;
    }
    setTimeout(() => {
      admission.retry(executionId);
      pump();
    }, groupRetry).unref();
    pump();
  }

  /** What can never go on is ended; what a fault stopped is tried again. */
  async function recover(run: HeldRun, error: unknown, isPrepared: boolean | undefined): Promise<void> {
    const { executionId } = run.link;
    if (isPrepared !== undefined && run.refused === undefined && isFinal(error)) {
      run.refused = error.message;
      run.link = { ...run.link, detail: { ...run.link.detail, refused: error.message } };
      await setLinkDetail(tables, executionId, run.link.detail);
      await (isPrepared ? withdraw(run, "requested") : start(run));
      return;
    }
    options.report(`execution ${executionId} was stopped by a fault and will be taken up again`, error);
    const delay = Math.min(mostRetry, firstRetry * 2 ** run.faults);
    run.faults += 1;
    run.retry = setTimeout(() => {
      run.retry = undefined;
      if (!stopped) track(run, () => start(run));
    }, delay).unref();
  }

  /** Ends what was never started. */
  async function withdraw(run: HeldRun, reason: "requested" | "superseded"): Promise<void> {
    const { executionId } = run.link;
    await end(run, await orchestrator.cancelPrepared({ executionId, reason, observer: observerOf(run) }));
  }

  /** The server died before it was stored. */
  async function forget(run: HeldRun): Promise<void> {
    const { executionId } = run.link;
    held.delete(executionId);
    admission.leave(executionId);
    await deleteLink(tables, executionId);
    hub.end(executionId);
    pump();
  }

  async function end(run: HeldRun, state: ExecutionState): Promise<void> {
    const { link } = run;
    const { executionId } = link;
    stopRetry(run);
    held.delete(executionId);
    admission.leave(executionId);
    sequences.end(executionId);
    try {
      if (link.detail.givenSecrets !== undefined) await options.givenSecrets.remove(executionId);
      const isDerived = await derive(link, state);
      const startsOthers = options.chaining.concerns(link);
      const isDone = isDerived && !startsOthers;
      await setLinkState(tables, executionId, { state: "ended", nextAttemptAt: isDone ? null : options.now() });
      hub.end(executionId);
      pump();
      if (!startsOthers) return;
      await options.chaining.onEnded(link, state);
      if (isDerived) await setLinkState(tables, executionId, { state: "ended", nextAttemptAt: null });
    } finally {
      hub.end(executionId);
    }
  }

  /** False where it could not be written: that is done again when a server starts. */
  async function derive(link: Link, state: ExecutionState): Promise<boolean> {
    try {
      await options.derive(link, state);
      return true;
    } catch (error) {
      options.report(`what follows from execution ${link.executionId}`, error);
      return false;
    }
  }

  function supersede(superseded: readonly Superseded[]): void {
    for (const { executionId, was } of superseded) {
      const run = held.get(executionId);
      if (run === undefined) continue;
      if (was === "waiting") track(run, () => withdraw(run, "superseded"));
      else cancel(run, { force: false, reason: "superseded" });
    }
  }

  function cancel(run: HeldRun, wish: Wish): void {
    const { executionId } = run.link;
    const why = admission.why(executionId);
    // Twice is at once; that a newer one takes its place is no wish of a person's.
    const force = wish.force || (run.cancel?.reason === "requested" && wish.reason === "requested");
    run.cancel = { ...wish, force };
    if (why !== null) {
      admission.leave(executionId);
      track(run, () => withdraw(run, wish.reason));
    } else if (run.handle !== undefined) run.handle.cancel(run.cancel);
    else if (!run.opening) {
      stopRetry(run);
      track(run, () => start(run));
    }
  }

  async function handleOf(run: HeldRun): Promise<ExecutionHandle | undefined> {
    if (run.handle !== undefined || !run.opening) return run.handle;
    return await new Promise((resolve) => run.waiters.add(resolve));
  }

  async function note({ link: { executionId } }: HeldRun, uploaded: ArtifactUploaded): Promise<void> {
    hub.publish(executionId, { kind: "event", event: await options.note(executionId, uploaded) });
  }

  return {
    held,
    async enter(run) {
      const { executionId, detail } = run.link;
      held.set(executionId, run);
      hub.open(executionId);
      supersede(admission.enter(candidateOf(run.link)));
      pump();
      const isAdmitted = (): boolean => admission.why(executionId) === null;
      if (isAdmitted() && detail.concurrency !== undefined) await run.turn.promise;
      return isAdmitted();
    },

    async restore(link) {
      const { executionId } = link;
      const run = heldRun(link);
      if (link.state === "queued" && link.detail.cancelledBy === undefined) {
        held.set(executionId, run);
        hub.open(executionId);
        supersede(admission.enter(candidateOf(link)));
        return;
      }
      const stored = await loadIfStored(options.load, executionId);
      if (stored === undefined) {
        await deleteLink(tables, executionId);
        return;
      }
      const state = stateOf(stored);
      held.set(executionId, run);
      hub.open(executionId);
      if (state.status === "finished") {
        track(run, () => end(run, state));
        return;
      }
      if (link.detail.cancelledBy !== undefined) {
        run.cancel = { force: false, reason: "requested" };
        if (sameOwner(stored.owner, nobody)) {
          track(run, () => withdraw(run, "requested"));
          return;
        }
      }
      admission.restore(candidateOf(link));
      track(run, () => start(run));
    },

    begin: pump,
    cancel,

    handleOf,

    async recordUpload(run, uploaded) {
      let handle = await handleOf(run);
      // One at a time; and who was about to take it up when we looked has it now.
      while (run.recording !== undefined || (handle === undefined && run.opening)) {
        await run.recording;
        handle = await handleOf(run);
      }
      const recorded = handle === undefined ? note(run, uploaded) : handle.recordUpload(uploaded);
      run.recording = recorded.catch(() => {}).finally(() => (run.recording = undefined));
      await recorded;
    },

    resume(run, { resumeDeployments }) {
      const { executionId } = run.link;
      if (run.handle !== undefined || run.opening || admission.why(executionId) !== null) return false;
      stopRetry(run);
      admission.park(executionId, false);
      track(run, () => start(run, resumeDeployments));
      return true;
    },

    stop() {
      stopped = true;
      for (const run of held.values()) stopRetry(run);
    },

    endAll() {
      ending = true;
      for (const { handle } of held.values()) handle?.cancel({ force: true });
    },

    async idle() {
      while (working.size > 0) await Promise.all(working);
    },
  };
}

function stopRetry(run: HeldRun): void {
  clearTimeout(run.retry);
  run.retry = undefined;
}

function tellWaiters(run: HeldRun): void {
  const told = [...run.waiters];
  run.waiters.clear();
  for (const tell of told) tell(run.handle);
}

async function releaseTrees(run: HeldRun): Promise<void> {
  const { trees } = run;
  run.trees = undefined;
  await trees?.[Symbol.asyncDispose]();
}

/** What trying again does not change: the definition, what was given with it, and where it looks for things. */
function isFinal(error: unknown): error is HeadraceError | Problem {
  if (error instanceof Problem) return error.status < 500;
  return error instanceof HeadraceError && error.fault === "user" && error.code !== "execution-owned";
}
