import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";

export const publishTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_connections",
    toolset: "publish",
    operation: "connections.list",
    when: "What each host of code can do differs: Bitbucket Cloud, Bitbucket Data Center, GitHub.",
  }),
  ofOperation({
    name: "check_connection",
    toolset: "publish",
    operation: "connections.check",
    when: "Use it where runs of a host no longer come in.",
  }),
  ofOperation({
    name: "list_host_repositories",
    toolset: "publish",
    operation: "connections.repositories",
    when: "Then connect_repositories reads their runs.",
  }),
  ofOperation({
    name: "connect_repositories",
    toolset: "publish",
    operation: "connections.connect-repositories",
    when: "Their runs become executions, for every other tool to read.",
  }),
  ofOperation({
    name: "collection_status",
    toolset: "publish",
    operation: "connections.collection",
    when: "How old what is shown of a host is, and what is left of its limit on requests.",
  }),
  ofOperation({
    name: "link_artifact",
    toolset: "publish",
    operation: "artifacts.link",
    when: "Whoever has the link can download it: give it to your user only.",
  }),
];
