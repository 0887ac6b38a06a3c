import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";

export const executionsTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_executions",
    toolset: "executions",
    operation: "executions.list",
    when: "Filter by pipeline, branch, state and outcome rather than reading pages; latest_status answers for one branch.",
  }),
  ofOperation({
    name: "latest_status",
    toolset: "executions",
    operation: "executions.latest",
    when: "Use it for questions such as whether main is green; with a pipeline where the branch has several.",
  }),
  ofOperation({
    name: "get_execution",
    toolset: "executions",
    operation: "executions.get",
    when: "Stages with outcome and duration; for the reason of a failure use failure_summary.",
  }),
];
