import type { AgentTool } from "./agent-tool.ts";
import { configTools } from "./sets/config.ts";
import { configOnHostTools } from "./sets/config-on-hosts.ts";
import { controlTools } from "./sets/control.ts";
import { deliverTools } from "./sets/deliver.ts";
import { diagnoseTools } from "./sets/diagnose.ts";
import { executionsTools } from "./sets/executions.ts";
import { findTools } from "./sets/find.ts";
import { logsTools } from "./sets/logs.ts";
import { metaTools } from "./sets/meta.ts";
import { outputsTools } from "./sets/outputs.ts";
import { pipelinesTools } from "./sets/pipelines.ts";
import { publishTools } from "./sets/publish.ts";

/** Every tool, in the order in which agents are shown them. */
export const allTools: readonly AgentTool[] = [
  ...findTools,
  ...executionsTools,
  ...logsTools,
  ...diagnoseTools,
  ...outputsTools,
  ...controlTools,
  ...pipelinesTools,
  ...configTools,
  ...configOnHostTools,
  ...deliverTools,
  ...publishTools,
  ...metaTools,
];
