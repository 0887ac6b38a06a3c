import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { readYaml } from "../parse/read-yaml.ts";
import type { NodeIndex, SourceDocument } from "../parse/source-document.ts";
import { plainValue } from "../parse/source-document.ts";
import { expressionNames, type WrittenNames } from "./expression-names.ts";
import { expressionPlace } from "./expression-place.ts";
import { type UnfinishedName, unfinishedName } from "./unfinished-name.ts";

const deepest = 100;

export interface Completions extends UnfinishedName {
  readonly names: readonly string[];
}

/**
 * What can be written at a caret in the text of a definition: the names of an expression that is open there. Undefined
 * where no expression is; never throws for what the text holds.
 */
export function completeText(
  text: string,
  caret: number,
  server: Omit<WrittenNames, "definition"> = {},
): Completions | undefined {
  const { document } = readYaml(text, { maxNodes: 200_000, maxDepth: deepest });
  if (document.root === undefined) return undefined;
  const found = scalarAt(document, caret);
  const place = found === undefined ? undefined : expressionPlace(found.path);
  if (found === undefined || place === undefined) return undefined;
  const start = document.starts[found.node] ?? 0;
  const source = text.slice(start, Math.max(caret, document.ends[found.node] ?? caret));
  const unfinished = unfinishedName(source, caret - start, place);
  if (unfinished === undefined) return undefined;
  const names = expressionNames(place, { ...server, definition: plainValue(document, document.root) });
  return { ...unfinished, from: start + unfinished.from, names };
}

/** The scalar that a caret stands in or right behind, and its path. */
function scalarAt(
  document: SourceDocument,
  caret: number,
): { readonly node: NodeIndex; readonly path: ModelPath } | undefined {
  let node = document.root;
  const path: (string | number)[] = [];
  while (node !== undefined && document.kinds[node] !== "scalar") {
    // An anchor may hold itself.
    if (path.length > deepest) return undefined;
    const children: readonly NodeIndex[] = document.children[node] ?? [];
    const isMapping = document.kinds[node] === "mapping";
    const at = children.findLastIndex(
      (child, index) => (!isMapping || index % 2 === 1) && (document.starts[child] ?? 0) <= caret,
    );
    const next = children[at];
    if (next === undefined) return undefined;
    path.push(isMapping ? (document.texts[children[at - 1] ?? 0] ?? "") : at);
    node = next;
  }
  if (node === undefined) return undefined;
  const behind = document.text.slice(document.ends[node] ?? caret, caret);
  return /^[ \t]*$/.test(behind) ? { node, path } : undefined;
}
