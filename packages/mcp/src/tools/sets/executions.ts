import type { AgentTool } from "../agent-tool.ts";
import { listStages } from "../list-stages.ts";
import { ofOperation } from "../of-operation.ts";

export const executionsTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_executions",
    toolset: "executions",
    operation: "executions.list",
    when: "Filter (`mine` for what your user started) rather than reading pages; latest_status answers for one branch.",
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
    when: "With its stages; of one with many use list_stages, for the reason of a failure failure_summary.",
  }),
  listStages,
];
