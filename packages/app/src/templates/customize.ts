import { isMap, parseDocument } from "yaml";
import { Problem, wrongField } from "../problems/problem.ts";

/**
 * A template's text under another name and with other defaults for its parameters. The document is edited, not its
 * text: comments stay, and a value is never more than a value.
 */
export function customize(
  text: string,
  {
    name,
    parameters,
  }: { readonly name: string; readonly parameters: Readonly<Record<string, string | number | boolean>> },
): string {
  const document = documentOf(text);
  document.set("name", name);
  for (const [parameter, value] of Object.entries(parameters)) {
    if (!isMap(document.getIn(["parameters", parameter]))) {
      throw wrongField(`parameters.${parameter}`, "this template has no such parameter", "leave it out");
    }
    const type: unknown = document.getIn(["parameters", parameter, "type"]);
    document.setIn(["parameters", parameter, "default"], typed(value, type));
  }
  return document.toString({ lineWidth: 0 });
}

/** The names of a template's parameters. */
export function parametersIn(text: string): readonly string[] {
  const parameters: unknown = documentOf(text).toJS()?.parameters;
  return typeof parameters === "object" && parameters !== null ? Object.keys(parameters) : [];
}

function documentOf(text: string) {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new Problem("invalid-definition", "this template cannot be read as YAML", {
      mend: "mend the template first",
    });
  }
  return document;
}

/** A text that a command gives for a number or a truth is one. */
function typed(value: string | number | boolean, type: unknown): string | number | boolean {
  if (type === "number" && typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}
