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
import { keptQuery, type Parameters, type ServerTables } from "@headrace/store/server";
import { defaultLimits } from "../limits/limits.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { createChaining } from "./chaining.ts";
import { createConductor } from "./conductor.ts";
import { createControlling } from "./held/controlling.ts";
import { createHeldRuns, ranElsewhere } from "./held/held-runs.ts";
import { createHolding } from "./held/holding.ts";
import { createTakingUp } from "./held/taking-up.ts";
import { type Link, readLink } from "./links.ts";
import { createLiveHub } from "./live/create-live.ts";
import { noExecutor, runsNothing } from "./no-executor.ts";
import type { RunListener, RunRequest, Runs, StartedRun } from "./runs.ts";
import { scopedCatalog } from "./scoped-catalog.ts";
import { createSequences } from "./sequence/create-sequences.ts";
import type { Sources } from "./sources/sources.ts";
import { createGivenSecrets } from "./start/given-secrets.ts";
import { previewRun } from "./start/preview-run.ts";
import { rerunRequest } from "./start/rerun-request.ts";
import { type Settings, secretsOfRun } from "./start/secrets-of-run.ts";
import { startRun } from "./start/start-run.ts";
import { createStoppableJournal } from "./stoppable-journal.ts";
import { createAdmission } from "./turns/admission.ts";
import { createGroupTurns } from "./turns/group-turns.ts";
import { createRunLimits, type ServerLimits } from "./turns/limits.ts";
import { scopedSlots } from "./turns/scoped-slots.ts";
import { createSharedTurns } from "./turns/shared-turns.ts";
import { createWhyQueued } from "./turns/why-queued.ts";

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
  /** Removes what workspaces were. */
  readonly removeTree: (path: string) => Promise<void>;
  /** The environment of which steps see PATH, LANG, TZ and TERM. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How the world reaches this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Stage instances at once, of all executions; without limit unless said. */
  readonly concurrentStages?: number;
  readonly settings: Settings;
  /** What stages are held to that deploy; everything is allowed without it. */
  readonly deploymentRules?: (link: Link, plan: ExecutionPlan) => DeploymentRules;
  /** Writes what is derived from an execution that ends; may be called again for it when the server died meanwhile. */
  readonly derive?: (link: Link, state: ExecutionState) => Promise<void>;
  report(what: string, error: unknown): void;
}

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
  const slots = createSharedTurns({
    slots: createSlots({ limit: options.concurrentStages ?? Number.POSITIVE_INFINITY }),
    tables,
    database: store.database,
    clock,
    ids: options.ids,
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
    removeTree: options.removeTree,
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
    groups: createGroupTurns({ tables, database: store.database }),
    hub,
    sequences,
    now: () => clock.now(),
    secrets: (link, stored) => secretsOfRun(settings, link, stored),
    givenSecrets,
    trees: async (link, stored) => await treesOf(link, stored),
    listeners,
    deploymentRules: (link, plan) => options.deploymentRules?.(link, plan),
    derive: async (link, state) => await options.derive?.(link, state),
    chaining,
    report,
  });

  const runs = createHeldRuns({ tables, database: store.database, runsHere: executor !== null, held: conductor.held });
  const controlling = createControlling({ tables, database: store.database, clock, conductor, runs, report });
  const takingUp = createTakingUp({ database: store.database, holding, limits, conductor, report });
  const starting = {
    tables,
    clock,
    ids: options.ids,
    journal: store.journal,
    preparing,
    limits,
    admission,
    holding,
    givenSecrets,
    orchestrator,
    conductor,
    controlling,
  };

  async function treesOf(link: Link, { plan }: StoredExecution) {
    const [repository] = await selectRepository(tables, { id: link.repositoryId });
    return repository === undefined ? undefined : await options.sources.trees(repository, plan.git);
  }

  async function start(request: RunRequest): Promise<StartedRun> {
    if (closing !== undefined) throw new Problem("unavailable", "the server is stopping", { mend: "try again soon" });
    if (executor === null) throw runsNothing();
    return await startRun(starting, request);
  }

  async function close(drain: number): Promise<void> {
    await takingUp.stop();
    conductor.stop();
    await controlling.close();
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
    await slots.close();
    for (const executionId of conductor.held.keys()) sequences.end(executionId);
    hub.close();
    // Where that cannot be written now, the end of this process says it.
    await holding.release().catch(() => undefined);
    await executor?.close();
  }

  return {
    async begin() {
      if (executor === null) return;
      slots.begin();
      await takingUp.begin();
      controlling.begin();
    },
    start,
    preview: (request) => previewRun(preparing, request),
    rerun: async (executionId, request) => {
      const link = await readLink(tables, executionId);
      if (link === undefined) throw notFound("execution", executionId);
      if (link.detail.remote !== undefined) throw ranElsewhere(link.detail.remote.url);
      return await start(rerunRequest(await store.journal.load(executionId), link, request));
    },
    cancel: (executionId, { actor, force = false }) => controlling.cancel(executionId, { actor, force }),
    whyQueued: createWhyQueued({ tables, runs, admission, slots }),
    phase: (executionId) => conductor.held.get(executionId)?.phase,
    handle: (executionId) => conductor.held.get(executionId)?.handle,
    resume: (executionId, wish) => controlling.resume(executionId, wish),
    decideApproval: async (executionId, answer) => {
      const handle = await conductor.handleOf(await runs.require(executionId));
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

/** Each execution asks for its own. */
const selectRepository = keptQuery((tables, { of }: Parameters<{ readonly id: string }>) =>
  tables.selectFrom("repositories").selectAll().where("id", "=", of("id")),
);
