import type { GraphLayout } from "@headrace/pipeline/outline";
import type { PageAction } from "../shell/actions.tsx";
import { type Direction, neighbour } from "./neighbour.ts";

/** The arrow keys: along edges to the left and right, through the column up and down. */
export function walkActions({
  section,
  layout,
  from,
  onArrive,
}: {
  readonly section: string;
  readonly layout: GraphLayout;
  /** The stage where one is; from nowhere they lead to the first. */
  readonly from: string | undefined;
  readonly onArrive: (stage: string) => void;
}): Readonly<Record<Direction, PageAction>> {
  const go = (direction: Direction) => (): void => {
    const next = neighbour(layout, from, direction);
    if (next !== undefined) onArrive(next);
  };
  const key = { section, unlisted: true } as const;
  return {
    right: { ...key, name: "To the right along an edge", keys: "ArrowRight", run: go("right") },
    left: { ...key, name: "To the left along an edge", keys: "ArrowLeft", run: go("left") },
    up: { ...key, name: "Up in the column", keys: "ArrowUp", run: go("up") },
    down: { ...key, name: "Down in the column", keys: "ArrowDown", run: go("down") },
  };
}
