import type { ItemOf } from "../../client/use-pages.ts";
import type { FormField, FormValues } from "../../common/form-dialog.tsx";
import { flagOf, textOf } from "../../common/form-values.ts";

type Parameter = ItemOf<"templates.list">["parameters"][number];
type Values = Readonly<Record<string, string | number | boolean>>;

const prefix = "parameter ";

/** A field for each parameter of a template, by its type. */
export function templateFields(parameters: readonly Parameter[]): readonly FormField[] {
  return parameters.map(({ name, type, description, options }) => {
    const base = {
      name: prefix + name,
      label: name,
      optional: true,
      ...(description === undefined ? {} : { hint: description }),
    };
    if (options !== undefined)
      return { ...base, kind: "choice", choices: options.map((value) => ({ value, label: value })) };
    if (type === "boolean") return { ...base, kind: "switch" };
    return type === "number" ? { ...base, kind: "number" } : base;
  });
}

/** As the fields hold them: what was given before, else the template's own defaults. */
export function templateValues(parameters: readonly Parameter[], given: Values = {}): FormValues {
  return Object.fromEntries(
    parameters.map(({ name, default: own }) => [prefix + name, Object.hasOwn(given, name) ? given[name] : own]),
  );
}

/** What was entered, as an operation takes it; a field that was left empty is not given. */
export function enteredValues(parameters: readonly Parameter[], values: FormValues): Values {
  return Object.fromEntries(
    parameters.flatMap(({ name, type }): [string, string | number | boolean][] => {
      const key = prefix + name;
      if (type === "boolean") return [[name, flagOf(values, key)]];
      const text = textOf(values, key);
      if (text === "") return [];
      return [[name, type === "number" ? Number(text) : text]];
    }),
  );
}
