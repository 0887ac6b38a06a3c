import {
  createLineIndex,
  type Diagnostic,
  entriesOf,
  type ModelPath,
  type Range,
  readYaml,
  type SourceDocument,
} from "@headrace/pipeline";
import type { SourceNode } from "./source-node.ts";

/** Of a definition that somebody gives to be run, or converted. */
const usualLimits: TextLimits = { maxNodes: 500_000, maxDepth: 64, maxLength: 5_000_000 };

export interface TextLimits {
  /** Values once aliases are written out. */
  readonly maxNodes: number;
  readonly maxDepth: number;
  /** Characters. */
  readonly maxLength: number;
}

export interface ReadText {
  /** Absent when the text holds nothing that could be read. */
  readonly root: SourceNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML or JSON with the place of each value. Never throws for what the text holds. */
export function nodeFromText(text: string, limits: TextLimits = usualLimits): ReadText {
  const { maxLength } = limits;
  if (text.length > maxLength) {
    const message = `The text has ${text.length} characters; at most ${maxLength} are read.`;
    const mend = "Check that this is a pipeline; split a large one into several.";
    return { root: undefined, diagnostics: [{ code: "too-large", severity: "error", message, mend, path: [] }] };
  }
  const lines = createLineIndex(text);
  const { document, problems } = readYaml(text, limits);
  const diagnostics: Diagnostic[] = problems.map(({ code, message, mend, start, end }) => ({
    code,
    severity: "error",
    message,
    ...(mend === undefined ? {} : { mend }),
    path: [],
    range: lines.range(start, end),
  }));
  if (document.root === undefined) {
    if (diagnostics.length === 0) {
      const mend = "Write at least a `name` and a list of `stages`.";
      diagnostics.push({ code: "empty-file", severity: "error", message: "The file is empty.", mend, path: [] });
    }
    return { root: undefined, diagnostics };
  }
  const rangeOf = (node: number) => lines.range(document.starts[node] ?? 0, document.ends[node] ?? 0);
  return { root: convert(document, document.root, { path: [], rangeOf }), diagnostics };
}

interface Place {
  readonly path: ModelPath;
  readonly rangeOf: (node: number) => Range;
}

function convert(document: SourceDocument, node: number, place: Place): SourceNode {
  const { path, rangeOf } = place;
  const range = rangeOf(node);
  switch (document.kinds[node]) {
    case "sequence": {
      const children = document.children[node] ?? [];
      const items = children.map((child, index) => convert(document, child, { path: [...path, index], rangeOf }));
      return { kind: "list", path, range, items };
    }
    case "mapping": {
      const entries = Array.from(entriesOf(document, node), ([key, keyNode, child]) => ({
        key,
        keyRange: rangeOf(keyNode),
        value: convert(document, child, { path: [...path, key], rangeOf }),
      }));
      return { kind: "mapping", path, range, entries };
    }
    default:
      return { kind: "scalar", path, range, value: document.values[node] ?? null, text: document.texts[node] ?? "" };
  }
}
