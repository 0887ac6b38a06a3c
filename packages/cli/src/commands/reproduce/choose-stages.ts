import { type ExecutionState, initialState, reduce, stagesOf } from "@headrace/execution";
import type { RerunPart } from "@headrace/library/project";
import { HeadraceError, type Pipeline } from "@headrace/pipeline";
import type { LoadedExecution } from "../../input/records.ts";

export interface ChosenStages {
  /** To be run again. */
  readonly stages: readonly string[];
  /** Those, and everything that they need, directly or not. */
  readonly withNeeds: readonly string[];
  /** What does not stand of the earlier execution. */
  readonly part: RerunPart;
}

/** The stage that is named, by itself or by an instance of it; else those that failed. Throws `stage-not-found`. */
export function chooseStages(
  { plan, events }: LoadedExecution,
  pipeline: Pipeline,
  named: string | undefined,
): ChosenStages {
  const all = [...stagesOf(events.reduce<ExecutionState>(reduce, initialState(plan)))];
  const failed = all.filter(({ instances }) => instances.some(({ result }) => result === "failure"));
  if (named !== undefined) {
    const stage = all.find(({ id, instances }) => id === named || instances.some(({ instance }) => instance === named));
    if (stage === undefined) {
      throw new HeadraceError("stage-not-found", `the execution has no stage "${named}"`, {
        mend: `it has: ${all.map(({ id }) => id).join(", ")}`,
      });
    }
    const part: RerunPart = failed.includes(stage) ? { kind: "failed" } : { kind: "from", stage: stage.id };
    return { stages: [stage.id], withNeeds: withNeeds(pipeline, [stage.id]), part };
  }
  if (failed.length === 0) {
    throw new HeadraceError("stage-not-found", "no stage of the execution failed", {
      mend: `say which one to run again with --stage; it has: ${all.map(({ id }) => id).join(", ")}`,
    });
  }
  const stages = failed.map(({ id }) => id);
  return { stages, withNeeds: withNeeds(pipeline, stages), part: { kind: "failed" } };
}

function withNeeds(pipeline: Pipeline, stages: readonly string[]): readonly string[] {
  const needs = new Map(pipeline.stages.map((stage) => [stage.id, stage.needs.map((need) => need.stage)]));
  const found = new Set(stages);
  for (const stage of found) for (const need of needs.get(stage) ?? []) found.add(need);
  return [...found];
}
