import { combineResults } from "../outcome.ts";
import type { ExecutionState, InstanceRecord, StageRecord } from "./execution-state.ts";

/** Brings into order what follows from a stage's instances: who holds a place, what is halted, the stage's status. */
export function normalizeStage(state: ExecutionState, stage: StageRecord): StageRecord {
  if (stage.status === "waiting" || stage.status === "settled") return stage;
  if (!stage.expanded) return stage.status === "due" ? stage : { ...stage, status: "due" };
  const matrix = state.blueprint.stages[stage.index]?.matrix;
  const halted = stage.halted || (matrix?.failFast === true && stage.instances.some(hasFailed));
  const instances = admitted(stage.instances, matrix?.maxParallel ?? Number.POSITIVE_INFINITY);
  if (instances.some((instance) => instance.status === "pending"))
    return { ...stage, instances, halted, status: "due" };
  if (instances.some((instance) => instance.status !== "finished")) {
    return { ...stage, instances, halted, status: "active" };
  }
  const result = combineResults(instances.map((instance) => instance.result ?? "success"));
  return { ...stage, instances, halted, status: "settled", result };
}

/** Gives free `maxParallel` places to the queued instances, in the order of the matrix. */
function admitted(instances: readonly InstanceRecord[], maxParallel: number): readonly InstanceRecord[] {
  const wants = (instance: InstanceRecord) => instance.status === "queued" && !instance.admitted;
  if (!instances.some(wants)) return instances;
  const held = instances.filter((instance) => instance.admitted && instance.status !== "finished").length;
  let free = Math.max(1, maxParallel) - held;
  return instances.map((instance) => {
    if (!wants(instance) || free <= 0) return instance;
    free -= 1;
    return { ...instance, admitted: true };
  });
}

function hasFailed(instance: InstanceRecord): boolean {
  return instance.result === "failure";
}
