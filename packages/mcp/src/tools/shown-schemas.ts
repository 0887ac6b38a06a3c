import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { shortSchema } from "../presentation/short-schema.ts";
import { slimSchema } from "../presentation/slim-schema.ts";
import type { AgentTool } from "./agent-tool.ts";
import { inputWithConfirm } from "./confirmation.ts";

export interface ShownSchemas {
  /** With `confirm` where the tool destroys. */
  readonly inputSchema: ReturnType<typeof slimSchema>;
  readonly outputSchema?: StandardSchemaWithJSON;
}

const known = new WeakMap<AgentTool, ShownSchemas>();

/**
 * A tool's schemas as agents are shown them. Made once for each tool: over HTTP a request without a session has a server
 * of its own, and to write the schemas as JSON takes most of what it takes to list the tools.
 */
export function shownSchemas(tool: AgentTool): ShownSchemas {
  const schemas = known.get(tool) ?? {
    inputSchema: slimSchema(inputWithConfirm(tool)),
    ...(tool.output === undefined ? {} : { outputSchema: shortSchema(tool.output) }),
  };
  known.set(tool, schemas);
  return schemas;
}
