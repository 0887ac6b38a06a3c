import type { AgentTool } from "../agent-tool.ts";
import { cancelBranch } from "../cancel-branch.ts";
import { decideApproval } from "../decide-approval.ts";
import { ofOperation } from "../of-operation.ts";
import { waitForExecution } from "../wait-for-execution.ts";

export const controlTools: readonly AgentTool[] = [
  ofOperation({
    name: "run_pipeline",
    toolset: "control",
    operation: "pipelines.execute",
    when: "Answers at once; then use wait_for_execution. To repeat what ran use rerun_execution.",
  }),
  waitForExecution,
  ofOperation({
    name: "rerun_execution",
    toolset: "control",
    operation: "executions.rerun",
    when: "All of it, only what failed, or from a stage on; the commit and the definition stay the same.",
  }),
  ofOperation({
    name: "cancel_execution",
    toolset: "control",
    operation: "executions.cancel",
    when: "Stages get their grace time and their clean-up unless `force` is set.",
  }),
  cancelBranch,
  ofOperation({
    name: "list_approvals",
    toolset: "control",
    operation: "approvals.list",
    when: "What waits for a person, and who is asked.",
  }),
  decideApproval,
];
