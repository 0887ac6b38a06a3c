import { layoutGraph, readOutline } from "@headrace/pipeline/outline";
import { useMemo } from "react";
import { visibleText } from "../common/visible-text.ts";
import { cut } from "./cut.ts";
import { nodeSize, pathThrough, placesOf } from "./geometry.ts";
import styles from "./graph-preview.module.css";

/** A pipeline's graph as a small drawing: what it would look like, with nothing to press. */
export function GraphPreview({ text, label }: { readonly text: string; readonly label: string }) {
  const drawing = useMemo(() => {
    const stages = readOutline(text)?.stages ?? [];
    const places = placesOf(layoutGraph(stages));
    const points = [...places.stages.values()];
    const width = Math.max(nodeSize.width, ...points.map(({ x }) => x + nodeSize.width));
    const height = Math.max(nodeSize.height, ...points.map(({ y }) => y + nodeSize.height));
    return { stages, places, width, height };
  }, [text]);
  const { stages, places, width, height } = drawing;
  const names = stages.map(({ name }) => visibleText(name)).join(", ");
  return (
    <svg
      className={styles.preview}
      viewBox={`-8 -8 ${width + 16} ${height + 16}`}
      role="img"
      aria-label={`${label}: ${names}`}
      preserveAspectRatio="xMidYMid meet"
    >
      {places.edges.map(({ from, to, implied, points }) =>
        implied ? null : <path key={`${from} ${to}`} d={pathThrough(points)} />,
      )}
      {stages.map(({ id, name }) => {
        const { x, y } = places.stages.get(id) ?? { x: 0, y: 0 };
        return (
          <g key={id} transform={`translate(${x},${y})`}>
            <rect {...nodeSize} rx="8" />
            <text x={nodeSize.width / 2} y={nodeSize.height / 2 + 9}>
              {cut(visibleText(name), 14)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
