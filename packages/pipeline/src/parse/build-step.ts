import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { Step } from "../model/step.ts";
import type { StageExpansion } from "../stage-types/stage-type.ts";
import type { Report } from "../validate/finding.ts";
import { stepText } from "./apply-expansion.ts";
import type { StepText, WrittenStep } from "./build-values.ts";
import { buildTimeout, buildVariables } from "./build-values.ts";
import type { ExpandUse } from "./expand-use.ts";
import { withoutUndefined } from "./without-undefined.ts";

export interface StepContext {
  readonly shell: string;
  /** Of the list of steps. */
  readonly path: ModelPath;
  readonly expandUse: ExpandUse;
  readonly report: Report;
  readonly isWritten: (path: ModelPath) => boolean;
  /** Told of each stage type a step uses, for what it asks of the stage. */
  readonly onExpansion?: (expansion: StageExpansion) => void;
}

export function buildSteps(steps: readonly WrittenStep[], context: StepContext): readonly Step[] {
  return steps.flatMap((step, index) => {
    const text = typeof step === "string" ? { run: step } : step;
    const path = [...context.path, index];
    if (text.uses !== undefined) return buildUse(text, text.uses, { ...context, path });
    if (text.run === undefined && (context.isWritten([...path, "run"]) || context.isWritten([...path, "uses"])))
      return [];
    if (text.run === undefined) {
      const mend = "Add a `run` with the script.";
      context.report({ code: "missing-key", path, message: "The step has neither `run` nor `uses`.", mend });
      return [];
    }
    return [buildStep(text, context.shell)];
  });
}

/** A step that uses a stage type stands for that type's steps; its id names the one that has the outputs. */
function buildUse(text: StepText, uses: string, context: StepContext): readonly Step[] {
  if (text.run !== undefined) {
    const message = "The step has both `run` and `uses`.";
    context.report({ code: "invalid-value", path: [...context.path, "uses"], message, mend: "Keep one of the two." });
    return [];
  }
  const expanded = context.expandUse(uses, context.path);
  if (expanded === undefined) return [];
  const { steps } = expanded.expansion;
  context.onExpansion?.(expanded.expansion);
  const named = steps.findLastIndex((step) => step.id !== undefined);
  return steps.map((step, index) => {
    const { id, ...rest } = stepText(step);
    const own = { ...rest, ...(index === named && text.id !== undefined ? { id: text.id } : {}) };
    return buildStep(
      withoutUndefined({
        ...own,
        name: text.name ?? own.name,
        shell: own.shell ?? "sh",
        when: own.when ?? text.when,
        timeout: own.timeout ?? text.timeout,
        allowFailure: own.allowFailure ?? text.allowFailure,
        workingDirectory: own.workingDirectory ?? text.workingDirectory,
        variables: { ...text.variables, ...own.variables },
      }),
      context.shell,
    );
  });
}

function buildStep(step: StepText, shell: string): Step {
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
