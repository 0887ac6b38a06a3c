import type { ExecutionState } from "../state/execution-state.ts";
import { stageOf } from "../state/read-state.ts";

export interface StatusFunctions {
  readonly success: () => boolean;
  readonly failure: () => boolean;
  readonly cancelled: () => boolean;
}

/**
 * The status functions as a stage's conditions see them, from what its ancestors left as they settled.
 * Once the execution is being cancelled, for whatever reason, `success()` is false and `cancelled()` true.
 * `failure()` keeps saying whether an ancestor failed, so that what answers a failure runs after `failFast` too.
 */
export function statusFunctions(state: ExecutionState, stageId: string): StatusFunctions {
  return statusWhen(state, stageId, state.status === "cancelling");
}

/** As `statusFunctions`, supposing that the execution is or is not being cancelled. */
export function statusWhen(state: ExecutionState, stageId: string, cancelling: boolean): StatusFunctions {
  const ancestors = stageOf(state, stageId)?.ancestors ?? { succeeded: false, failed: false };
  return {
    success: () => ancestors.succeeded && !cancelling,
    failure: () => ancestors.failed,
    cancelled: () => cancelling,
  };
}
