import type { Stage } from "@headrace/pipeline";
import { HeadraceError } from "@headrace/pipeline";
import { emptySet, withEntry } from "../collections/ordered-set.ts";
import { vectorOf } from "../collections/vector.ts";
import type { ExecutionPlan, PlannedInstance, PlannedStage } from "../plan-types.ts";
import { planningContexts } from "../planning/planning-contexts.ts";
import { remainingPaths } from "../planning/remaining-paths.ts";
import type { Blueprint, ExecutionState, InstanceRecord, Lane, StageRecord } from "./execution-state.ts";

/** The state before the first event. Takes time in proportion to the plan, once. */
export function initialState(plan: ExecutionPlan): ExecutionState {
  const stages = plan.stages.map(initialStage);
  return {
    plan,
    status: "created",
    seq: 0,
    forced: false,
    settledStages: 0,
    runningInstances: 0,
    rollbacks: [],
    blueprint: blueprintOf(plan),
    stages: vectorOf(stages),
    due: stages
      .filter((stage) => stage.status === "due")
      .reduce((due, stage) => withEntry(due, dueEntry(stage)), emptySet),
    ordinary: emptyLane,
    enduring: emptyLane,
    halting: emptySet,
    failed: false,
    processes: 1,
  };
}

export const emptyLane: Lane = {
  ready: emptySet,
  held: emptySet,
  asking: emptySet,
  retrying: emptySet,
  running: emptySet,
};

export function dueEntry(stage: StageRecord) {
  return { primary: 0, secondary: 0, order: stage.arrival, stage: stage.index, instance: 0 };
}

export function initialInstance(planned: PlannedInstance): InstanceRecord {
  return {
    ...planned,
    status: "pending",
    attempt: 0,
    interruptedAttempts: 0,
    ranMs: 0,
    outputs: {},
    reused: false,
    outlivesCancel: false,
    admitted: false,
    arrival: 0,
  };
}

function initialStage(planned: PlannedStage, index: number): StageRecord {
  return {
    index,
    id: planned.id,
    status: planned.needs.length === 0 ? "due" : "waiting",
    unmetNeeds: planned.needs.length,
    ancestors: { succeeded: true, failed: false },
    instances: (planned.instances ?? []).map(initialInstance),
    expanded: planned.instances !== null && planned.instances.length > 0,
    halted: false,
    arrival: 0,
  };
}

function blueprintOf(plan: ExecutionPlan): Blueprint {
  const definitions = new Map(plan.pipeline.stages.map((stage) => [stage.id, stage]));
  const definitionOf = (planned: PlannedStage): Stage => {
    const definition = definitions.get(planned.id);
    if (definition !== undefined) return definition;
    throw new HeadraceError("internal", `the plan has a stage "${planned.id}" that its pipeline lacks`);
  };
  return {
    indexes: new Map(plan.stages.map((stage, index) => [stage.id, index])),
    stages: plan.stages.map(definitionOf),
    ranks: remainingPaths(plan.stages).ranks,
    contexts: planningContexts(plan),
  };
}
