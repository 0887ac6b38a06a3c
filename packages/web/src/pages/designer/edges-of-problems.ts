import type { CanvasEdge } from "../../canvas/canvas-editing.ts";
import { member } from "./panel/written.ts";
import type { Problem, Shape } from "./reading.ts";

const none: readonly CanvasEdge[] = [];

/** The needs in which something is wrong: they lead in a circle, stand twice, or ask for files that are not made. */
export function edgesOfProblems(problems: readonly Problem[], shape: Shape | undefined): readonly CanvasEdge[] {
  const edges = problems.flatMap(({ diagnostic }): readonly CanvasEdge[] => {
    const [root, stage, key, place = 0] = diagnostic.path;
    if (root !== "stages" || key !== "needs" || stage === undefined) return none;
    const needs = member(shape?.stages, stage, "needs");
    const need = typeof needs === "string" ? needs : member(needs, place);
    const from = typeof need === "string" ? need : member(need, "stage");
    return typeof from === "string" ? [{ from, to: String(stage) }] : none;
  });
  return edges.length === 0 ? none : edges;
}
