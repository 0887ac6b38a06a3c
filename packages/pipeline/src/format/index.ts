export { canonicalJson } from "./canonical-json.ts";
export { digestOf } from "./digest.ts";
export { toDot } from "./dot.ts";
export { type GraphJson, type GraphJsonEdge, type GraphJsonNode, toGraphJson } from "./graph-json.ts";
export { toMermaid } from "./mermaid.ts";
export { sha256Hex } from "./sha256.ts";
export { instanceCount, stageLabel } from "./stage-label.ts";
export { toTerminalGraph, type TerminalGraphOptions } from "./terminal-graph.ts";
