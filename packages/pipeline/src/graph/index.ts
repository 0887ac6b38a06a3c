export { type CriticalPath, createGraph, type Durations, type Graph } from "./graph.ts";
export type { GraphStage } from "./links.ts";
export { type Optimization, optimize, type Suggestion, type SuggestionKind } from "./optimize.ts";
