import type { NeedContext } from "../plan-types.ts";
import type { ExecutionState, StageRecord } from "../state/execution-state.ts";
import { stageAt, stageOf } from "../state/read-state.ts";

/** `${{ needs }}` of a stage: its direct needs within the execution. Costs their instances. */
export function needsContext(state: ExecutionState, stageId: string): Readonly<Record<string, NeedContext>> {
  const index = stageOf(state, stageId)?.index;
  const needs = index === undefined ? [] : (state.plan.stages[index]?.needs ?? []);
  return Object.fromEntries(
    needs.flatMap((need): [string, NeedContext][] => {
      const stage = stageAt(state, need);
      return stage === undefined ? [] : [[stage.id, needContext(state, stage)]];
    }),
  );
}

function needContext(state: ExecutionState, stage: StageRecord): NeedContext {
  // Settled, since it is asked once all needs are; a face that asks earlier sees what can still be hoped for.
  const result = stage.result ?? "success";
  if (state.blueprint.stages[stage.index]?.matrix === undefined) {
    return { result, outputs: stage.instances[0]?.outputs ?? {} };
  }
  const results = stage.instances.flatMap((instance) =>
    instance.matrix === undefined
      ? []
      : [{ matrix: instance.matrix, result: instance.result ?? "success", outputs: instance.outputs }],
  );
  return { result, results };
}
