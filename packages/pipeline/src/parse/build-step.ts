import type { Step } from "../model/step.ts";
import { buildVariables } from "./build-pipeline.ts";
import { buildTimeout } from "./build-stage.ts";
import type { StageText } from "./build-stage.ts";
import { withoutUndefined } from "./without-undefined.ts";

export type StepText = NonNullable<StageText["steps"]>[number];

export function buildSteps(steps: readonly StepText[], shell: string): readonly Step[] {
  return steps.map((step) => buildStep(step, shell));
}

function buildStep(text: StepText, shell: string): Step {
  const step = typeof text === "string" ? { run: text } : text;
  const run = step.run ?? "";
  return withoutUndefined({
    id: step.id,
    name: step.name === undefined ? firstLine(run) : String(step.name),
    run,
    shell: step.shell ?? shell,
    workingDirectory: step.workingDirectory,
    variables: buildVariables(step.variables),
    when: conditionOf(step.when),
    timeout: buildTimeout(step.timeout),
    allowFailure: step.allowFailure ?? false,
  });
}

/** The expression of a condition without its `${{ }}`. */
export function conditionOf(when: string | boolean | undefined): string | undefined {
  if (when === undefined) return undefined;
  const text = String(when).trim();
  // Two expressions side by side are left as they are: the expression reader says what is wrong with them.
  if (!text.startsWith("${{") || text.indexOf("${{", 3) !== -1 || !text.endsWith("}}")) return text;
  return text.slice(3, -2).trim();
}

function firstLine(run: string): string {
  return run.trim().split("\n", 1)[0] ?? "";
}
