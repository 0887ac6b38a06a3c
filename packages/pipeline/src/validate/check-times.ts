import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { timezoneProblem } from "../values/index.ts";
import type { Report } from "./finding.ts";

/** Time zones that do not exist, and timeouts that would end the work before it begins. */
export function checkTimes(pipeline: Pipeline, report: Report): void {
  for (const [index, { timezone }] of (pipeline.triggers?.schedule ?? []).entries()) {
    const problem = timezoneProblem(timezone);
    if (problem === null) continue;
    const path = ["triggers", "schedule", index, "timezone"];
    const mend = "Use a name of the IANA database, as in Europe/Rome or UTC.";
    report({ code: "invalid-value", path, message: `${problem}.`, mend });
  }
  const timeout = (value: number | string | undefined, path: ModelPath): void => {
    if (value !== 0) return;
    const message = "A timeout of nothing would end the work before it begins.";
    report({ code: "invalid-value", path, message, mend: "Give it a duration above zero, or remove the key." });
  };
  timeout(pipeline.timeout, ["timeout"]);
  for (const stage of pipeline.stages) {
    timeout(stage.timeout, ["stages", stage.id, "timeout"]);
    for (const [index, step] of stage.steps.entries())
      timeout(step.timeout, ["stages", stage.id, "steps", index, "timeout"]);
  }
}
