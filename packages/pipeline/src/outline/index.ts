export { edgeFiles } from "./edge-files.ts";
export type { Cell, GraphLayout, Lane, LayoutEdge } from "./graph-layout.ts";
export { type LayoutStage, layoutGraph } from "./layout-graph.ts";
export type { Outline, OutlineNeed, OutlineStage } from "./outline.ts";
export { outlineOf } from "./outline-of.ts";
export { readOutline } from "./read-outline.ts";
