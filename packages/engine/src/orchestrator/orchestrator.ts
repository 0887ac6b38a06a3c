import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  createdEvent,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  initialState,
  recoverEvents,
  reduce,
  releaseWaiting,
  waitingInstances,
} from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import { faultPoint } from "../faults.ts";
import { removeTree } from "../files/remove-tree.ts";
import { createMasker } from "../masking/masker.ts";
import { currentOwner, nobody, sameOwner } from "../ownership/owner.ts";
import type { DeploymentRules, SecretSource, StoredExecution, TreeSource } from "../ports/index.ts";
import type { AttemptOptions } from "./attempt.ts";
import { type Execution, keptMasksOf } from "./execution.ts";
import { type ExecutionLoop, startExecutionLoop } from "./execution-loop.ts";
import { createKeptMasks } from "./kept-masks.ts";
import type { Observer } from "./observer.ts";
import { createPreparations } from "./preparations.ts";
import { refuseMissingResults } from "./refuse-missing-results.ts";
import { createScribe } from "./scribe.ts";
import type { EngineServices } from "./services.ts";
import { messageOf } from "./step-runner.ts";

export interface Orchestrator {
  /** Throws what `start` would throw before anything is stored: `secret-not-given`, `not-supported-yet`, `blob-missing`. */
  refuse(request: Pick<StartRequest, "plan" | "secrets" | "secretSource">): Promise<void>;
  /** Stores the execution and starts it. Throws before anything is stored when it cannot be run. */
  start(request: StartRequest): Promise<ExecutionHandle>;
  /**
   * Takes up an execution whose process died: ends what that one left alive, makes what ran a lost
   * attempt, and goes on. Throws `execution-not-found`, `execution-owned` or `secret-not-given`.
   */
  resume(request: ResumeRequest): Promise<ExecutionHandle>;
  /**
   * Stores an execution with its first event, `execution.created`, and leaves it to be admitted: nobody owns it, and a
   * restart changes nothing about it. Throws before anything is stored when it could never run.
   */
  prepare(request: PrepareRequest): Promise<void>;
  /**
   * Starts a prepared execution, once. Throws `execution-not-found`, `execution-not-waiting` when it was admitted,
   * cancelled or started before, `execution-owned`, `secret-not-given`, `blob-missing` or `not-supported-yet`; but for
   * the first three it stays prepared.
   */
  admit(request: AdmitRequest): Promise<ExecutionHandle>;
  /**
   * Ends a prepared execution without ever starting it: every stage is skipped, also those that outlive a cancel. Throws
   * as `admit` does.
   */
  cancelPrepared(request: CancelPreparedRequest): Promise<ExecutionState>;
}

export interface ExecutionHandle extends ExecutionLoop {
  readonly executionId: string;
  readonly plan: ExecutionPlan;
}

interface RequestBase {
  /** Values by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Asked at its start for what a stage names and `secrets` does not hold. */
  readonly secretSource?: SecretSource;
  /** Of the environments that stages deploy to; everything is allowed without them. */
  readonly deploymentRules?: DeploymentRules;
  readonly observer: Observer;
  readonly options?: Partial<AttemptOptions>;
  /** Where stages get their files; the project directory unless said. Not stored: a resume is given it again. */
  readonly trees?: TreeSource;
}

/** What is stored of an execution when it is made. */
interface CreatedExecution {
  readonly plan: ExecutionPlan;
  /** The definition as it was read, and where. */
  readonly source: string;
  readonly sourcePath: string;
  /** Absolute. */
  readonly projectDirectory: string;
  readonly rerunOf?: string;
}

export interface StartRequest extends RequestBase, CreatedExecution {}

export interface PrepareRequest extends CreatedExecution {
  /** Secrets that it needs beside those that its stages name. */
  readonly secretNames?: readonly string[];
}

export interface AdmitRequest extends RequestBase {
  readonly executionId: string;
  /** As it was read just now by a caller who is the only one to admit or cancel it; read again unless given. */
  readonly stored?: StoredExecution;
}

export interface CancelPreparedRequest {
  readonly executionId: string;
  /** `requested` unless said. */
  readonly reason?: "requested" | "superseded";
  readonly observer?: Observer;
}

export interface ResumeRequest extends RequestBase {
  readonly executionId: string;
  /** Run again also the stages with an environment that were interrupted. */
  readonly resumeDeployments: boolean;
  /** Goes on only to end it: recorded before anything else is done. */
  readonly cancel?: { readonly force: boolean; readonly reason: "requested" | "superseded" };
}

const defaults: AttemptOptions = { cache: true, gracePeriod: 10_000 };

export function createOrchestrator(services: EngineServices): Orchestrator {
  const preparations = createPreparations(services);
  const refuse: Orchestrator["refuse"] = async ({ plan, ...given }) => {
    refuseMissingSecrets(plan, given);
    refuseWhatCannotRun(plan, services);
    await refuseMissingResults(plan, services);
  };
  return {
    refuse,

    async start(request) {
      const { plan } = request;
      await refuse(request);
      services.executor.expect?.(stepsOf(plan));
      await services.journal.create({
        plan,
        source: request.source,
        sourcePath: request.sourcePath,
        projectDirectory: request.projectDirectory,
        owner: currentOwner(),
        createdAt: services.clock.now(),
        secretNames: [...request.secrets.keys()],
        ...(request.rerunOf === undefined ? {} : { rerunOf: request.rerunOf }),
      });
      const execution = createExecution(services, { ...request, state: initialState(plan) });
      await execution.scribe.record(() => [createdEvent(plan, request.rerunOf)]);
      return follow(execution);
    },

    async resume(request) {
      const stored = await services.journal.load(request.executionId);
      const { plan } = stored;
      const state = stored.events.reduce<ExecutionState>(reduce, initialState(plan));
      if (state.status === "finished") {
        throw new HeadraceError("invalid-argument", `execution ${request.executionId} is already finished`, {
          mend: `run it again with \`headrace run --rerun ${request.executionId}\``,
        });
      }
      if (sameOwner(stored.owner, nobody)) {
        throw new HeadraceError("execution-not-waiting", `execution ${request.executionId} was never started`, {
          mend: "the server that prepared it starts it when its turn comes",
        });
      }
      refuseMissingSecrets(plan, request, stored.secretNames);
      await services.journal.takeOver(request.executionId, currentOwner());
      faultPoint("resume.owned");
      const killedProcesses = await services.executor.reap(request.executionId);
      const execution = createExecution(services, {
        ...request,
        plan,
        projectDirectory: stored.projectDirectory,
        state,
      });
      await removeTemporary(execution, { masks: false });
      faultPoint("resume.cleared");
      if (state.seq === 0) await execution.scribe.record(() => [createdEvent(plan, stored.rerunOf)]);
      await execution.scribe.record((now) => [
        { type: "execution.resumed", killedProcesses },
        ...recoverEvents(now, services.clock.now()),
      ]);
      const { cancel } = request;
      if (cancel !== undefined) await execution.scribe.record(() => [{ type: "execution.cancelling", ...cancel }]);
      if (request.resumeDeployments) await releaseDeployments(execution);
      return follow(execution);
    },

    async prepare(request) {
      const { plan, source, sourcePath, projectDirectory, rerunOf, secretNames = [] } = request;
      refuseWhatCannotRun(plan, services);
      await refuseMissingResults(plan, services);
      const createdAt = services.clock.now();
      const { executionId } = plan;
      await services.journal.create(
        {
          plan,
          source,
          sourcePath,
          projectDirectory,
          owner: nobody,
          createdAt,
          secretNames,
          ...(rerunOf === undefined ? {} : { rerunOf }),
        },
        [{ seq: 1, at: createdAt, executionId, ...createdEvent(plan, rerunOf) }],
      );
    },

    admit: (request) =>
      preparations.take(
        request.executionId,
        {
          async check({ plan, secretNames }) {
            refuseMissingSecrets(plan, request, secretNames);
            refuseWhatCannotRun(plan, services);
            await refuseMissingResults(plan, services);
          },
          async take(stored, state) {
            services.executor.expect?.(stepsOf(stored.plan));
            return follow(createExecution(services, { ...stored, ...request, state }));
          },
        },
        request.stored,
      ),

    cancelPrepared: ({ executionId, reason = "requested", observer = {} }) =>
      preparations.take(executionId, {
        check: async () => {},
        async take(stored, state) {
          const execution = createExecution(services, { ...stored, secrets: new Map(), observer, state });
          // Forced: what cleans up after others has nothing to clean up.
          await execution.scribe.record(() => [{ type: "execution.cancelling", reason, force: true }]);
          return await follow(execution).finished;
        },
      }),
  };
}

function createExecution(
  services: EngineServices,
  request: RequestBase & { plan: ExecutionPlan; projectDirectory: string; state: ExecutionState },
): Execution {
  const { plan, observer, secrets } = request;
  const masker = createMasker();
  for (const [name, value] of secrets) {
    const notice = masker.add(name, value);
    if (notice !== null) observer.notice?.(notice.message);
  }
  const temporaryDirectory = join(services.workspacesDirectory, `headrace-${plan.executionId}`);
  const kept = createKeptMasks(keptMasksOf(temporaryDirectory));
  try {
    for (const value of kept.read()) masker.add("::add-mask::", value);
  } catch (error) {
    observer.notice?.(`What steps had masked before may be shown: ${messageOf(error)}.`);
  }
  const scribe = createScribe({
    executionId: plan.executionId,
    state: request.state,
    journal: services.journal,
    clock: services.clock,
    onEvent: (event: ExecutionEvent, state: ExecutionState) => observer.event?.(event, state),
  });
  return {
    services: { ...services, ...services.ownOf?.(plan.executionId) },
    plan,
    scribe,
    observer,
    masker,
    secrets,
    ...(request.secretSource === undefined ? {} : { secretSource: request.secretSource }),
    ...(request.deploymentRules === undefined ? {} : { deploymentRules: request.deploymentRules }),
    projectDirectory: request.projectDirectory,
    ...(request.trees === undefined ? {} : { trees: request.trees }),
    temporaryDirectory,
    spareStepDirectories: [],
    keepMask: (value) => {
      try {
        kept.keep(value);
      } catch (error) {
        // The run itself masks it all the same.
        observer.notice?.(`After a crash, what a step had masked may be shown: ${messageOf(error)}.`);
      }
    },
    options: { ...defaults, ...request.options },
    stages: new Map(plan.pipeline.stages.map((stage) => [stage.id, stage])),
  };
}

function follow(execution: Execution): ExecutionHandle {
  const loop = startExecutionLoop(execution);
  const finished = cleanAfter(execution, loop.finished);
  // Whoever holds the handle awaits `finished`; until then a fault must not end the process unheard.
  finished.catch(() => {});
  return { ...loop, executionId: execution.plan.executionId, plan: execution.plan, finished };
}

async function cleanAfter(execution: Execution, finished: Promise<ExecutionState>): Promise<ExecutionState> {
  try {
    return await finished;
  } finally {
    // What waits for a person, or was ended by a fault, is resumed.
    await removeTemporary(execution, { masks: execution.scribe.state.status === "finished" });
  }
}

async function removeTemporary(
  { temporaryDirectory, services }: Execution,
  { masks }: { masks: boolean },
): Promise<void> {
  const kept = keptMasksOf(temporaryDirectory);
  const remove = services.removeTree ?? removeTree;
  if (masks || !existsSync(kept)) {
    await remove(temporaryDirectory);
    return;
  }
  for (const name of await readdir(temporaryDirectory)) {
    const path = join(temporaryDirectory, name);
    if (path !== kept) await remove(path);
  }
}

async function releaseDeployments(execution: Execution): Promise<void> {
  const { scribe } = execution;
  for (const { stage, instance } of [...waitingInstances(scribe.state)]) {
    await scribe.record((state) => {
      const released = releaseWaiting(state, stage, instance);
      return released === undefined ? [] : [released];
    });
  }
}

/** Those of a matrix count once: how many there will be is not always known. */
function stepsOf({ pipeline, stages }: ExecutionPlan): number {
  const planned = new Set(stages.map(({ id }) => id));
  return pipeline.stages
    .filter(({ id }) => planned.has(id))
    .reduce((sum, { steps, afterSteps }) => sum + steps.length + afterSteps.length, 0);
}

/** A secret that is missing is said before anything runs, and all that are missing at once. */
function refuseMissingSecrets(
  plan: ExecutionPlan,
  { secrets, secretSource }: Pick<RequestBase, "secrets" | "secretSource">,
  alsoNeeded: readonly string[] = [],
): void {
  const planned = new Set(plan.stages.map((stage) => stage.id));
  const needed = new Set([
    ...alsoNeeded,
    // Where there is a source, whether a stage gets them is seen when it starts.
    ...plan.pipeline.stages
      .filter((stage) => secretSource === undefined && planned.has(stage.id))
      .flatMap((stage) => stage.secrets),
  ]);
  const missing = [...needed].filter((name) => !secrets.has(name));
  if (missing.length === 0) return;
  throw new HeadraceError(
    "secret-not-given",
    `${missing.length === 1 ? "secret" : "secrets"} not given: ${missing.join(", ")}`,
    {
      mend: `give ${missing.length === 1 ? "it" : "each"} with --secret NAME (the value comes from the environment or is asked for) or --secret-file FILE`,
    },
  );
}

function refuseWhatCannotRun(plan: ExecutionPlan, services: EngineServices): void {
  const planned = new Set(plan.stages.map((stage) => stage.id));
  const problems = plan.pipeline.stages
    .filter((stage) => planned.has(stage.id))
    .flatMap((stage) =>
      services.executor
        .refuse({
          executionId: plan.executionId,
          instance: stage.id,
          attempt: 1,
          workspace: services.workspacesDirectory,
          ...(stage.resources?.memory === undefined ? {} : { memory: stage.resources.memory }),
        })
        .map((problem) => `stage "${stage.id}": ${problem}`),
    );
  if (problems.length > 0) throw new HeadraceError("not-supported-yet", problems.join("; "));
}
