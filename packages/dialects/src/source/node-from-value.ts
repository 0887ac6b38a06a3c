import type { ModelPath } from "@headrace/pipeline";
import type { SourceNode } from "./source-node.ts";

const maxDepth = 64;

/** Plain data as a tree like that of a text. What JSON cannot hold counts as null; so does what is nested too deep. */
export function nodeFromValue(value: unknown, path: ModelPath = []): SourceNode {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return { kind: "scalar", path, value, text: String(value) };
  }
  if (typeof value !== "object" || value === null || path.length > maxDepth) {
    return { kind: "scalar", path, value: null, text: "" };
  }
  if (Array.isArray(value)) {
    return { kind: "list", path, items: value.map((item, index) => nodeFromValue(item, [...path, index])) };
  }
  const entries = Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([key, child]) => ({ key, value: nodeFromValue(child, [...path, key]) }));
  return { kind: "mapping", path, entries };
}
