import type { Diagnostic, ModelPath, Range } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { pipelineShapes } from "../schema/shapes.generated.ts";
import type { PipelineText } from "../schema/pipeline.ts";
import { buildPipeline } from "./build-pipeline.ts";
import { createLineIndex } from "./line-index.ts";
import { follow } from "./locator.ts";
import { readShape } from "./read-shape.ts";
import { readYaml } from "./read-yaml.ts";
import { entriesOf } from "./source-document.ts";

export interface ParseLimits {
  /** UTF-16 units of text; 5 million unless said. */
  readonly maxLength?: number;
  /** Values after aliases are written out; 500,000 unless said. */
  readonly maxNodes?: number;
  /** Lists and mappings inside each other; 64 unless said. */
  readonly maxDepth?: number;
}

export interface ParseOptions {
  /** Of the file, for messages. */
  readonly path?: string;
  readonly limits?: ParseLimits;
}

export interface ParsedPipeline {
  /** Absent when a diagnostic is an error. */
  readonly pipeline: Pipeline | null;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where a part of the model stands in the text; undefined for what only a default or a stage type says. */
  locate(path: ModelPath): Range | undefined;
}

/**
 * Reads a pipeline's text, YAML or JSON, and reports every problem in one pass. Never throws for what the text holds.
 *
 * @example
 * parsePipeline("name: hello\nstages: { greet: { steps: [echo hello] } }").pipeline?.stages[0]?.id; // "greet"
 */
export function parsePipeline(text: string, options: ParseOptions = {}): ParsedPipeline {
  const { maxLength = 5_000_000, maxNodes = 500_000, maxDepth = 64 } = options.limits ?? {};
  const refused = refuse(text, maxLength);
  if (refused !== undefined) return { pipeline: null, diagnostics: [refused], locate: () => undefined };

  const lines = createLineIndex(text);
  const { document, problems } = readYaml(text, { maxNodes, maxDepth });
  const diagnostics: Diagnostic[] = problems.map(({ code, message, mend, start, end, first }) => {
    const place = first === undefined ? "" : ` It stands first in line ${lines.position(first).line}.`;
    return { code, severity: "error", message: message + place, mend, path: [], range: lines.range(start, end) };
  });
  if (document.root === undefined) {
    if (diagnostics.length === 0) diagnostics.push(emptyFile(lines.range(0, 0)));
    return { pipeline: null, diagnostics, locate: () => undefined };
  }

  const reading = readShape(document, document.root, pipelineShapes.root ?? { kind: "any" });
  for (const { code, node, path, message, mend } of reading.problems) {
    const range = lines.range(document.starts[node] ?? 0, document.ends[node] ?? 0);
    diagnostics.push({ code, severity: "error", message, mend, path, range });
  }

  const stages = follow(document, ["stages"]);
  const stageOrder = stages === undefined ? [] : Array.from(entriesOf(document, stages.node), ([id]) => id);
  const built = isPipelineText(reading.value) ? buildPipeline(reading.value, { stageOrder }) : null;
  diagnostics.sort((a, b) => (a.range?.start.offset ?? 0) - (b.range?.start.offset ?? 0));
  return {
    pipeline: diagnostics.some(({ severity }) => severity === "error") ? null : built,
    diagnostics,
    locate: (path) => {
      const found = follow(document, path);
      if (found === undefined || found.depth < path.length) return undefined;
      return lines.range(document.starts[found.node] ?? 0, document.ends[found.node] ?? 0);
    },
  };
}

/** The reader has just built the value by the shapes made from the schema that the type is inferred from. */
function isPipelineText(value: unknown): value is PipelineText {
  return value !== undefined;
}

function refuse(text: string, maxLength: number): Diagnostic | undefined {
  if (text.length > maxLength) {
    return {
      code: "too-large",
      severity: "error",
      message: `The text has ${text.length.toLocaleString("en")} characters; at most ${maxLength.toLocaleString("en")} are read.`,
      mend: "Check that this is a pipeline; split a large one into several.",
      path: [],
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
