import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Parameter, ParameterValues } from "../model/parameter.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { nearestName } from "../validate/nearest-name.ts";
import { convertParameter } from "./convert-parameter.ts";

export interface ResolvedParameters {
  /** Typed, defaults applied, those that stay empty left out. Holds the values of secrets too. */
  readonly values: ParameterValues;
  /** Names of the parameters whose values are secret. */
  readonly secrets: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Typed values from the texts that a person gave, by parameter name. Every problem is reported at once; the value of
 * a secret is never part of a message.
 */
export function resolveParameters(pipeline: Pipeline, given: Readonly<Record<string, string>>): ResolvedParameters {
  const values: Record<string, string | number | boolean> = Object.create(null);
  const diagnostics: Diagnostic[] = [];
  const names = pipeline.parameters.map(({ name }) => name);
  const report = (name: string, message: string, mend: string) =>
    diagnostics.push({ code: "bad-parameter", severity: "error", message, mend, path: ["parameters", name] });

  for (const parameter of pipeline.parameters) {
    const { name } = parameter;
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    if (text !== undefined) {
      const converted = convertParameter(parameter, text);
      if (converted.ok) values[name] = converted.value;
      else report(name, `The parameter "${name}" ${converted.problem}.`, mendOf(parameter));
    } else if (parameter.type === "secret") {
      report(name, `The secret parameter "${name}" was not given.`, "Give it when you start the pipeline.");
    } else if (parameter.default !== undefined) {
      values[name] = parameter.default;
    } else {
      report(name, `The parameter "${name}" was not given and has no default.`, mendOf(parameter));
    }
  }
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    const known = names.length === 0 ? "The pipeline has no parameters." : `The parameters are: ${names.join(", ")}.`;
    report(name, `There is no parameter "${name}".`, near === undefined ? known : `Did you mean "${near}"?`);
  }
  const secrets = pipeline.parameters.filter(({ type }) => type === "secret").map(({ name }) => name);
  return { values, secrets, diagnostics };
}

function mendOf(parameter: Parameter): string {
  const { description } = parameter;
  return `Give it ${allowedBy(parameter)}${description === undefined ? "" : `: ${description}`}.`;
}

function allowedBy(parameter: Parameter): string {
  switch (parameter.type) {
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${parameter.options.join(", ")}`;
    case "number": {
      const { min, max } = parameter;
      if (min === undefined && max === undefined) return "a number";
      if (min === undefined) return `a number up to ${max}`;
      return max === undefined ? `a number from ${min} on` : `a number from ${min} to ${max}`;
    }
    case "string":
      return parameter.pattern === undefined ? "a text" : `a text that matches ${parameter.pattern}`;
    case "secret":
      return "a value";
  }
}
