import type { Edge, EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { labelPoint, type Point, pathThrough } from "./geometry.ts";
import styles from "./stage-edge.module.css";

export type StageEdgeData = {
  /** Turns between the two ends, which follow the stages while they are dragged. */
  readonly turns: readonly Point[];
  readonly implied: boolean;
  /** The files that pass over it. */
  readonly files: readonly string[];
  /** Something would be dropped here. */
  readonly target: boolean;
  /** Puts a stage between the two. */
  readonly onInsert: ((edge: { readonly from: string; readonly to: string }) => void) | undefined;
};

export type StageFlowEdge = Edge<StageEdgeData, "stage">;

/** The way from a stage that is needed to one that needs it. */
export const StageEdge = memo(function StageEdge(props: EdgeProps<StageFlowEdge>) {
  const { source, target, sourceX, sourceY, targetX, targetY, selected, data } = props;
  const points = [{ x: sourceX, y: sourceY }, ...(data?.turns ?? []), { x: targetX, y: targetY }];
  const path = pathThrough(points);
  const middle = labelPoint(points);
  const files = data?.files ?? [];
  const insert = data?.onInsert;
  const state = [
    data?.implied === true ? styles.implied : "",
    selected === true ? styles.selected : "",
    data?.target === true ? styles.target : "",
  ];
  return (
    <g className={`${styles.edge} ${state.join(" ")}`}>
      <path className={styles.reach} d={path} />
      <path className={styles.line} d={path} />
      <path className={styles.head} d={`M${targetX - 11},${targetY - 4}l6,4l-6,4`} />
      {files.length === 0 ? null : (
        <text className={styles.files} x={middle.x} y={middle.y - 7}>
          <title>{`Files: ${files.join(", ")}`}</title>
          {short(files)}
        </text>
      )}
      {insert === undefined ? null : (
        // biome-ignore lint/a11y/useSemanticElements: within a drawing; the key n and the palette do the same
        <g
          className={`${styles.plus} nopan`}
          role="button"
          aria-label={`Insert a stage between ${source} and ${target}`}
          transform={`translate(${middle.x},${middle.y})`}
          onClick={(event) => {
            event.stopPropagation();
            insert({ from: source, to: target });
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") insert({ from: source, to: target });
          }}
        >
          <circle className={styles.ring} r="9" />
          <path className={styles.cross} d="M-4,0h8M0,-4v8" />
        </g>
      )}
    </g>
  );
});

function short(files: readonly string[]): string {
  const [first = ""] = files;
  const name = first.length > 9 ? `${first.slice(0, 8)}…` : first;
  return files.length === 1 ? name : `${name} +${files.length - 1}`;
}
