import type { ExecutionFinished } from "./events.ts";
import type { ExecutionOutcome } from "./outcome.ts";
import type { ExecutionState } from "./state/execution-state.ts";

const exitCodes: Readonly<Record<ExecutionOutcome, number>> = {
  success: 0,
  failed: 1,
  timedOut: 1,
  cancelled: 130,
  unknown: 1,
};

/** How an execution ended, once `decide` says `finish`. `now` is epoch milliseconds. */
export function finishedEvent(state: ExecutionState, now: number): ExecutionFinished {
  const outcome = outcomeOf(state);
  return {
    type: "execution.finished",
    outcome,
    exitCode: exitCodes[outcome],
    durationMs: Math.max(0, now - (state.startedAt ?? now)),
    attempt: state.processes,
    ...rollbacksOf(state),
  };
}

function rollbacksOf({ rollbacks }: ExecutionState): Pick<ExecutionFinished, "rolledBack" | "rollbackReason"> {
  if (rollbacks.length === 0) return {};
  return {
    rolledBack: rollbacks.every(({ rolledBack }) => rolledBack),
    rollbackReason: rollbacks.map(({ instance, reason }) => `${instance}: ${reason}`).join("; "),
  };
}

/** A person's cancel and the pipeline's timeout say more of the end than the failures around them. */
function outcomeOf(state: ExecutionState): ExecutionOutcome {
  switch (state.cancelReason) {
    case "requested":
    case "superseded":
      return "cancelled";
    case "timedOut":
      return "timedOut";
    case "failFast":
      return "failed";
    case undefined:
      return state.failed ? "failed" : "success";
  }
}
