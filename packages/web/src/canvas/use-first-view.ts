import { useReactFlow } from "@xyflow/react";
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";
import { firstView } from "./first-view.ts";
import type { Places } from "./geometry.ts";

/** Looks at the graph once, when it and the canvas are there; what is seen afterwards is the person's. */
export function useFirstView(
  places: Places,
  frame: RefObject<HTMLElement | null>,
): { readonly isPlaced: boolean; readonly onInit: () => void } {
  const flow = useReactFlow();
  const [isReady, setReady] = useState(false);
  const [isPlaced, setPlaced] = useState(false);
  useLayoutEffect(() => {
    if (!isReady || isPlaced || places.stages.size === 0 || frame.current === null) return;
    void flow.setViewport(firstView(places, frame.current.getBoundingClientRect()));
    setPlaced(true);
  }, [isReady, isPlaced, places, frame, flow]);
  return { isPlaced, onInit: useCallback(() => setReady(true), []) };
}
