import type { Diagnostic, Pipeline } from "@headrace/pipeline";
import { nodeFromText } from "../source/node-from-text.ts";
import { nodeFromValue } from "../source/node-from-value.ts";
import type { SourceNode } from "../source/source-node.ts";
import type { LegacyPipeline } from "./config.ts";
import { credentialDiagnostics } from "./credential-diagnostics.ts";
import { graphDiagnostics } from "./graph-diagnostics.ts";
import { buildJobGraph } from "./job-graph.ts";
import { readConfig } from "./read-config.ts";
import { type LegacyJobName, toPipeline } from "./to-pipeline.ts";

export interface ParsedLegacyStages {
  /** The pipeline as Headrace runs it: one stage for each job. Null when a diagnostic is an error. */
  readonly pipeline: Pipeline | null;
  /** The configuration with its defaults applied; its sound parts also where there are errors. */
  readonly config: LegacyPipeline | null;
  /** Which Headrace stage stands for which job. */
  readonly jobs: readonly LegacyJobName[];
  /** In the order of the text; without ranges where the source was no text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a configuration in the legacy stages format: a text (YAML or JSON) or plain data.
 * Reports every problem in one pass, and never throws for what it holds.
 *
 * @example
 * const text = "name: hello\nstages: [{ name: greet, jobs: [{ name: say, commands: [echo hello] }] }]";
 * parseLegacyStages(text).pipeline?.stages[0]?.id; // "greet-say"
 */
export function parseLegacyStages(source: unknown, path = ""): ParsedLegacyStages {
  const { root, diagnostics: textual } =
    typeof source === "string" ? nodeFromText(source) : { root: nodeFromValue(source), diagnostics: [] };
  if (root === undefined) return { pipeline: null, config: null, jobs: [], diagnostics: textual };
  const { config, diagnostics: structural } = readConfig(root);
  const graph = buildJobGraph(config);
  const diagnostics = inOrder([
    ...textual,
    ...structural,
    ...graphDiagnostics(graph.problems, config, root),
    ...idleDiagnostics(config, root),
    ...(typeof source === "string" && path.toLowerCase().endsWith(".json") ? notJson(source, root) : []),
  ]);
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) {
    return { pipeline: null, config, jobs: [], diagnostics };
  }
  const built = toPipeline(config, graph);
  const credentials = credentialDiagnostics(built.pipeline, config, root);
  return { ...built, config, diagnostics: inOrder([...diagnostics, ...credentials]) };
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((left, right) => (left.range?.start.offset ?? 0) - (right.range?.start.offset ?? 0));
}

function idleDiagnostics(config: LegacyPipeline, root: SourceNode): readonly Diagnostic[] {
  const place = { path: ["stages"], ...(root.range === undefined ? {} : { range: root.range }) };
  if (config.stages.some((stage) => stage.jobs.length > 0)) {
    return config.stages.flatMap((stage, index): Diagnostic[] =>
      stage.jobs.length > 0
        ? []
        : [
            {
              code: "never-runs",
              severity: "warning",
              message: `The stage "${stage.name}" has no jobs; what depends on it waits for what it depends on.`,
              ...place,
              path: ["stages", index],
            },
          ],
    );
  }
  const mend = "Give at least one stage a job with commands.";
  return [{ code: "missing-key", severity: "error", message: "The pipeline has no job to run.", mend, ...place }];
}

/** Other readers of the format take a file by its ending. */
function notJson(text: string, root: SourceNode): readonly Diagnostic[] {
  try {
    JSON.parse(text);
    return [];
  } catch {
    return [
      {
        code: "yaml-syntax",
        severity: "warning",
        message: "The file's name ends in .json, but it holds YAML; other readers of this format refuse it.",
        mend: "Name it .yaml, or write JSON.",
        path: [],
        ...(root.range === undefined ? {} : { range: root.range }),
      },
    ];
  }
}
