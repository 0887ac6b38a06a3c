import { itemAt, itemsOf } from "../collections/vector.ts";
import type { ExecutionState, InstanceRecord, StageRecord } from "./execution-state.ts";

/** The stage at a place of `plan.stages`. */
export function stageAt(state: ExecutionState, index: number): StageRecord | undefined {
  return itemAt(state.stages, index);
}

/** The stage with this id; undefined when the execution has none. */
export function stageOf(state: ExecutionState, id: string): StageRecord | undefined {
  const index = state.blueprint.indexes.get(id);
  return index === undefined ? undefined : itemAt(state.stages, index);
}

/** One instance: of a plain stage the instance bears the stage's own name. */
export function instanceOf(state: ExecutionState, id: string, instance: string): InstanceRecord | undefined {
  return stageOf(state, id)?.instances.find((candidate) => candidate.instance === instance);
}

/** All stages in the order of the plan. Takes time in proportion to the stages: for showing, not for each event. */
export function stagesOf(state: ExecutionState): Iterable<StageRecord> {
  return itemsOf(state.stages);
}
