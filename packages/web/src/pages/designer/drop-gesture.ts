import type { Gesture } from "@headrace/pipeline/edit";
import type { CanvasEdge } from "../../canvas/canvas-editing.ts";
import type { DropTarget } from "../../canvas/geometry.ts";
import type { LibraryItem } from "./library-items.ts";

/** Where something new would come. */
export interface Place {
  readonly after: readonly string[];
  readonly edge?: CanvasEdge;
}

/** Over an edge it comes between, over a stage after that; else after what is selected. */
export function placeFor(target: DropTarget | undefined, selected: readonly string[]): Place {
  if (target?.kind === "edge") return { after: [], edge: { from: target.from, to: target.to } };
  if (target?.kind === "stage") return { after: [target.stage] };
  return { after: selected };
}

/** Said before the drop. */
export function placeWords({ after, edge }: Place, isEmpty: boolean): string {
  if (edge !== undefined) return `Comes between ${edge.from} and ${edge.to}`;
  if (after.length > 0) return `Comes after ${after.length > 3 ? `${after.length} stages` : after.join(" and ")}`;
  return isEmpty ? "Comes first" : "Starts at once, beside the others";
}

export function additionOf(item: LibraryItem, { after, edge }: Place): Gesture {
  return { kind: "add-stage", stage: item.stage, after, ...(edge === undefined ? {} : { edge }) };
}

/** A stage that was dropped on an edge comes between, on another stage beside it. */
export function moveOf(stage: string, target: DropTarget): Gesture | undefined {
  if (target.kind === "edge") return { kind: "place-on-edge", stage, edge: { from: target.from, to: target.to } };
  if (target.kind === "stage") return { kind: "place-beside", stage, beside: target.stage };
  return undefined;
}
