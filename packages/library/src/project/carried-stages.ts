import type { StoredExecution } from "@headrace/engine";
import {
  type CarriedStage,
  type ExecutionState,
  type InstanceState,
  initialState,
  type PlannedInstance,
  reduce,
  stagesOf,
} from "@headrace/execution";
import { HeadraceError, type Pipeline } from "@headrace/pipeline";

/** Which part of an earlier execution is to be done again. */
export type RerunPart =
  | { readonly kind: "all" }
  | { readonly kind: "failed" }
  | { readonly kind: "from"; readonly stage: string };

/**
 * The stages of an earlier execution whose results stand in the new one: those that succeeded,
 * less the stage to start from and all that follow it. Of a matrix of which some instances failed,
 * those that succeeded stand and the others run again.
 */
export function carriedStages(
  earlier: StoredExecution,
  part: RerunPart,
  pipeline: Pipeline,
): Readonly<Record<string, CarriedStage>> {
  if (part.kind === "all") return {};
  const again = part.kind === "from" ? withDescendants(pipeline, part.stage) : new Set<string>();
  const state = earlier.events.reduce<ExecutionState>(reduce, initialState(earlier.plan));
  const carried: Record<string, CarriedStage> = Object.create(null);
  for (const stage of stagesOf(state)) {
    if (again.has(stage.id)) continue;
    const stands = stage.instances.filter(succeeded);
    if (stands.length === 0) continue;
    carried[stage.id] = {
      executionId: earlier.plan.executionId,
      instances: stands.map((instance) => ({ ...planned(instance), outputs: instance.outputs })),
      ...(stands.length === stage.instances.length ? {} : { all: stage.instances.map(planned) }),
    };
  }
  return dropWhatFollowsWork(carried, pipeline);
}

function succeeded({ status, result }: InstanceState): boolean {
  return status === "finished" && result === "success";
}

function planned({ instance, matrix }: InstanceState): PlannedInstance {
  return matrix === undefined ? { instance } : { instance, matrix };
}

/** A result does not stand when something it was made from is made again. */
function dropWhatFollowsWork(carried: Record<string, CarriedStage>, pipeline: Pipeline): Record<string, CarriedStage> {
  const doneAgain = pipeline.stages.filter(({ id }) => carried[id] === undefined || carried[id].all !== undefined);
  const dropped = new Set(
    doneAgain.flatMap(({ id }) => [...withDescendants(pipeline, id)].filter((descendant) => descendant !== id)),
  );
  return Object.fromEntries(Object.entries(carried).filter(([stage]) => !dropped.has(stage)));
}

function withDescendants(pipeline: Pipeline, stage: string): Set<string> {
  if (!pipeline.stages.some((each) => each.id === stage)) {
    throw new HeadraceError("stage-not-found", `the pipeline has no stage "${stage}" to start from`);
  }
  const found = new Set([stage]);
  const dependents = new Map<string, string[]>();
  for (const each of pipeline.stages) {
    for (const need of each.needs) dependents.set(need.stage, [...(dependents.get(need.stage) ?? []), each.id]);
  }
  const queue = [stage];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const dependent of dependents.get(next) ?? []) {
      if (found.has(dependent)) continue;
      found.add(dependent);
      queue.push(dependent);
    }
  }
  return found;
}
