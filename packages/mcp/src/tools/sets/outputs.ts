import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";
import { readArtifact } from "../read-artifact.ts";

export const outputsTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_tests",
    toolset: "outputs",
    operation: "tests.list",
    when: "Filter by outcome: `failed` is usually what is wanted.",
  }),
  ofOperation({
    name: "list_artifacts",
    toolset: "outputs",
    operation: "artifacts.list",
    when: "Names, sizes and digests; read_artifact looks into one. What is under `onHost` lies with the host of code.",
  }),
  readArtifact,
  ofOperation({
    name: "list_environments",
    toolset: "outputs",
    operation: "environments.list",
    when: "Answers what runs where; list_deployments has what ran there before.",
  }),
  ofOperation({
    name: "list_deployments",
    toolset: "outputs",
    operation: "deployments.list",
    when: "Newest first, with who deployed which commit.",
  }),
  ofOperation({
    name: "list_variables",
    toolset: "outputs",
    operation: "variables.effective",
    when: "Secrets are not among them and are never shown.",
  }),
];
