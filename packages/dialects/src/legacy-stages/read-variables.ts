import type { NodeReader } from "../source/node-reader.ts";
import { plainValue, type SourceNode } from "../source/source-node.ts";

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Variables as text: a number or a boolean as it was written, null as the empty text, a list or a mapping as JSON.
 * A name that no shell can read is an error: `${my-var}` would mean the variable `my` with a default.
 */
export function readVariables(reader: NodeReader, node: SourceNode | undefined): Readonly<Record<string, string>> {
  const variables: Record<string, string> = Object.create(null);
  for (const { key, keyRange, value } of reader.mapping(node)?.entries ?? []) {
    if (variableName.test(key)) {
      variables[key] = textOf(value);
    } else {
      const place = { path: value.path, ...(keyRange === undefined ? {} : { range: keyRange }) };
      reader.report(place, {
        code: "invalid-value",
        severity: "error",
        message: `"${key}" cannot be the name of an environment variable.`,
        mend: "Use letters, digits and `_`, and no digit first.",
      });
    }
  }
  return variables;
}

function textOf(node: SourceNode): string {
  if (node.kind !== "scalar") return JSON.stringify(plainValue(node));
  return node.value === null ? "" : node.text;
}
