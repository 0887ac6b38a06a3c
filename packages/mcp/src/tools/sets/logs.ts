import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";
import { readLog } from "../read-log.ts";

export const logsTools: readonly AgentTool[] = [
  readLog,
  ofOperation({
    name: "search_log",
    toolset: "logs",
    operation: "logs.search",
    when: "Counts every match and gives the first lines with their numbers; read_log shows what stands around one.",
  }),
];
