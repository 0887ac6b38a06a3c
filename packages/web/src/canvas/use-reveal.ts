import { type ReactFlowState, useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Places } from "./geometry.ts";
import type { Signal } from "./signal.ts";
import { travelTime } from "./travel-time.ts";
import { viewShowing } from "./view-showing.ts";

/** Stages to bring into view; anew whenever `at` changes. */
export interface Reveal {
  readonly stages: readonly string[];
  readonly at: number;
}

const widthOf = ({ width }: ReactFlowState) => width;
const heightOf = ({ height }: ReactFlowState) => height;

/**
 * Keeps stages in view, moving no farther than it must: also when they come a moment later, since the text is read
 * first, and when a pane beside the canvas opens. Until a person moves the view; what is seen then is theirs.
 */
export function useReveal({
  reveal,
  places,
  held,
  isPlaced,
}: {
  readonly reveal: Reveal | undefined;
  readonly places: Places;
  /** Whether a hand moves the view. */
  readonly held: Signal<boolean>;
  /** Whether the first view was taken. */
  readonly isPlaced: boolean;
}): void {
  const flow = useReactFlow();
  const width = useStore(widthOf);
  const height = useStore(heightOf);
  const ended = useRef<Reveal | undefined>(undefined);
  const latest = useRef(reveal);
  latest.current = reveal;
  useEffect(
    () =>
      held.subscribe(() => {
        if (held.get()) ended.current = latest.current;
      }),
    [held],
  );
  useEffect(() => {
    if (reveal === undefined || ended.current === reveal || !isPlaced || width === 0) return;
    if (held.get()) {
      ended.current = reveal;
      return;
    }
    const view = flow.getViewport();
    const next = viewShowing(view, reveal.stages, { places, width, height });
    if (next.x !== view.x || next.y !== view.y) void flow.setViewport(next, { duration: travelTime() });
  }, [reveal, places, held, width, height, isPlaced, flow]);
}
