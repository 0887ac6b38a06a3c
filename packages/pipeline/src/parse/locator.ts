import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { NodeIndex, SourceDocument } from "./source-document.ts";

/** What a path of the model leads to in the text. */
export interface Found {
  readonly node: NodeIndex;
  /** The key it is the value of, where it stands in a mapping. */
  readonly key: NodeIndex | undefined;
  /** How many of the path's parts were found. */
  readonly depth: number;
}

/** Follows a path of the model as far as the text has it; undefined when the text has no document. */
export function follow(document: SourceDocument, path: ModelPath): Found | undefined {
  if (document.root === undefined) return undefined;
  let node = document.root;
  let key: NodeIndex | undefined;
  let depth = 0;
  for (const part of path) {
    const children = document.children[node] ?? [];
    if (document.kinds[node] === "mapping") {
      const at = keyPosition(document, children, String(part));
      if (at === -1) break;
      key = children[at];
      node = children[at + 1] ?? node;
    } else if (document.kinds[node] === "sequence" && typeof part === "number") {
      const item = children[part];
      if (item === undefined) break;
      key = undefined;
      node = item;
    } else break;
    depth += 1;
  }
  return { node, key, depth };
}

function keyPosition(document: SourceDocument, children: readonly NodeIndex[], name: string): number {
  for (let index = 0; index < children.length; index += 2) {
    if (document.texts[children[index] ?? 0] === name) return index;
  }
  return -1;
}
