import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { ValidateOptions } from "./check-definition.ts";
import { checkDefinition } from "./check-definition.ts";

/** The problems of a model that did not come from a Headrace text, such as one read from another dialect. */
export function validatePipeline(pipeline: Pipeline, options: ValidateOptions = {}): readonly Diagnostic[] {
  return checkDefinition(pipeline, options).map(({ code, severity = "error", message, mend, path }) => ({
    code,
    severity,
    message,
    ...(mend === undefined ? {} : { mend }),
    path,
  }));
}
