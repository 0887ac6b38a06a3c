import type { SourceNode } from "./source-node.ts";

/** As far as the source has it; a list of keys stands for whichever of them is there. */
export function nodeAt(root: SourceNode, path: readonly (readonly string[] | number)[]): SourceNode {
  let node = root;
  for (const part of path) {
    const next = typeof part === "number" ? itemOf(node, part) : childOf(node, part);
    if (next === undefined) break;
    node = next;
  }
  return node;
}

function itemOf(node: SourceNode, index: number): SourceNode | undefined {
  return node.kind === "list" ? node.items[index] : undefined;
}

function childOf(node: SourceNode, keys: readonly string[]): SourceNode | undefined {
  return node.kind === "mapping" ? node.entries.find((entry) => keys.includes(entry.key))?.value : undefined;
}
