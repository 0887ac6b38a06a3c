import { hasExpression } from "../expressions/index.ts";
import type { Graph } from "../graph/index.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Stage } from "../model/stage.ts";
import { createGlob } from "../values/index.ts";
import type { Report } from "./finding.ts";

const mend = "Run it with `--workspace isolated`, or let one need the other.";

/** Stages that could write the same files at once in one shared directory. */
export function checkSharedWorkspace(pipeline: Pipeline, graph: Graph, report: Report): void {
  const writers: { readonly stage: Stage; readonly path: string; readonly at: readonly (string | number)[] }[] = [];
  for (const stage of pipeline.stages) {
    if (stage.matrix !== undefined) {
      report({
        code: "shared-workspace-conflict",
        severity: "warning",
        path: ["stages", stage.id, "matrix"],
        message: `The instances of "${stage.id}" would run in one shared workspace and could overwrite each other's files.`,
        mend: "Run it with `--workspace isolated`.",
      });
    }
    for (const [index, artifact] of stage.artifacts.entries()) {
      for (const [at, path] of artifact.paths.entries()) {
        // What an expression gives may differ from stage to stage.
        if (!path.startsWith("!") && !hasExpression(path))
          writers.push({ stage, path, at: ["stages", stage.id, "artifacts", index, "paths", at] });
      }
    }
  }
  for (const [index, later] of writers.entries()) {
    const earlier = writers.slice(0, index).find((one) => one.stage !== later.stage && overlap(one.path, later.path));
    if (earlier === undefined || ordered(graph, earlier.stage.id, later.stage.id)) continue;
    report({
      code: "shared-workspace-conflict",
      severity: "warning",
      path: later.at,
      message: `"${earlier.stage.id}" and "${later.stage.id}" could run at once, and both write ${later.path}.`,
      mend,
    });
  }
}

function ordered(graph: Graph, one: string, other: string): boolean {
  return graph.ancestorsOf(other).includes(one) || graph.ancestorsOf(one).includes(other);
}

/** Whether one pattern takes in the other's text: enough to see `dist/**` beside `dist/app.js`. */
function overlap(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return createGlob([one])(other) || createGlob([other])(one);
  } catch {
    return false;
  }
}
