import { Panel, useReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { type PageAction, usePageActions } from "../shell/actions.tsx";
import styles from "./stage-canvas.module.css";
import { travelTime } from "./travel-time.ts";

/** Zoom and fit, by pointer and by key. */
export function CanvasTools() {
  const flow = useReactFlow();
  const actions = useMemo(
    (): readonly PageAction[] => [
      {
        name: "Fit the graph",
        section: "Graph",
        keys: "0",
        run: () => void flow.fitView({ padding: 0.12, maxZoom: 1, duration: travelTime() }),
      },
      { name: "Zoom in", section: "Graph", keys: "+", run: () => void flow.zoomIn({ duration: travelTime() }) },
      { name: "Zoom out", section: "Graph", keys: "-", run: () => void flow.zoomOut({ duration: travelTime() }) },
    ],
    [flow],
  );
  usePageActions(actions);
  return (
    <Panel position="bottom-left" className={styles.tools ?? ""}>
      {actions.map(({ name, keys, run }) => (
        <button key={name} type="button" aria-label={name} title={`${name} (${keys})`} onClick={run}>
          {keys === "0" ? "Fit" : keys === "+" ? "+" : "−"}
        </button>
      ))}
    </Panel>
  );
}
