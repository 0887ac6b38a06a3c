import type { Scope, Stage } from "@headrace/pipeline";
import { HeadraceError } from "@headrace/pipeline";
import type { CarriedStage, ExecutionPlan, ExecutionRequest, PlannedInstance, PlannedStage } from "../plan-types.ts";
import { planConcurrency } from "./plan-concurrency.ts";
import { planInstances } from "./plan-instances.ts";
import { planningContexts, planningScope } from "./planning-contexts.ts";
import { remainingPaths } from "./remaining-paths.ts";
import { selectStages } from "./select-stages.ts";

/**
 * Resolves what will be done: which stages, their graph by index, and the instances of every matrix that
 * is known beforehand. Needs outside `only` count as met and are dropped.
 * Throws `stage-not-found` for an unknown name in `only` or `until`, and `invalid-definition` for what
 * validation refuses too: a need without a stage, a cycle, a matrix that is empty or too large.
 * An empty `only` or `until` selects as if it were absent.
 */
export function planExecution(request: ExecutionRequest): ExecutionPlan {
  const { only, until, carried, ...rest } = request;
  const selected = selectStages(request.pipeline, {
    ...(only === undefined ? {} : { only }),
    ...(until === undefined ? {} : { until }),
  });
  const needs = resolveNeeds(request.pipeline.stages, selected);
  const dependents: number[][] = selected.map(() => []);
  for (const [index, needed] of needs.entries()) for (const need of needed) dependents[need]?.push(index);
  const scope = planningScope({ ...planningContexts(request) });
  const stages = selected.map((stage, index): PlannedStage => {
    const carry = carriedStage(carried, stage.id);
    const instances = carry === undefined ? planInstances(stage, scope) : carriedInstances(stage, carry, scope);
    return {
      id: stage.id,
      needs: needs[index] ?? [],
      dependents: dependents[index] ?? [],
      instances,
      ...(carry === undefined ? {} : { carried: { executionId: carry.executionId, instances: carry.instances } }),
    };
  });
  if (!remainingPaths(stages).acyclic) {
    throw new HeadraceError(
      "invalid-definition",
      `the stages of "${request.pipeline.name}" need each other in a circle`,
      {
        mend: "validate the pipeline: it names the circle",
      },
    );
  }
  const concurrencyGroup = planConcurrency(request.pipeline, scope);
  return { ...rest, stages, ...(concurrencyGroup === undefined ? {} : { concurrencyGroup }) };
}

/** A carried stage without instances has no results to take over: it runs. */
function carriedStage(carried: ExecutionRequest["carried"], id: string): CarriedStage | undefined {
  const carry = carried !== undefined && Object.hasOwn(carried, id) ? carried[id] : undefined;
  return carry !== undefined && carry.instances.length > 0 ? carry : undefined;
}

/** A definition that was changed since then says which instances there are now, where planning can know them. */
function carriedInstances(stage: Stage, { all, instances }: CarriedStage, scope: Scope): readonly PlannedInstance[] {
  if (all === undefined) return instances.map(carriedInstance);
  return planInstances(stage, scope) ?? all.map(carriedInstance);
}

function carriedInstance({ instance, matrix }: PlannedInstance): PlannedInstance {
  return matrix === undefined ? { instance } : { instance, matrix };
}

function resolveNeeds(all: readonly Stage[], selected: readonly Stage[]): readonly (readonly number[])[] {
  const known = new Set(all.map((stage) => stage.id));
  const indexes = new Map(selected.map((stage, index) => [stage.id, index]));
  return selected.map((stage) => {
    const needs = new Set<number>();
    for (const { stage: need } of stage.needs) {
      if (!known.has(need)) {
        throw new HeadraceError("invalid-definition", `stage "${stage.id}" needs "${need}", which does not exist`, {
          mend: "name a stage of this pipeline, or remove the need",
        });
      }
      const index = indexes.get(need);
      if (index !== undefined) needs.add(index);
    }
    return [...needs];
  });
}
