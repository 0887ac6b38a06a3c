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
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new Problem("invalid-definition", "this template cannot be read as YAML", {
      mend: "mend the template first",
    });
  }
  document.set("name", name);
  for (const [parameter, value] of Object.entries(parameters)) {
    if (!isMap(document.getIn(["parameters", parameter]))) {
      throw wrongField(`parameters.${parameter}`, "this template has no such parameter", "leave it out");
    }
    document.setIn(["parameters", parameter, "default"], value);
  }
  return document.toString({ lineWidth: 0 });
}
