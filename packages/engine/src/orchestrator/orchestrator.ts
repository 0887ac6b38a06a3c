import {
  createdEvent,
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
import { currentOwner, nobody, sameOwner } from "../ownership/owner.ts";
import { createExecution } from "./create-execution.ts";
import type { Execution } from "./execution.ts";
import { type ExecutionLoop, startExecutionLoop } from "./execution-loop.ts";
import type {
  AdmitRequest,
  CancelPreparedRequest,
  PrepareRequest,
  ResumeRequest,
  StartRequest,
} from "./orchestrator-requests.ts";
import { createPreparations } from "./preparations.ts";
import { refuseMissingResults } from "./refuse-missing-results.ts";
import { refuseMissingSecrets, refuseWhatCannotRun } from "./refuse-plan.ts";
import { removeTemporary } from "./remove-temporary.ts";
import type { EngineServices } from "./services.ts";

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
