import { nodeFromText } from "./node-from-text.ts";
import type { SourceNode } from "./source-node.ts";

/** Of a file that anybody may have written, and that is only looked at: hosts take none that is larger. */
const limits = { maxNodes: 50_000, maxDepth: 64, maxLength: 512 * 1024 };

/** A file of another system, of which some parts are looked for. Undefined for what is too large, or no YAML. */
export function readForeign(text: string): SourceNode | undefined {
  const { root, diagnostics } = nodeFromText(text, limits);
  return diagnostics.some(({ severity }) => severity === "error") ? undefined : root;
}

/** The value of a key of a mapping; undefined where there is none, or it is empty. */
export function partOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  const found = node?.kind === "mapping" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
  return found?.kind === "scalar" && found.value === null ? undefined : found;
}

/** As it was written; undefined for what is no single value. */
export function textOf(node: SourceNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null ? node.text : undefined;
}

/** The texts of a list, or of a single value. */
export function textsOf(node: SourceNode | undefined): readonly string[] {
  const nodes = node?.kind === "list" ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((one) => textOf(one) ?? []);
}
