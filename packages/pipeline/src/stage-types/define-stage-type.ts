import type { StageTypeText } from "../schema/stage-type.ts";
import { inputVariables } from "./input-variables.ts";
import type { StageExpansion, StageType, StageTypeInput, StageTypeInputs, StageTypeStep } from "./stage-type.ts";
import { substituteInExpression, substituteInputs } from "./substitute-inputs.ts";

/** A stage type from its file. Every step sees the inputs as `INPUT_…` variables; elsewhere their values are put in. */
export function defineStageType(type: string, text: StageTypeText): StageType {
  const outputs = Object.entries(text.outputs ?? {});
  return {
    type,
    category: text.category ?? "custom",
    summary: text.summary ?? type,
    inputs: Object.entries(text.inputs ?? {}).map(([name, input]) => defineInput(name, input)),
    outputs: outputs.map(([name, { description }]) => ({ name, description: description ?? name })),
    expand: (inputs) => expand(text, inputs),
  };
}

function defineInput(name: string, input: NonNullable<StageTypeText["inputs"]>[string]): StageTypeInput {
  return {
    name,
    type: input.type,
    description: input.description ?? name,
    ...(input.required === undefined ? {} : { required: input.required }),
    ...(input.default === undefined ? {} : { default: defaultOf(input.default) }),
    ...(input.options === undefined ? {} : { options: input.options.map(String) }),
  };
}

function defaultOf(
  value: NonNullable<NonNullable<StageTypeText["inputs"]>[string]["default"]>,
): StageTypeInput["default"] {
  return typeof value === "object" ? value.map(String) : value;
}

function expand(text: StageTypeText, inputs: StageTypeInputs): StageExpansion {
  const values = new Map(Object.entries(inputs).map(([name, value]) => [name.toLowerCase(), value]));
  const put = <T>(part: T): T => substituteDeep(part, values);
  const variables = inputVariables(inputs);
  const outputs: Record<string, string> = Object.create(null);
  for (const [name, output] of Object.entries(text.outputs ?? {})) outputs[name] = put(output.value);
  const steps = (list: StageTypeText["steps"] | undefined): readonly StageTypeStep[] =>
    (list ?? []).map((step) => withVariables(put(step), variables));
  return {
    steps: steps(text.steps),
    afterSteps: steps(text.afterSteps),
    outputs,
    ...(text.reports === undefined ? {} : { reports: put(text.reports) }),
    ...(text.artifacts === undefined ? {} : { artifacts: put(text.artifacts) }),
    ...(text.cache === undefined ? {} : { cache: put(text.cache) }),
    ...(text.services === undefined ? {} : { services: put(text.services) }),
    ...(text.image === undefined ? {} : { image: put(text.image) }),
  };
}

function withVariables(step: StageTypeText["steps"][number], inputs: Readonly<Record<string, string>>): StageTypeStep {
  if (typeof step === "string") return { run: step, variables: inputs };
  const own = Object.entries(step.variables ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  const { uses, with: given, variables, name, run, ...rest } = step;
  return {
    ...rest,
    run: run ?? "",
    ...(name === undefined ? {} : { name: String(name) }),
    variables: { ...inputs, ...Object.fromEntries(own) },
  };
}

/** The same structure with every text's inputs put in. */
function substituteDeep<T>(part: T, values: ReadonlyMap<string, unknown>): T;
function substituteDeep(part: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (typeof part === "string") return substituteInputs(part, values);
  if (Array.isArray(part)) return part.map((item: unknown) => substituteDeep(item, values));
  if (typeof part !== "object" || part === null) return part;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(part)) {
    // A condition is an expression also without `${{ }}`.
    const bare = key === "when" && typeof value === "string" && !value.includes("${{");
    copy[key] = bare ? substituteInExpression(value, values) : substituteDeep(value, values);
  }
  return copy;
}
