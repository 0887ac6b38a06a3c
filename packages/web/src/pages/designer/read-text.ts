import { type Diagnostic, entriesOf, parsePipeline, plainValue, readYaml, supportProblems } from "@headrace/pipeline";
import { quickFixes } from "@headrace/pipeline/edit";
import { readOutline } from "@headrace/pipeline/outline";
import type { Check, Shape } from "./reading.ts";

/** Problems whose mends are looked for: nobody reads on behind them. */
const mostMended = 20;

export function shapeOf(text: string): Shape {
  const empty = { written: undefined, stages: {}, starts: [] };
  const { document, problems } = readYaml(text, { maxNodes: 200_000, maxDepth: 100 });
  const outline = problems.length > 0 ? null : readOutline(text);
  if (document.root === undefined) return { text, outline, ...empty };
  const written = plainValue(document, document.root);
  for (const [key, , value] of entriesOf(document, document.root)) {
    if (key !== "stages" || document.kinds[value] !== "mapping") continue;
    const entries = Array.from(entriesOf(document, value));
    return {
      text,
      outline,
      written,
      stages: Object.fromEntries(entries.map(([stage, , body]) => [stage, plainValue(document, body)])),
      starts: entries.map(([stage, at]) => ({ stage, offset: document.starts[at] ?? 0 })),
    };
  }
  return { text, outline, ...empty, written };
}

export function checkOf(text: string): Check {
  const { pipeline, diagnostics, locate } = parsePipeline(text);
  // What a run would be refused for is told while it is drawn.
  const refusals = (pipeline === null ? [] : supportProblems(pipeline)).map((problem): Diagnostic => {
    const range = locate(problem.path);
    return range === undefined ? problem : { ...problem, range };
  });
  return {
    text,
    problems: [...diagnostics, ...refusals].map((diagnostic, index) => ({
      diagnostic,
      fixes: index < mostMended ? quickFixes(text, diagnostic) : [],
    })),
    parameters: pipeline?.parameters ?? [],
    secrets: [...new Set(pipeline?.stages.flatMap(({ secrets }) => secrets) ?? [])],
    valid: pipeline !== null && refusals.length === 0,
  };
}
