import type { Cell, GraphLayout, LayoutEdge } from "@headrace/pipeline/outline";
import type { CanvasEdge } from "./canvas-editing.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Of a stage, in pixels at full size. */
export const nodeSize = { width: 212, height: 56 } as const;

const gap = { x: 56, y: 20 } as const;
/** Above the first row of a lane, for its name. */
const laneHead = 36;
const laneFoot = 16;

export interface LaneBox extends Box {
  readonly group: string;
}

export interface EdgeWay extends LayoutEdge {
  /** Where the way turns, from the right side of the one stage to the left side of the other. */
  readonly points: readonly Point[];
}

/** A layout in pixels. */
export interface Places {
  readonly stages: ReadonlyMap<string, Point>;
  readonly edges: readonly EdgeWay[];
  readonly lanes: readonly LaneBox[];
}

export function placesOf(layout: GraphLayout): Places {
  const named = layout.lanes.some(({ group }) => group !== undefined);
  const tops = layout.lanes.map((_, index) => (named ? index * (laneHead + laneFoot) + laneHead : 0));
  const laneAt = (row: number) => layout.lanes.findIndex(({ first, last }) => row >= first && row <= last);
  const pointOf = ({ column, row }: Cell): Point => ({
    x: column * (nodeSize.width + gap.x),
    y: row * (nodeSize.height + gap.y) + (tops[laneAt(row)] ?? 0),
  });
  const stages = new Map(Array.from(layout.cells, ([id, cell]) => [id, pointOf(cell)]));
  const middle = nodeSize.height / 2;
  const width = Math.max(1, layout.columns) * (nodeSize.width + gap.x) - gap.x;
  return {
    stages,
    edges: layout.edges.map((edge) => {
      const [start, end] = [stages.get(edge.from), stages.get(edge.to)];
      const through = edge.via.map(pointOf).flatMap(({ x, y }) => [
        { x, y: y + middle },
        { x: x + nodeSize.width, y: y + middle },
      ]);
      const first = { x: (start?.x ?? 0) + nodeSize.width, y: (start?.y ?? 0) + middle };
      const last = { x: end?.x ?? 0, y: (end?.y ?? 0) + middle };
      return { ...edge, points: [first, ...through, last] };
    }),
    lanes: layout.lanes.flatMap(({ group, first, last }) => {
      if (group === undefined) return [];
      const top = pointOf({ column: 0, row: first }).y - laneHead;
      const bottom = pointOf({ column: 0, row: last }).y + nodeSize.height + laneFoot - 4;
      return [{ group, x: -20, y: top, width: width + 40, height: bottom - top }];
    }),
  };
}

/** An SVG path that leaves and arrives level, and bends only between columns. */
export function pathThrough(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (start === undefined) return "";
  let path = `M${start.x},${start.y}`;
  let at = start;
  for (const point of rest) {
    if (point.y === at.y) path += `L${point.x},${point.y}`;
    else {
      const bend = Math.max(20, Math.abs(point.x - at.x) / 2);
      path += `C${at.x + bend},${at.y} ${point.x - bend},${point.y} ${point.x},${point.y}`;
    }
    at = point;
  }
  return path;
}

/** The middle of the last gap before the target, where an edge has its button and its files. */
export function labelPoint(points: readonly Point[]): Point {
  const [from, to] = [points.at(-2), points.at(-1)];
  if (from === undefined || to === undefined) return { x: 0, y: 0 };
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

export type DropTarget =
  | { readonly kind: "edge"; readonly from: string; readonly to: string }
  | { readonly kind: "stage"; readonly stage: string }
  | { readonly kind: "ground" };

export function isSameTarget(left: DropTarget, right: DropTarget): boolean {
  if (left.kind === "edge") return right.kind === "edge" && isSameEdge(left, right);
  if (left.kind === "stage") return right.kind === "stage" && left.stage === right.stage;
  return left.kind === right.kind;
}

export function isSameEdge(left: CanvasEdge | undefined, right: CanvasEdge | undefined): boolean {
  return left?.from === right?.from && left?.to === right?.to;
}

/** What lies at a point: a stage, an edge near enough, or nothing. What is being dragged is not in the way of itself. */
export function dropTargetAt(places: Places, point: Point, dragged?: string): DropTarget {
  for (const [id, { x, y }] of places.stages) {
    const inside = point.x >= x && point.x <= x + nodeSize.width && point.y >= y && point.y <= y + nodeSize.height;
    if (inside && id !== dragged) return { kind: "stage", stage: id };
  }
  const edge = edgeAt(places, point, { reach: 28, ...(dragged === undefined ? {} : { without: dragged }) });
  return edge === undefined ? { kind: "ground" } : { kind: "edge", from: edge.from, to: edge.to };
}

/** The edge nearest to a point, of those that are as near as the reach; without those of one stage. */
export function edgeAt(
  places: Places,
  point: Point,
  { reach, without }: { readonly reach: number; readonly without?: string },
): EdgeWay | undefined {
  let nearest: EdgeWay | undefined;
  let least = reach;
  for (const edge of places.edges) {
    if (edge.from === without || edge.to === without) continue;
    const distance = distanceTo(edge.points, point);
    if (distance > least) continue;
    [nearest, least] = [edge, distance];
  }
  return nearest;
}

function distanceTo(points: readonly Point[], point: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index + 1 < points.length; index += 1) {
    const [from, to] = [points[index], points[index + 1]];
    if (from === undefined || to === undefined) continue;
    if (point.x < from.x - 30 || point.x > to.x + 30) continue;
    // The curve between two turns is followed closely enough by its middle and its ends.
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const eased = share * share * (3 - 2 * share);
      const x = from.x + (to.x - from.x) * share;
      const y = from.y + (to.y - from.y) * eased;
      const step = Math.abs(to.x - from.x) / 8;
      least = Math.min(least, Math.hypot(Math.max(0, Math.abs(point.x - x) - step), point.y - y));
    }
  }
  return least;
}
