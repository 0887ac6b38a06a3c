import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";

export const deliverTools: readonly AgentTool[] = [
  ofOperation({
    name: "get_environment",
    toolset: "deliver",
    operation: "environments.get",
    when: "For all at once use list_environments.",
  }),
  ofOperation({
    name: "create_environment",
    toolset: "deliver",
    operation: "environments.create",
    when: "A place to deploy to, and who has to consent before.",
  }),
  ofOperation({
    name: "change_environment",
    toolset: "deliver",
    operation: "environments.update",
    when: "Rules that are given replace the old ones.",
  }),
  ofOperation({
    name: "delete_environment",
    toolset: "deliver",
    operation: "environments.delete",
    when: "Its history, secrets and variables go with it.",
  }),
  ofOperation({
    name: "list_all_deployments",
    toolset: "deliver",
    operation: "deployments.list-all",
    when: "Of one environment use list_deployments.",
  }),
  ofOperation({
    name: "get_deployment",
    toolset: "deliver",
    operation: "deployments.get",
    when: "With its commit and who deployed it.",
  }),
  ofOperation({
    name: "roll_back",
    toolset: "deliver",
    operation: "environments.rollback",
    when: "Only when your user has told you to; then use wait_for_execution.",
  }),
  ofOperation({
    name: "resume_deployments",
    toolset: "deliver",
    operation: "executions.resume",
    when: "For an execution that waits for a deployer after the server stopped in its midst.",
  }),
  ofOperation({
    name: "quality_gates",
    toolset: "deliver",
    operation: "executions.gates",
    when: "Why a gate failed a stage: what was measured, and the threshold.",
  }),
];
