import type { StageReused } from "../events.ts";
import type { ExecutionState } from "../state/execution-state.ts";
import { stageOf } from "../state/read-state.ts";

/**
 * The results a due stage takes over from an earlier execution, one event for each instance that has none yet.
 * Nothing is evaluated: its condition held then. Empty for a stage that is not carried.
 */
export function carriedEvents(state: ExecutionState, stageId: string): readonly StageReused[] {
  const stage = stageOf(state, stageId);
  const carried = stage === undefined ? undefined : state.plan.stages[stage.index]?.carried;
  if (stage === undefined || carried === undefined) return [];
  return carried.instances
    .filter(({ instance }) =>
      stage.instances.some((candidate) => candidate.instance === instance && candidate.status === "pending"),
    )
    .map(({ instance, outputs }) => ({
      type: "stage.reused",
      stage: stageId,
      instance,
      from: { executionId: carried.executionId, instance },
      why: "rerun",
      outputs,
    }));
}
