import { createGraph, evaluateValue, expandMatrix, type Pipeline, type Stage } from "@headrace/pipeline";
import { always, type Guard, guardOf } from "./guards.ts";
import { limits } from "./limits.ts";
import { handingStages } from "./outputs.ts";
import type { Place } from "./values.ts";

/** A stage, or one instance of its matrix, with what it waits for in conditions. */
export interface Job {
  readonly place: Place;
  readonly guard: Guard;
}

export interface JobNeeds extends Pick<Place, "parameters" | "parametersMayLack" | "given" | "notes"> {
  readonly pipeline: Pipeline;
}

/** The jobs of a pipeline in rows: a row runs when all before it have succeeded. Without those that never run. */
export function rowsOf(needs: JobNeeds): readonly (readonly Job[])[] {
  const { pipeline, notes } = needs;
  const graph = createGraph(pipeline.stages);
  const stages = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
  const guards = new Map<string, Guard>();
  const earlier: string[] = [];
  const rows: Job[][] = [];
  let isStricter = false;
  for (const level of graph.levels()) {
    const row: Job[] = [];
    for (const stage of level.flatMap((id) => stages.get(id) ?? [])) {
      if (graph.ancestorsOf(stage.id).length < earlier.length) isStricter = true;
      const jobs = jobsOf(stage, guards, needs).filter(({ guard }) => !guard.never);
      row.push(...jobs);
    }
    earlier.push(...level);
    if (row.length > 0) rows.push(row);
  }
  if (isStricter) {
    notes.add("changed", {
      path: ["stages"],
      message: "Stages run in rows there: each waits for the whole row before it, and a failure stops all that follow.",
    });
  }
  return rows;
}

function jobsOf(stage: Stage, guards: Map<string, Guard>, needs: JobNeeds): readonly Job[] {
  const handing = handingStages(needs.pipeline);
  const needed = stage.needs.map((need) => guards.get(need.stage) ?? always);
  const succeeded = new Set(stage.needs.flatMap((need, index) => (isAlways(needed[index]) ? [need.stage] : [])));
  const jobs = instancesOf(stage, needs).map(({ instance, matrix }) => {
    const place: Place = { ...needs, stage, instance, matrix, succeeded, handing, isAfter: false };
    return { place, guard: guardOf(place, needed) };
  });
  const [first, ...others] = jobs.map(({ guard }) => guard);
  const isOne = first !== undefined && others.every((guard) => JSON.stringify(guard) === JSON.stringify(first));
  guards.set(stage.id, isOne ? first : always);
  return jobs;
}

function isAlways(guard: Guard | undefined): boolean {
  return guard !== undefined && !guard.never && guard.tests.length === 0 && guard.changed === undefined;
}

function instancesOf(stage: Stage, { pipeline, notes }: JobNeeds) {
  const alone = [{ instance: stage.id, matrix: {} }];
  if (stage.matrix === undefined) return alone;
  const scope = { contexts: { pipeline: { name: pipeline.name } }, functions: noStatus };
  const expanded = expandMatrix(stage.id, stage.matrix, {
    limit: limits.steps,
    evaluate: (template) => evaluateValue(template, scope),
  });
  const path = ["stages", stage.id, "matrix"];
  if (expanded.ok) {
    const message = `The matrix is written as ${expanded.instances.length} steps.`;
    notes.add("rewritten", { path, message });
    return expanded.instances;
  }
  notes.add("no-equivalent", {
    path,
    message: `The instances of the stage "${stage.id}" are known only in a run, so that it stands as one step.`,
    mend: "Write the values of its axes in full.",
  });
  return alone;
}

const noStatus = { success: () => true, failure: () => false, cancelled: () => false };
