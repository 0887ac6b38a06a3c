import type { Diagnostic, Range } from "../diagnostics/diagnostic.ts";
import { languageShapes } from "../schema/shapes.generated.ts";
import type { LineIndex } from "./line-index.ts";
import { createLineIndex } from "./line-index.ts";
import type { ShapeReading } from "./read-shape.ts";
import { readShape } from "./read-shape.ts";
import { readYaml } from "./read-yaml.ts";
import type { NodeIndex, SourceDocument } from "./source-document.ts";

export interface ParseLimits {
  /** UTF-16 units of text; 5 million unless said. */
  readonly maxLength?: number;
  /** Values after aliases are written out; 500,000 unless said. */
  readonly maxNodes?: number;
  /** Lists and mappings inside each other; 64 unless said. */
  readonly maxDepth?: number;
}

/** A text whose structure has been checked. */
export interface Definition {
  readonly document: SourceDocument;
  readonly root: NodeIndex;
  readonly lines: LineIndex;
  /** What is sound of it. */
  readonly reading: ShapeReading;
}

export interface ReadDefinition {
  /** Absent when the text is no YAML at all. */
  readonly definition: Definition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a text and checks it by one of the language's shapes. */
export function readDefinition(text: string, shape: string, limits: ParseLimits = {}): ReadDefinition {
  const { maxLength = 5_000_000, maxNodes = 500_000, maxDepth = 64 } = limits;
  const refused = refuse(text, maxLength);
  if (refused !== undefined) return { definition: undefined, diagnostics: [refused] };

  const lines = createLineIndex(text);
  const { document, problems } = readYaml(text, { maxNodes, maxDepth });
  const diagnostics: Diagnostic[] = problems.map(({ code, message, mend, start, end, first }) => {
    const place = first === undefined ? "" : ` It stands first in line ${lines.position(first).line}.`;
    const lineEnd = text.indexOf("\n", start);
    const range = lines.range(start, lineEnd === -1 ? end : Math.min(end, lineEnd));
    return { code, severity: "error", message: message + place, mend, path: [], range };
  });
  const { root } = document;
  if (root === undefined) {
    if (diagnostics.length === 0) diagnostics.push(emptyFile(lines.range(0, 0)));
    return { definition: undefined, diagnostics };
  }
  if (document.kinds[root] === "scalar" && document.values[root] === null) {
    return { definition: undefined, diagnostics: [...diagnostics, emptyFile(lines.range(0, 0))] };
  }
  const reading = readShape(document, root, { shape: languageShapes[shape] ?? { kind: "any" } });
  // What has no meaning as YAML is not blamed a second time for its type.
  const broken = new Set(problems.map(({ start }) => start));
  for (const { code, node, path, message, mend } of reading.problems) {
    if (code === "wrong-type" && broken.has(document.starts[node] ?? -1)) continue;
    const range = lines.range(...clipped(document, node));
    diagnostics.push({ code, severity: "error", message, ...(mend === undefined ? {} : { mend }), path, range });
  }
  return { definition: { document, root, lines, reading }, diagnostics };
}

/** Where a node is shown: the whole of a scalar, the first line of a collection. */
export function clipped(document: SourceDocument, node: NodeIndex): [start: number, end: number] {
  const start = document.starts[node] ?? 0;
  const end = document.ends[node] ?? start;
  if (document.kinds[node] === "scalar") return [start, end];
  const lineEnd = document.text.indexOf("\n", start);
  return [start, lineEnd === -1 ? end : Math.min(end, lineEnd)];
}

function refuse(text: string, maxLength: number): Diagnostic | undefined {
  if (text.length > maxLength) {
    const [length, most] = [text.length, maxLength].map((count) => count.toLocaleString("en"));
    return {
      code: "too-large",
      severity: "error",
      message: `The text has ${length} characters; at most ${most} are read.`,
      mend: "Check that this is a pipeline; split a large one into several.",
      path: [],
      range: createLineIndex("").range(0, 0),
    };
  }
  const control = /[^\P{Cc}\t\n\r\u0085]/u.exec(text);
  if (control === null) return undefined;
  return {
    code: "not-text",
    severity: "error",
    message: "The file is not text: it holds control characters.",
    mend: "Give a YAML or JSON file, in UTF-8.",
    path: [],
    range: createLineIndex(text).range(control.index, control.index + 1),
  };
}

function emptyFile(range: Range): Diagnostic {
  return {
    code: "empty-file",
    severity: "error",
    message: "The file is empty.",
    mend: "Write at least a `name` and one stage under `stages`.",
    path: [],
    range,
  };
}
