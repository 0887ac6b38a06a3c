import type { Diagnostic, ModelPath, Range } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { PipelineText } from "../schema/pipeline.ts";
import type { StageTypeRegistry } from "../stage-types/registry.ts";
import { createStageTypes } from "../stage-types/registry.ts";
import { checkCredentials } from "../validate/check-credentials.ts";
import type { ValidateOptions } from "../validate/check-definition.ts";
import { checkDefinition } from "../validate/check-definition.ts";
import { mayHoldCredentials } from "../validate/credentials.ts";
import type { Finding } from "../validate/finding.ts";
import { buildPipeline } from "./build-pipeline.ts";
import type { ResolveStageType } from "./expand-use.ts";
import { createExpandUse } from "./expand-use.ts";
import { follow } from "./locator.ts";
import { createPlaces } from "./places.ts";
import type { Definition, ParseLimits } from "./read-definition.ts";
import { readDefinition } from "./read-definition.ts";
import { entriesOf, plainValue } from "./source-document.ts";

export interface ParseOptions extends ValidateOptions {
  /** Of the file, for whoever shows the diagnostics. */
  readonly path?: string;
  /** Those that come with Headrace unless said. */
  readonly stageTypes?: StageTypeRegistry;
  /** Finds the file of a stage type that `stageTypes` lacks. */
  readonly resolveStageType?: ResolveStageType;
  readonly limits?: ParseLimits;
}

export interface ParsedPipeline {
  /** Null when a diagnostic is an error. */
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
  const { definition, diagnostics: structural } = readDefinition(text, "Pipeline", options.limits);
  if (definition === undefined) return { pipeline: null, diagnostics: structural, locate: () => undefined };
  const { built, findings } = buildAndCheck(definition, options);
  const places = createPlaces(definition);
  const diagnostics = inOrder([...structural, ...findings.map(places.diagnostic)]);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { pipeline: failed ? null : built, diagnostics, locate: places.locate };
}

function buildAndCheck(definition: Definition, options: ParseOptions): { built: Pipeline | null; findings: Finding[] } {
  const { document, root, reading } = definition;
  const findings: Finding[] = [];
  const report = (finding: Finding) => findings.push(finding);
  if (mayHoldCredentials(document.text)) checkCredentials(plainValue(document, root), report);
  if (!isPipelineText(reading.value)) return { built: null, findings };
  const stageOrder = keysAt(definition, "stages");
  const expandUse = createExpandUse({
    definition,
    stageTypes: options.stageTypes ?? createStageTypes(),
    resolve: options.resolveStageType,
    report,
  });
  const isWritten = (path: ModelPath) => follow(document, path)?.depth === path.length;
  const built = buildPipeline(reading.value, { stageOrder, expandUse, report, isWritten });
  const sound = new Set([...built.stages.map(({ id }) => id), ...built.parameters.map(({ name }) => name)]);
  const unsound = [...stageOrder, ...keysAt(definition, "parameters")].filter((name) => !sound.has(name));
  findings.push(...checkDefinition(built, { ...options, unsound, skipCredentials: true }));
  return { built, findings };
}

function keysAt({ document }: Definition, key: string): readonly string[] {
  const found = follow(document, [key]);
  return found?.depth === 1 ? Array.from(entriesOf(document, found.node), ([name]) => name) : [];
}

/** The reader has just built the value by the shapes made from the schema that the type is inferred from. */
function isPipelineText(value: unknown): value is PipelineText {
  return value !== undefined;
}

/** By place; what several stages have from one default is said once. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const unique = diagnostics.filter(({ code, message, range }) => {
    const identity = `${range?.start.offset}:${code}:${message}`;
    return seen.has(identity) ? false : seen.add(identity) !== undefined;
  });
  return unique.sort((a, b) => (a.range?.start.offset ?? 0) - (b.range?.start.offset ?? 0));
}
