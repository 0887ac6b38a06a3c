import type { StageTypeInputs } from "./stage-type.ts";

/** The variable by which a script reads an input: `coverage_threshold` is `INPUT_COVERAGE_THRESHOLD`. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`;
}

/**
 * Inputs as environment variables, so that no value can become part of a script: a list one item a line, what was not
 * given empty, services left out.
 */
export function inputVariables(inputs: StageTypeInputs): Readonly<Record<string, string>> {
  const variables: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(inputs)) {
    if (Array.isArray(value)) variables[inputVariable(name)] = value.map(String).join("\n");
    else if (typeof value !== "object" || value === null) variables[inputVariable(name)] = String(value ?? "");
  }
  return variables;
}

/** A text input; empty when it was not given. */
export function textInput(inputs: StageTypeInputs, name: string): string {
  const value = inputs[name];
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}
