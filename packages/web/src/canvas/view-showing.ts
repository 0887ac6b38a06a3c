import type { View } from "./first-view.ts";
import { nodeSize, type Places } from "./geometry.ts";

/** Around what is shown, so that nothing stands at the very edge: pixels of the screen. */
const margin = 32;

export interface Window {
  readonly places: Places;
  /** Of the canvas, in pixels of the screen. */
  readonly width: number;
  readonly height: number;
}

/**
 * The nearest view in which these stages are seen whole, at the same zoom. Where there is no room for all of them, the
 * first is. The same view when nothing has to move, or when none of them is there.
 */
export function viewShowing(view: View, stages: readonly string[], { places, width, height }: Window): View {
  const points = stages.flatMap((id) => places.stages.get(id) ?? []);
  const along = (axis: "x" | "y", room: number): number => {
    const size = (axis === "x" ? nodeSize.width : nodeSize.height) * view.zoom;
    const starts = points.map((point) => point[axis] * view.zoom + view[axis]);
    const [first] = starts;
    if (first === undefined) return 0;
    const [least, most] = [Math.min(...starts), Math.max(...starts) + size];
    const all = most - least <= room - 2 * margin;
    const [from, to] = all ? [least, most] : [first, first + size];
    // Whoever reads begins at the start: it is seen even where the end is not.
    return from < margin || to - from > room - 2 * margin ? margin - from : Math.min(0, room - margin - to);
  };
  const moved = { x: along("x", width), y: along("y", height) };
  return moved.x === 0 && moved.y === 0 ? view : { x: view.x + moved.x, y: view.y + moved.y, zoom: view.zoom };
}
