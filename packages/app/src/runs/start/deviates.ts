import { isDeepStrictEqual } from "node:util";
import { resolveParameters } from "@headrace/pipeline";
import { defaultParameters } from "../../pipelines/settings.ts";
import type { RunRequest } from "../runs.ts";
import type { PreparedRun } from "./prepare-run.ts";

/**
 * Whether somebody chose what a push would not have run: other parameters or variables, a part of the stages, another
 * version, an earlier deployment. Its success says less than the pipeline's, so that it must not be taken for it.
 */
export function deviates(request: RunRequest, { plan, settings, givenSecrets }: PreparedRun): boolean {
  const { pipeline } = plan;
  const usual = resolveParameters(pipeline, defaultParameters(pipeline, settings)).values;
  return (
    request.deviates === true ||
    request.rollback !== undefined ||
    (request.pipelineVersion !== undefined && request.rerunOf === undefined) ||
    givenSecrets.size > 0 ||
    plan.stages.length < pipeline.stages.length ||
    !isDeepStrictEqual({ ...plan.parameters }, { ...usual }) ||
    !isDeepStrictEqual({ ...plan.variables }, { ...settings.variables })
  );
}
