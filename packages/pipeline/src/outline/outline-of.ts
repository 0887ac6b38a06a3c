import { instanceCount } from "../format/stage-label.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Outline, OutlineStage } from "./outline.ts";

/** The outline of a valid pipeline. */
export function outlineOf(pipeline: Pipeline): Outline {
  return {
    name: pipeline.name,
    stages: pipeline.stages.map(
      (stage): OutlineStage => ({
        id: stage.id,
        name: stage.name,
        category: stage.category,
        ...(stage.group === undefined ? {} : { group: stage.group }),
        ...(stage.uses === undefined ? {} : { uses: stage.uses.type }),
        needs: stage.needs,
        ...(stage.when === undefined ? {} : { when: stage.when }),
        ...(stage.matrix === undefined ? {} : { instances: instanceCount(stage) }),
        steps: stage.steps.length,
        artifacts: stage.artifacts.map(({ name }) => name),
        ...(stage.environment === undefined ? {} : { environment: stage.environment.name }),
        approval: stage.approval !== undefined,
      }),
    ),
  };
}
