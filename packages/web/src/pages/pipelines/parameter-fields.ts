import type { Parameter } from "@headrace/pipeline";
import type { FormField, FormValues } from "../../common/form-dialog.tsx";
import { flagOf, textOf } from "../../common/form-values.ts";

const prefix = "parameter ";

/** A field for each parameter of a pipeline, by its type. */
export function parameterFields(parameters: readonly Parameter[]): readonly FormField[] {
  return parameters.map((parameter) => {
    const { name, description } = parameter;
    const base = {
      name: prefix + name,
      label: name,
      optional: true,
      ...(description === undefined ? {} : { hint: description }),
    };
    switch (parameter.type) {
      case "boolean":
        return { ...base, kind: "switch" };
      case "number":
        return { ...base, kind: "number" };
      case "choice":
        return { ...base, kind: "choice", choices: parameter.options.map((value) => ({ value, label: value })) };
      case "secret":
        return { ...base, kind: "password" };
      case "string":
        return base;
      default:
        return parameter satisfies never;
    }
  });
}

/** Their defaults, as the fields hold them. */
export function parameterDefaults(parameters: readonly Parameter[]): FormValues {
  return Object.fromEntries(
    parameters.flatMap((parameter) =>
      "default" in parameter && parameter.default !== undefined ? [[prefix + parameter.name, parameter.default]] : [],
    ),
  );
}

/** Values given before, as the fields hold them; a switch that was not given stands where its default does. */
export function parameterValues(parameters: readonly Parameter[], given: Readonly<Record<string, string>>): FormValues {
  return Object.fromEntries(
    parameters.flatMap((parameter): [string, unknown][] => {
      const { name } = parameter;
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (parameter.type === "boolean") {
        return [[prefix + name, value === undefined ? parameter.default : value === "true"]];
      }
      return value === undefined ? [] : [[prefix + name, value]];
    }),
  );
}

/** What was entered, as an operation takes it; a field that was left empty is not given. */
export function enteredParameters(
  parameters: readonly Parameter[],
  values: FormValues,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parameters.flatMap(({ name, type }) => {
      const key = prefix + name;
      if (type === "boolean") return [[name, String(flagOf(values, key))]];
      const text = textOf(values, key);
      return text === "" ? [] : [[name, text]];
    }),
  );
}
