import type { Stage } from "@headrace/pipeline";
import type { StageFinished, StageRetrying, StageUse } from "../events.ts";
import type { Outcome } from "../outcome.ts";
import { resultOf } from "../outcome.ts";
import type { ExecutionState, InstanceRecord } from "../state/execution-state.ts";
import { instanceOf } from "../state/read-state.ts";
import { isAllowed } from "./is-allowed.ts";

export interface InstanceRef {
  readonly stage: string;
  readonly instance: string;
}

/** How an attempt ended, before the retry policy is asked. */
export interface AttemptResult {
  readonly outcome: Outcome;
  /** Of the step that decided it; null where no process exited. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly used?: StageUse;
  readonly message?: string;
  /** The attempt was lost with the process that ran it; it does not count against `retry`. */
  readonly interrupted?: boolean;
  /** What it delivered to, and where that can be seen. */
  readonly environment?: string;
  readonly environmentUrl?: string;
  /** Where its rollback ran: whether all of it succeeded, and why it ran. */
  readonly rollback?: { readonly rolledBack: boolean; readonly reason: string };
}

/** Whether another attempt would follow one that ended like this, as things stand. */
export function willRetry(
  state: ExecutionState,
  ref: InstanceRef,
  result: Pick<AttemptResult, "outcome" | "interrupted">,
): boolean {
  const index = state.blueprint.indexes.get(ref.stage);
  const definition = index === undefined ? undefined : state.blueprint.stages[index];
  const instance = instanceOf(state, ref.stage, ref.instance);
  if (definition === undefined || instance === undefined || isStopping(state, instance)) return false;
  return retryDelay(definition, instance, result) !== undefined;
}

/**
 * What an ended attempt comes to: another attempt, or the final outcome. `now` is epoch milliseconds.
 * - The stage's `retry` says how many attempts there are, for which outcomes, and how long to wait: `backoff`,
 *   doubled for each further attempt. Interrupted attempts do not count and are repeated at once.
 * - Nothing is retried once the execution, or the instance's matrix, is being cancelled.
 * - What a stopped process exits with says nothing of the stage: a failure while being stopped is `cancelled`,
 *   or `timedOut` when the pipeline's timeout stopped it.
 */
export function settleAttempt(
  state: ExecutionState,
  ref: InstanceRef,
  result: AttemptResult,
  now: number,
): StageRetrying | StageFinished {
  const index = state.blueprint.indexes.get(ref.stage);
  const definition = index === undefined ? undefined : state.blueprint.stages[index];
  const instance = instanceOf(state, ref.stage, ref.instance);
  const ended = {
    stage: ref.stage,
    instance: ref.instance,
    attempt: instance?.attempt ?? 1,
    outcome: instance === undefined ? result.outcome : outcomeWhileStopping(state, instance, result.outcome),
    exitCode: result.exitCode,
    durationMs: result.durationMs,
    ...(result.message === undefined ? {} : { message: result.message }),
  };
  if (definition !== undefined && instance !== undefined && !isStopping(state, instance)) {
    const delay = retryDelay(definition, instance, result);
    if (delay !== undefined) {
      return {
        type: "stage.retrying",
        ...ended,
        nextAttemptAt: now + delay,
        ...(result.interrupted === true ? { interrupted: true } : {}),
      };
    }
  }
  const failed = resultOf(ended.outcome, false) === "failure";
  const allowed = failed && isAllowed(definition?.allowFailure ?? false, ended.exitCode);
  return { type: "stage.finished", ...ended, allowed, outputs: result.outputs, ...deliveryOf(result) };
}

function deliveryOf({ used, environment, environmentUrl, rollback }: AttemptResult): Partial<StageFinished> {
  return {
    ...(used === undefined ? {} : { used }),
    ...(environment === undefined ? {} : { environment }),
    ...(environmentUrl === undefined ? {} : { environmentUrl }),
    ...(rollback === undefined ? {} : { rolledBack: rollback.rolledBack, rollbackReason: rollback.reason }),
  };
}

/** Milliseconds until the next attempt, undefined when there is none. */
function retryDelay(
  definition: Stage,
  instance: InstanceRecord,
  result: Pick<AttemptResult, "outcome" | "interrupted">,
): number | undefined {
  if (result.interrupted === true) return 0;
  const counted = Math.max(1, instance.attempt - instance.interruptedAttempts);
  const causes: readonly string[] = definition.retry.on;
  if (counted >= definition.retry.attempts || !causes.includes(result.outcome)) return undefined;
  return Math.min(definition.retry.backoff * 2 ** (counted - 1), longestBackoff);
}

/** Doubling stops at a day. */
const longestBackoff = 24 * 60 * 60 * 1000;

function isStopping(state: ExecutionState, instance: InstanceRecord): boolean {
  return state.status === "cancelling" || instance.status === "cancelling";
}

function outcomeWhileStopping(state: ExecutionState, instance: InstanceRecord, outcome: Outcome): Outcome {
  if (instance.status !== "cancelling" || (outcome !== "failed" && outcome !== "infrastructure")) return outcome;
  return state.cancelReason === "timedOut" ? "timedOut" : "cancelled";
}
