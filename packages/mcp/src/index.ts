export type { Ask } from "./ask.ts";
export { type AgentServerOptions, createAgentServer } from "./create-agent-server.ts";
export { type AgentRequest, serveAgentRequest } from "./serve-request.ts";
export { serveAgentOverStdio } from "./serve-stdio.ts";
export type { AgentTool } from "./tools/agent-tool.ts";
export { allTools } from "./tools/all-tools.ts";
export { chooseTools, type ToolChoice } from "./tools/choose-tools.ts";
export { type Toolset, toolsetNames, toolsets, usualToolsets } from "./toolsets.ts";
