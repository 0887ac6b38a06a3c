import { createGraph, optimize } from "@headrace/pipeline";
import type { Pipeline } from "./pipeline.ts";

export interface ScheduleAnalysis {
  /** Stages that depend on nothing. */
  readonly parallelStages: number;
  /** Stages that depend on another. */
  readonly sequentialChains: number;
  /** Names of the stages that could run at once, level by level, each level in the order of the file. */
  readonly executionLevels: readonly (readonly string[])[];
  /** The most stages that could run at once: the size of the widest level. */
  readonly estimatedParallelism: number;
  /** Sentences; with seconds saved where the pipeline has been run. */
  readonly optimizationSuggestions: readonly string[];
}

/**
 * What could run side by side. Stages run as soon as their dependencies are met, so the levels are no waves: they
 * say what could be at work together at best. Stages in a circle stand on no level.
 *
 * @param pipeline As `createPipeline` or a run gives it; the durations of a run make the suggestions exact.
 * @example
 * const pipeline = await createPipeline("pipeline.yaml");
 * optimizePipelineSchedule(pipeline).executionLevels; // => [["build"], ["test"]]
 */
export function optimizePipelineSchedule(pipeline: Pipeline): ScheduleAnalysis {
  const stages = pipeline.stages.map(({ name, dependencies }) => ({
    id: name,
    needs: dependencies.map((stage) => ({ stage })),
  }));
  const executionLevels = createGraph(stages).levels();
  const free = pipeline.stages.filter(({ dependencies }) => dependencies.length === 0).length;
  const widest = Math.max(0, ...executionLevels.map((level) => level.length));
  const jobs = pipeline.stages.flatMap((stage) => stage.jobs);
  const durations = Object.fromEntries(
    jobs.flatMap(({ id, durationMs }) => (durationMs === null ? [] : [[id, durationMs]])),
  );
  const suggestions = optimize(pipeline.model, durations).suggestions.map(({ message }) => message);
  const sequential = pipeline.stages
    .filter((stage) => !stage.parallel && stage.jobs.length > 1)
    .map(
      ({ name, jobs: list }) =>
        `The ${list.length} jobs of the stage "${name}" run one after another; without \`parallel: false\` they could run at once.`,
    );
  return {
    parallelStages: free,
    sequentialChains: pipeline.stages.length - free,
    executionLevels,
    estimatedParallelism: widest,
    optimizationSuggestions: [...suggestions, ...sequential],
  };
}
