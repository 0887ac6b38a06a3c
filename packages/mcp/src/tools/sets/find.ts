import type { AgentTool } from "../agent-tool.ts";
import { getPipeline } from "../get-pipeline.ts";
import { ofOperation } from "../of-operation.ts";

export const findTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_repositories",
    toolset: "find",
    operation: "repositories.list",
    when: "Use it to learn a repository's id; `search` finds by name.",
  }),
  ofOperation({
    name: "list_pipelines",
    toolset: "find",
    operation: "pipelines.list",
    when: "Use it to learn a pipeline's id; `search` finds by name.",
  }),
  getPipeline,
];
