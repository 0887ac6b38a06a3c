import { Panel, useReactFlow, useStoreApi } from "@xyflow/react";
import { memo, type PointerEvent, useEffect, useMemo, useRef } from "react";
import { nodeSize, type Places } from "./geometry.ts";
import styles from "./small-map.module.css";

const size = { width: 200, height: 130 } as const;

/** The whole graph, small, with a frame around what is in view: press or drag in it to go there. */
export const SmallMap = memo(function SmallMap({ places }: { readonly places: Places }) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const frame = useRef<HTMLDivElement>(null);
  const { path, scale, left, top } = useMemo(() => drawingOf(places), [places]);

  useEffect(() => {
    // Every frame of a movement comes by here: it moves a frame, and draws nothing.
    const follow = (): void => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      if (frame.current === null) return;
      const at = { x: (-x / zoom - left) * scale, y: (-y / zoom - top) * scale };
      frame.current.style.transform = `translate(${at.x}px,${at.y}px)`;
      frame.current.style.width = `${(width / zoom) * scale}px`;
      frame.current.style.height = `${(height / zoom) * scale}px`;
    };
    follow();
    return store.subscribe(follow);
  }, [store, scale, left, top]);

  const go = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.x) / scale + left, (event.clientY - box.y) / scale + top];
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <Panel
      position="bottom-right"
      className={styles.map ?? ""}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      <svg {...size} role="img" aria-label="The whole graph, small">
        <path d={path} />
      </svg>
      <div ref={frame} className={styles.frame} />
    </Panel>
  );
});

function drawingOf({ stages, lanes }: Places) {
  const points = [...stages.values()];
  const left = Math.min(0, ...lanes.map(({ x }) => x));
  const top = Math.min(0, ...lanes.map(({ y }) => y));
  const right = Math.max(nodeSize.width, ...points.map(({ x }) => x + nodeSize.width));
  const bottom = Math.max(nodeSize.height, ...points.map(({ y }) => y + nodeSize.height));
  const inset = 8;
  const scale = Math.min((size.width - 2 * inset) / (right - left), (size.height - 2 * inset) / (bottom - top));
  // In the middle of the map.
  const free = { x: size.width / scale - (right - left), y: size.height / scale - (bottom - top) };
  const [x0, y0] = [left - free.x / 2, top - free.y / 2];
  const [width, height] = [Math.max(1, nodeSize.width * scale), Math.max(1, nodeSize.height * scale)];
  const path = points
    .map(
      ({ x, y }) =>
        `M${((x - x0) * scale).toFixed(1)},${((y - y0) * scale).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h-${width.toFixed(1)}z`,
    )
    .join("");
  return { path, scale, left: x0, top: y0 };
}
