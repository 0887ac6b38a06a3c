import type { Diagnostic } from "@headrace/pipeline";
import { nearestName } from "@headrace/pipeline";
import { nodeAt } from "../source/node-at.ts";
import type { Problem } from "../source/node-reader.ts";
import type { SourceNode } from "../source/source-node.ts";
import type { LegacyPipeline } from "./config.ts";
import type { GraphProblem } from "./job-graph.ts";

const dependencyKeys = ["dependencies", "depends_on", "dependsOn", "needs"];

/** The problems of the graph, each at its place in the source. */
export function graphDiagnostics(
  problems: readonly GraphProblem[],
  config: LegacyPipeline,
  root: SourceNode,
): readonly Diagnostic[] {
  return problems.map((problem): Diagnostic => {
    const node = placeOf(problem, root);
    const { path, range } = node;
    return { ...describe(problem, config), path, ...(range === undefined ? {} : { range }) };
  });
}

function describe(problem: GraphProblem, config: LegacyPipeline): Problem {
  const severity = "error";
  switch (problem.kind) {
    case "duplicate-stage": {
      const message = `Two stages are called "${problem.name}".`;
      return { code: "name-clash", severity, message, mend: "Give each stage a name of its own." };
    }
    case "duplicate-job": {
      const message = `Two jobs of the stage are called "${problem.name}".`;
      return { code: "name-clash", severity, message, mend: "Give each job of a stage a name of its own." };
    }
    case "unknown-stage": {
      const names = config.stages.map((stage) => stage.name);
      return {
        code: "unknown-stage",
        severity,
        message: `There is no stage "${problem.name}".`,
        ...meant(problem, names),
      };
    }
    case "unknown-job": {
      const names = config.stages.flatMap((stage) => stage.jobs.map((job) => job.name));
      const message = names.includes(problem.name)
        ? `Several stages have a job "${problem.name}"; it is not said which is meant.`
        : `There is no job "${problem.name}".`;
      const mend = names.includes(problem.name) ? { mend: "Write `stage/job`." } : meant(problem, names);
      return { code: "unknown-stage", severity, message, ...mend };
    }
    case "self-need":
    case "self-need-job": {
      const message = `"${problem.name}" depends on itself.`;
      return { code: "self-need", severity, message, mend: "Remove it from its own dependencies." };
    }
    case "stage-cycle": {
      const message = `The stages depend on each other in a circle: ${problem.stages.join(" → ")}.`;
      return { code: "cycle", severity, message, mend: "Remove one of these dependencies." };
    }
    case "job-cycle": {
      const message = `The jobs depend on each other in a circle: ${problem.jobs.join(" → ")}.`;
      return { code: "cycle", severity, message, mend: "Remove one of these dependencies." };
    }
  }
}

function meant(problem: { readonly name: string }, names: readonly string[]): { readonly mend?: string } {
  const near = nearestName(problem.name, names);
  return near === undefined ? {} : { mend: `Did you mean "${near}"?` };
}

function placeOf(problem: GraphProblem, root: SourceNode): SourceNode {
  switch (problem.kind) {
    case "duplicate-stage":
      return nodeAt(root, [["stages"], problem.stage, ["name"]]);
    case "unknown-stage":
    case "self-need":
      return nodeAt(root, [["stages"], problem.stage, dependencyKeys, problem.index]);
    case "stage-cycle":
      return nodeAt(root, [["stages"], problem.stage, dependencyKeys]);
    case "duplicate-job":
      return nodeAt(root, [["stages"], problem.place.stage, ["jobs"], problem.place.job, ["name"]]);
    case "unknown-job":
    case "self-need-job": {
      const { stage, job } = problem.place;
      return nodeAt(root, [["stages"], stage, ["jobs"], job, dependencyKeys, problem.index]);
    }
    case "job-cycle":
      return nodeAt(root, [["stages"], problem.place.stage, ["jobs"], problem.place.job, dependencyKeys]);
  }
}
