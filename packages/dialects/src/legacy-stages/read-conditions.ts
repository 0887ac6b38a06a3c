import type { NodeReader } from "../source/node-reader.ts";
import type { SourceNode } from "../source/source-node.ts";
import { customKind } from "./conditions.ts";
import type { LegacyConditions } from "./config.ts";
import { readVariables } from "./read-variables.ts";

export function readConditions(reader: NodeReader, node: SourceNode | undefined): LegacyConditions | undefined {
  if (node === undefined) return undefined;
  const parts = reader.parts(node, { of: "Conditions", keys: ["branch", "environment", "custom"] });
  const branch = reader.text(parts.get("branch"));
  const environment = parts.get("environment");
  const custom = readCustom(reader, parts.get("custom"));
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(environment === undefined ? {} : { environment: readVariables(reader, environment) }),
    ...(custom === undefined ? {} : { custom }),
  };
}

function readCustom(reader: NodeReader, node: SourceNode | undefined): string | boolean | undefined {
  if (node?.kind === "scalar" && typeof node.value === "boolean") return node.value;
  const custom = reader.text(node);
  if (custom === undefined || node === undefined || customKind(custom).kind !== "unknown") return custom;
  reader.report(node, {
    code: "bad-expression",
    severity: "error",
    message: `The custom condition "${custom.slice(0, 80)}" cannot be decided.`,
    mend: "Say `failure`, `success`, `always`, the name of a variable that must be set, true or false.",
  });
  return custom;
}
