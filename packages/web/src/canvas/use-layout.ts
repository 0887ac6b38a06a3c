import { type GraphLayout, layoutGraph, type OutlineStage } from "@headrace/pipeline/outline";
import { useMemo, useRef } from "react";

/** Where the stages stand. What is added moves only what must move. */
export function useLayout(stages: readonly OutlineStage[]): GraphLayout {
  const before = useRef<GraphLayout | undefined>(undefined);
  return useMemo(() => {
    const layout = layoutGraph(stages, before.current);
    before.current = layout;
    return layout;
  }, [stages]);
}
