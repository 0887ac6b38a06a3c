import type { Graph } from "../graph/index.ts";
import { createGraph } from "../graph/index.ts";
import type { Stage } from "../model/stage.ts";
import type { Report } from "./finding.ts";
import type { Names } from "./names.ts";
import { nearestName } from "./nearest-name.ts";

/** Needs that lead nowhere, to themselves, in circles, or to artifacts that are not made. Gives the graph for further checks. */
export function checkGraph(names: Names, report: Report): Graph {
  const { stages } = names.pipeline;
  const ids = new Map(stages.map((stage) => [stage.id, stage]));
  for (const stage of stages) checkNeeds(stage, ids, { names, report });
  const graph = createGraph(stages);
  for (const cycle of graph.findCycles()) {
    const [first] = cycle;
    const last = cycle.at(-1);
    // A cycle of one is a self need, which is reported at its place.
    if (first === undefined || last === undefined || cycle.length === 1) continue;
    report({
      code: "cycle",
      path: ["stages", first, "needs", needIndex(ids.get(first), last)],
      message: `These stages wait for one another: ${shownCycle([...cycle, first])}.`,
      mend: "Remove one of these needs.",
    });
  }
  return graph;
}

interface Inquiry {
  readonly names: Names;
  readonly report: Report;
}

function checkNeeds(stage: Stage, ids: ReadonlyMap<string, Stage>, { names, report }: Inquiry): void {
  const seen = new Set<string>();
  for (const [index, need] of stage.needs.entries()) {
    const path = ["stages", stage.id, "needs", index];
    const target = ids.get(need.stage);
    if (need.stage === stage.id) {
      report({ code: "self-need", path, message: `The stage "${stage.id}" needs itself.`, mend: "Remove this need." });
    } else if (seen.has(need.stage)) {
      const message = `The stage "${stage.id}" needs "${need.stage}" twice.`;
      report({ code: "duplicate-need", severity: "warning", path, message, mend: "Remove one of the two." });
    } else if (target === undefined) {
      if (names.unsound.has(need.stage.toLowerCase())) continue;
      const near = nearestName(need.stage, ids.keys());
      const mend =
        near === undefined ? `The stages are: ${[...ids.keys()].slice(0, 20).join(", ")}.` : `Did you mean "${near}"?`;
      report({ code: "unknown-stage", path, message: `There is no stage "${need.stage}".`, mend });
    } else if (Array.isArray(need.artifacts)) {
      checkArtifacts(need.artifacts, target, { path, report });
    }
    seen.add(need.stage);
  }
}

interface ArtifactInquiry {
  readonly path: readonly (string | number)[];
  readonly report: Report;
}

function checkArtifacts(wanted: readonly string[], target: Stage, { path, report }: ArtifactInquiry): void {
  // One whose name cannot be used is told there.
  const declared = target.artifacts.map(({ name }) => name).filter((name) => name !== "");
  for (const [index, name] of wanted.entries()) {
    if (declared.includes(name)) continue;
    const near = nearestName(name, declared);
    const mend =
      near !== undefined
        ? `Did you mean "${near}"?`
        : declared.length === 0
          ? `Declare it in the \`artifacts\` of "${target.id}".`
          : `"${target.id}" declares: ${declared.join(", ")}.`;
    report({
      code: "artifact-not-produced",
      path: [...path, "artifacts", index],
      message: `The stage "${target.id}" produces no artifact "${name}".`,
      mend,
    });
  }
}

function needIndex(stage: Stage | undefined, id: string): number {
  return Math.max(
    0,
    (stage?.needs ?? []).findIndex((need) => need.stage === id),
  );
}

/** A circle of hundreds is told by its ends. */
function shownCycle(ids: readonly string[]): string {
  if (ids.length <= 12) return ids.join(" → ");
  return [...ids.slice(0, 6), `… ${ids.length - 11} more …`, ...ids.slice(-5)].join(" → ");
}
