import { createClient } from "@headrace/app/client";
import { chooseTools, serveAgentOverStdio } from "@headrace/mcp";
import type { CommandContext } from "../../context.ts";
import { anyServer } from "../../remote/find-server.ts";
import { version } from "../../version.ts";
import type { McpFlags } from "../mcp.ts";

export async function serveMcp(context: CommandContext, flags: McpFlags): Promise<void> {
  const client = createClient(anyServer(context, flags));
  const tools = chooseTools({
    ...(flags.toolsets === undefined ? {} : { toolsets: flags.toolsets }),
    tools: flags.tools ?? [],
    without: flags.excludeTools ?? [],
    readOnly: flags.readOnly ?? false,
  });
  await serveAgentOverStdio({
    version,
    tools,
    ask: async (name, input, signal) => await client.ask(name, input, { signal }),
  });
}
