import { type ReactFlowState, useStore, ViewportPortal } from "@xyflow/react";
import { memo, useContext, useMemo } from "react";
import type { CanvasEdge, CanvasEditing } from "./canvas-editing.ts";
import { useMotion } from "./canvas-motion.ts";
import { cut } from "./cut.ts";
import { DetailContext, isNear } from "./detail.ts";
import { type EdgeWay, isSameEdge, labelPoint, nodeSize, type Places, type Point, pathThrough } from "./geometry.ts";
import { useSignal } from "./signal.ts";
import styles from "./ways.module.css";

const none: readonly CanvasEdge[] = [];

export interface WaysProps {
  readonly places: Places;
  readonly filesOf: ((from: string, to: string) => readonly string[]) | undefined;
  /** Those in which something is wrong. */
  readonly wrongEdges: readonly CanvasEdge[] | undefined;
  readonly editing: CanvasEditing | undefined;
}

/**
 * The ways from stages that are needed to those that need them, in one drawing. Those at rest are a line for each
 * column; only what is pointed at, chosen or dragged is drawn on its own.
 */
export const Ways = memo(function Ways({ places, filesOf, wrongEdges = none, editing }: WaysProps) {
  const detail = useContext(DetailContext);
  const motion = useMotion();
  const dragged = useSignal(motion.dragged, (stages) => stages);
  const target = useSignal(motion.target, (at) => at);
  const hovered = useSignal(motion.hovered, (edge) => edge);
  // The same while the same stages are dragged: what is at rest is not drawn anew.
  const away = [...dragged.keys()].join(" ");
  const { resting, moving } = useMemo(() => {
    const gone = new Set(away === "" ? [] : away.split(" "));
    const isMoving = ({ from, to }: CanvasEdge) => gone.has(from) || gone.has(to);
    return {
      resting: places.edges.filter((edge) => !isMoving(edge)),
      moving: places.edges.filter(isMoving),
    };
  }, [places, away]);
  const columns = useMemo(() => columnsOf(resting), [resting]);
  const aim = target.kind === "edge" ? target : undefined;
  const chosen = editing?.selectedEdge;
  const marked = resting.filter((edge) => [aim, chosen, hovered].some((one) => one && isSameEdge(one, edge)));
  const wrong =
    wrongEdges.length === 0 ? [] : resting.filter((edge) => wrongEdges.some((one) => isSameEdge(one, edge)));
  const near = isNear(detail);
  const insertAt =
    near && editing !== undefined ? marked.find((edge) => isSameEdge(hovered ?? chosen, edge)) : undefined;
  return (
    <ViewportPortal>
      <svg className={styles.ways} width="1" height="1" aria-hidden="true">
        {columns.map(({ x, lines, implied, heads }) => (
          <g key={x}>
            <path className={styles.implied} d={implied} />
            <path className={styles.line} d={lines} />
            {near ? <path className={styles.head} d={heads} /> : null}
          </g>
        ))}
        {moving.map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            className={edge.implied ? styles.implied : styles.line}
            d={pathThrough(movedPoints(edge, dragged))}
          />
        ))}
        {wrong.map((edge) => (
          <g key={`${edge.from} ${edge.to}`} className={styles.wrong} data-wrong={`${edge.from} ${edge.to}`}>
            <path className={styles.line} d={pathThrough(edge.points)} />
            <path className={styles.head} d={headOf(edge)} />
          </g>
        ))}
        {marked.map((edge) => (
          <g key={`${edge.from} ${edge.to}`} className={isSameEdge(edge, hovered) ? styles.hovered : styles.marked}>
            <path className={styles.line} d={pathThrough(edge.points)} />
            <path className={styles.head} d={headOf(edge)} />
          </g>
        ))}
        {near && filesOf !== undefined ? (
          <g className={detail === "whole" ? undefined : styles.small}>
            <Files edges={detail === "whole" ? resting : marked} filesOf={filesOf} open={insertAt} />
          </g>
        ) : null}
      </svg>
      {insertAt === undefined ? null : <InsertButton edge={insertAt} onInsert={editing?.onInsert} />}
    </ViewportPortal>
  );
});

/** The button in the middle of an edge. */
function InsertButton({
  edge,
  onInsert,
}: {
  readonly edge: EdgeWay;
  readonly onInsert: CanvasEditing["onInsert"] | undefined;
}) {
  const { x, y } = labelPoint(edge.points);
  const { from, to } = edge;
  const name = `Insert a stage between ${from} and ${to}`;
  return (
    <button
      type="button"
      data-insert
      tabIndex={-1}
      className={`${styles.insert} nopan`}
      style={{ left: x, top: y }}
      aria-label={name}
      title={name}
      onClick={() => onInsert?.({ from, to })}
    >
      +
    </button>
  );
}

/** The names of the files that pass over the edges in view. */
function Files({
  edges,
  filesOf,
  open,
}: {
  readonly edges: readonly EdgeWay[];
  readonly filesOf: (from: string, to: string) => readonly string[];
  /** The one that is pointed at says all of them, above its button. */
  readonly open: EdgeWay | undefined;
}) {
  const area = useStore(areaInView);
  const labels = useMemo(() => {
    const [left = 0, top = 0, right = 0, bottom = 0] = area.split(" ").map(Number);
    return edges.flatMap(({ from, to, points }) => {
      const at = labelPoint(points);
      const inView = at.x >= left && at.x <= right && at.y >= top && at.y <= bottom;
      const files = inView ? filesOf(from, to) : [];
      return files.length === 0 ? [] : [{ from, to, at, files }];
    });
  }, [edges, filesOf, area]);
  return labels.map(({ from, to, at, files }) => {
    const isOpen = isSameEdge(open, { from, to });
    return (
      <text key={`${from} ${to}`} className={styles.files} x={at.x} y={at.y - (isOpen ? 16 : 7)}>
        {isOpen ? cut(files.join(", "), 60) : short(files)}
      </text>
    );
  });
}

/** In steps, so that it changes seldom while one moves. */
function areaInView({ transform: [x, y, zoom], width, height }: ReactFlowState): string {
  const step = 600;
  const [left, top] = [Math.floor(-x / zoom / step) * step, Math.floor(-y / zoom / step) * step];
  const [right, bottom] = [Math.ceil((width - x) / zoom / step) * step, Math.ceil((height - y) / zoom / step) * step];
  return `${left} ${top} ${right} ${bottom}`;
}

interface Column {
  /** Where its stages stand. */
  readonly x: number;
  readonly lines: string;
  readonly implied: string;
  readonly heads: string;
}

/** By the column that they lead to: a path over the whole graph would be drawn whole for every part of it. */
function columnsOf(edges: readonly EdgeWay[]): readonly Column[] {
  return Array.from(
    Map.groupBy(edges, ({ points }) => points.at(-1)?.x ?? 0),
    ([x, ways]) => {
      const own = ways.filter(({ implied }) => !implied);
      const paths = (list: readonly EdgeWay[]) => list.map(({ points }) => pathThrough(points)).join("");
      return {
        x,
        lines: paths(own),
        implied: paths(ways.filter(({ implied }) => implied)),
        heads: own.map(headOf).join(""),
      };
    },
  );
}

function headOf({ points }: EdgeWay): string {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  return `M${end.x - 11},${end.y - 4}l6,4l-6,4`;
}

/** The way follows its two ends. */
function movedPoints({ from, to, points }: EdgeWay, dragged: ReadonlyMap<string, Point>): readonly Point[] {
  const [start, end] = [dragged.get(from), dragged.get(to)];
  const middle = nodeSize.height / 2;
  return points.map((point, index) => {
    if (index === 0 && start !== undefined) return { x: start.x + nodeSize.width, y: start.y + middle };
    if (index === points.length - 1 && end !== undefined) return { x: end.x, y: end.y + middle };
    return point;
  });
}

function short(files: readonly string[]): string {
  const [first = ""] = files;
  const name = cut(first, 9);
  return files.length === 1 ? name : `${name} +${files.length - 1}`;
}
