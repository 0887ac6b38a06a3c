export { toDot } from "./dot.ts";
export { type GraphJson, type GraphJsonEdge, type GraphJsonNode, toGraphJson } from "./graph-json.ts";
export { toMermaid } from "./mermaid.ts";
export { instanceCount, stageLabel } from "./stage-label.ts";
export { type TerminalGraphOptions, toTerminalGraph } from "./terminal-graph.ts";
