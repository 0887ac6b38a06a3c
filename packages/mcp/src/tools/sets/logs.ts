import type { AgentTool } from "../agent-tool.ts";
import { readLog } from "../read-log.ts";
import { searchLog } from "../search-log.ts";
import { tailLog } from "../tail-log.ts";

export const logsTools: readonly AgentTool[] = [tailLog, readLog, searchLog];
