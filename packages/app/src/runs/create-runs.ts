import {
  type Clock,
  createOrchestrator,
  type DeploymentRules,
  type Executor,
  type IdSource,
  type StoredExecution,
} from "@headrace/engine";
import { createSlots } from "@headrace/engine/slots";
import type { ExecutionPlan, ExecutionState } from "@headrace/execution";
import type { Store } from "@headrace/store";
import { createFileLogStore } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import { defaultLimits } from "../limits/limits.ts";
import { refuseWithoutMinutes } from "../limits/refuse-without-minutes.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { refuseProtectedBranch } from "../repositories/refuse-protected-branch.ts";
import { createAdmission } from "./admission.ts";
import { type CancelWish, createCancelWishes } from "./cancel-wishes.ts";
import { createChaining } from "./chaining.ts";
import { createConductor } from "./conductor.ts";
import { createLiveHub } from "./create-live.ts";
import { createEnvironmentTurns } from "./environment-turns.ts";
import { createGivenSecrets } from "./given-secrets.ts";
import { type HeldRun, heldRun } from "./held-run.ts";
import { createHolding } from "./holding.ts";
import { createRunLimits, type ServerLimits } from "./limits.ts";
import { linkFor } from "./link-for.ts";
import { deleteLink, insertLink, type Link, readLink, setLinkDetail } from "./links.ts";
import { noExecutor, runsNothing } from "./no-executor.ts";
import { prepareRun } from "./prepare-run.ts";
import { previewRun } from "./preview-run.ts";
import { rerunRequest } from "./rerun-request.ts";
import type { RunListener, RunRequest, Runs, StartedRun, WhyQueued } from "./runs.ts";
import { scopedCatalog } from "./scoped-catalog.ts";
import { groupForPeople, scopedSlots } from "./scoped-slots.ts";
import { type Settings, secretsOfRun } from "./secrets-of-run.ts";
import { createSequences } from "./sequence/create-sequences.ts";
import type { Sources } from "./sources.ts";
import { createStoppableJournal } from "./stoppable-journal.ts";
import { whyQueuedElsewhere } from "./why-queued-elsewhere.ts";

export interface CreateRunsOptions extends ServerLimits {
  readonly store: Store;
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Null: this server runs nothing. */
  readonly executor: Executor | null;
  readonly sources: Sources;
  /** Absolute. */
  readonly workspacesDirectory: string;
  /** The environment of which steps see PATH, LANG, TZ and TERM. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How the world reaches this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Stage instances at once, of all executions; without limit unless said. */
  readonly concurrentStages?: number;
  readonly settings: Settings;
  /** What stages are held to that deploy; everything is allowed without it. */
  readonly deploymentRules?: (link: Link, plan: ExecutionPlan) => DeploymentRules;
  /** After the end of an execution; may be called again for it when the server died meanwhile. */
  readonly onEnded?: (link: Link, state: ExecutionState) => Promise<void>;
  report(what: string, error: unknown): void;
}

/** Milliseconds between looks for what a server that died has left; one that is elsewhere is missed only after a while. */
const takeUpEvery = 30_000;
/** Executions of one organization that wait at most. */
const mostWaiting = 10_000;

export function createRuns(options: CreateRunsOptions): Runs {
  const { store, tables, clock, executor, settings, report } = options;
  const limits = createRunLimits(tables, options);
  const admission = createAdmission(limits);
  const hub = createLiveHub();
  const sequences = createSequences({
    logs: createFileLogStore({ directory: store.layout.logs, clock }),
    directory: store.layout.logs,
    onFault: (error) => report("the order of log lines", error),
  });
  const gate = createStoppableJournal(store.journal);
  const slots = createEnvironmentTurns({
    slots: createSlots({ limit: options.concurrentStages ?? Number.POSITIVE_INFINITY }),
    tables,
    clock,
    owner: options.ids.next(),
    report,
  });
  const holding = createHolding(options);
  const listeners = new Set<RunListener>();
  const preparing = {
    tables,
    sources: options.sources,
    variables: settings.variables,
    concurrency: (organizationId: string) => limits.stagesPerExecution(organizationId),
  };
  const givenSecrets = createGivenSecrets({ tables, clock, secrets: settings.secrets });
  let closing: Promise<void> | undefined;
  let takingUp: NodeJS.Timeout | undefined;
  let taking: Promise<void> | undefined;

  const orchestrator = createOrchestrator({
    journal: gate.journal,
    catalog: store.catalog,
    blobs: store.blobs,
    logs: sequences.store,
    executor: executor ?? noExecutor,
    clock,
    ids: options.ids,
    outside: options.environment,
    workspacesDirectory: options.workspacesDirectory,
    dataDirectory: store.layout.root,
    executionUrl: (executionId) => `${options.publicUrl}/executions/${executionId}`,
    slots: scopedSlots(slots, (executionId) => conductor.held.get(executionId)?.link.repositoryId),
    cacheLimit: defaultLimits.cacheBytes,
    ownOf: (executionId) => {
      const link = conductor.held.get(executionId)?.link;
      if (link === undefined) return {};
      return { catalog: scopedCatalog(store.catalog, link), cacheLimit: limits.cacheBytes(link.organizationId) };
    },
  });
  const chaining = createChaining({ tables, clock, ids: options.ids, start: (request) => start(request), report });
  const conductor = createConductor({
    orchestrator,
    load: (executionId) => gate.journal.load(executionId),
    note: (executionId, body) => gate.journal.note(executionId, body),
    tables,
    admission,
    hub,
    sequences,
    now: () => clock.now(),
    secrets: (link, stored) => secretsOfRun(settings, link, stored),
    givenSecrets,
    trees: async (link, stored) => await treesOf(link, stored),
    listeners,
    deploymentRules: (link, plan) => options.deploymentRules?.(link, plan),
    onEnded: async (link, state) => {
      await options.onEnded?.(link, state);
      await chaining.onEnded(link, state);
    },
    report,
  });

  async function treesOf(link: Link, { plan }: StoredExecution) {
    const repository = await tables
      .selectFrom("repositories")
      .selectAll()
      .where("id", "=", link.repositoryId)
      .executeTakeFirst();
    return repository === undefined ? undefined : await options.sources.trees(repository, plan.git);
  }

  async function start(request: RunRequest): Promise<StartedRun> {
    if (closing !== undefined) throw new Problem("unavailable", "the server is stopping", { mend: "try again soon" });
    if (executor === null) throw runsNothing();
    const { organizationId } = request;
    await limits.refresh(organizationId);
    await refuseWithoutMinutes(tables, { organizationId, now: clock.now() });
    if (admission.waiting(organizationId) >= mostWaiting) {
      throw new Problem("limit-reached", `${mostWaiting} executions of this organization wait already`, {
        mend: "wait until some have run, or cancel them",
      });
    }
    const prepared = await prepareRun(
      {
        ...preparing,
        takeNumber: (pipeline) => store.journal.takeNumber(pipeline),
        refuse: (asked, on) => refuseProtectedBranch(options, asked, on),
      },
      request,
    );
    refuseByHand(prepared.plan, request);
    const { plan, definition, source } = prepared;
    const link = linkFor(request, prepared, clock.now());
    // First of all: an execution that nobody knows of would never be taken up again.
    await insertLink(tables, link, holding.owner);
    try {
      await givenSecrets.keep(link, prepared.givenSecrets);
      await orchestrator.prepare({
        plan,
        source: definition.text,
        sourcePath: definition.path,
        projectDirectory: source.projectDirectory,
        secretNames: [...prepared.givenSecrets.keys()],
        ...(request.rerunOf === undefined ? {} : { rerunOf: request.rerunOf }),
      });
    } catch (error) {
      await deleteLink(tables, plan.executionId);
      throw error;
    }
    const isStarted = conductor.enter(heldRun(link));
    return { executionId: plan.executionId, number: plan.number, state: isStarted ? "running" : "queued" };
  }

  const cancelWishes = createCancelWishes({
    tables,
    database: store.database,
    clock,
    holds: (executionId) => conductor.held.has(executionId),
    cancel: (executionId, wish) => cancel(executionId, wish),
    report,
  });

  /** Of what is not held here: on an embedded database only a server that runs nothing leaves it to another. */
  function isElsewhere({ state }: Link): boolean {
    return state !== "ended" && (store.database.kind === "postgres" || executor === null);
  }

  async function cancel(executionId: string, wish: CancelWish): Promise<void> {
    const run = conductor.held.get(executionId);
    if (run === undefined) {
      const link = await readLink(tables, executionId);
      if (link === undefined) throw notFound("execution", executionId);
      if (!isElsewhere(link)) throw alreadyEnded(executionId);
      await cancelWishes.keep(executionId, wish);
      return;
    }
    // Kept first: a cancel holds also when the server dies before it is done.
    run.link = { ...run.link, detail: { ...run.link.detail, cancelledBy: wish.actor } };
    await setLinkDetail(tables, executionId, run.link.detail);
    if (!conductor.held.has(executionId)) throw alreadyEnded(executionId);
    conductor.cancel(run, { force: wish.force, reason: "requested" });
  }

  async function heldOrThrow(executionId: string): Promise<HeldRun> {
    const run = conductor.held.get(executionId);
    if (run !== undefined) return run;
    const link = await readLink(tables, executionId);
    if (link === undefined) throw notFound("execution", executionId);
    if (!isElsewhere(link)) throw alreadyEnded(executionId);
    throw new Problem("unavailable", `execution ${executionId} is held by another server`, {
      mend: "ask the server that it was started on",
    });
  }

  async function waitsForPeople(executionId: string): Promise<WhyQueued | null> {
    const rows = await tables
      .selectFrom("approvals")
      .select(["id", "stage", "instance"])
      .where("execution_id", "=", executionId)
      .where("state", "=", "waiting")
      .orderBy("instance")
      .execute();
    if (rows.length > 0) return { kind: "approvals", waiting: rows };
    // A deployment that was interrupted had begun.
    const interrupted = await tables
      .selectFrom("stage_executions")
      .select(["stage", "instance"])
      .where("execution_id", "=", executionId)
      .where("status", "=", "waiting")
      .where("attempt", ">", 0)
      .orderBy("instance")
      .execute();
    return interrupted.length === 0 ? null : { kind: "interrupted-deployments", waiting: interrupted };
  }

  async function whyQueued(executionId: string): Promise<WhyQueued | null> {
    const run = conductor.held.get(executionId);
    if (run === undefined) {
      const link = await readLink(tables, executionId);
      if (link === undefined) throw notFound("execution", executionId);
      if (!isElsewhere(link)) return null;
      return (await whyQueuedElsewhere(tables, link)) ?? (await waitsForPeople(executionId));
    }
    const why = admission.why(executionId);
    if (why?.kind === "concurrency-group") {
      return { ...why, group: run.link.detail.concurrency?.group ?? why.group };
    }
    if (why !== null) return why;
    if (run.handle === undefined) return run.opening ? { kind: "starting" } : await waitsForPeople(executionId);
    const waiting = slots.look().waiting.filter((each) => each.executionId === executionId);
    if (waiting.length === 0) return await waitsForPeople(executionId);
    return {
      kind: "stages",
      waiting: waiting.map(({ stage, instance, group }) => ({
        stage,
        instance,
        ...(group === undefined ? {} : { group: groupForPeople(group, run.link.repositoryId) }),
      })),
    };
  }

  /** What nobody living holds. */
  async function takeUp(): Promise<void> {
    const left = await holding.take();
    for (const organizationId of new Set(left.map((link) => link.organizationId))) {
      await limits.refresh(organizationId);
    }
    for (const link of left) {
      await conductor.restore(link).catch((error: unknown) => report(`execution ${link.executionId}`, error));
    }
    conductor.begin();
  }

  async function close(drain: number): Promise<void> {
    clearInterval(takingUp);
    await taking;
    conductor.stop();
    await cancelWishes.close();
    const idle = conductor.idle();
    if (drain > 0) {
      const timer = Promise.withResolvers<void>();
      const timeout = setTimeout(timer.resolve, drain);
      await Promise.race([idle, timer.promise]);
      clearTimeout(timeout);
    }
    gate.stop();
    // With nothing stored any more, this ends the processes and nothing else.
    conductor.endAll();
    await idle;
    await slots.settled();
    for (const executionId of conductor.held.keys()) sequences.end(executionId);
    hub.close();
    // Where that cannot be written now, the end of this process says it.
    await holding.release().catch(() => undefined);
    await executor?.close();
  }

  return {
    async begin() {
      if (executor === null) return;
      // One server owns an embedded database: who had a turn there is dead.
      if (store.database.kind === "sqlite") await tables.deleteFrom("environment_claims").execute();
      await takeUp();
      cancelWishes.begin();
      if (store.database.kind === "sqlite") return;
      takingUp = setInterval(() => {
        taking ??= takeUp()
          .catch((error: unknown) => report("executions of a server that died", error))
          .finally(() => {
            taking = undefined;
          });
      }, takeUpEvery).unref();
    },
    start,
    preview: (request) => previewRun(preparing, request),
    rerun: async (executionId, request) => {
      const link = await readLink(tables, executionId);
      if (link === undefined) throw notFound("execution", executionId);
      return await start(rerunRequest(await store.journal.load(executionId), link, request));
    },
    cancel: (executionId, { actor, force = false }) => cancel(executionId, { actor, force }),
    whyQueued,
    phase: (executionId) => conductor.held.get(executionId)?.phase,
    handle: (executionId) => conductor.held.get(executionId)?.handle,
    resume: async (executionId, { resumeDeployments = false } = {}) => {
      const run = await heldOrThrow(executionId);
      if (!conductor.resume(run, { resumeDeployments })) {
        throw new Problem("not-waiting", `execution ${executionId} is at work, or waits for its turn`, {
          mend: "look at the execution again when nothing of it runs",
        });
      }
    },
    decideApproval: async (executionId, answer) => {
      const handle = await conductor.handleOf(await heldOrThrow(executionId));
      if (handle !== undefined) return await handle.decideApproval(answer);
      throw new Problem("not-waiting", `execution ${executionId} does not wait for anybody's approval now`, {
        mend: "look at the execution again",
      });
    },
    recordUpload: async (executionId, uploaded) => {
      const run = conductor.held.get(executionId);
      if (run !== undefined) return await conductor.recordUpload(run, uploaded);
      const { status } = await store.executions.get(executionId);
      if (status === "finished") await gate.journal.note(executionId, uploaded);
    },
    observe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    limitsChanged: async (organizationId) => {
      await limits.refresh(organizationId);
      if (executor !== null) conductor.begin();
    },
    live: hub.live,
    logs: sequences.reading,
    close: ({ drain = 0 } = {}) => {
      closing ??= close(drain);
      return closing;
    },
  };
}

function alreadyEnded(executionId: string): Problem {
  return new Problem("already-ended", `execution ${executionId} has ended`);
}

/** A pipeline may say that people do not start it. What it ran for something else they may run again. */
function refuseByHand({ pipeline }: ExecutionPlan, { event, pipelineId, rerunOf }: RunRequest): void {
  if (event !== "manual" || pipelineId === undefined || rerunOf !== undefined) return;
  if (pipeline.triggers?.manual !== false) return;
  throw new Problem("conflict", "this pipeline is not started by hand: its `triggers.manual` is false", {
    mend: "let its triggers start it, or say `manual: true`",
  });
}
