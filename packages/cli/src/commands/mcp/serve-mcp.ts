import { createClient } from "@headrace/app/client";
import { beginningOf, chooseTools, serveAgentOverStdio } from "@headrace/mcp";
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
    askFor: (agent) => async (name, input, signal) => {
      const options = { signal, headers: { "headrace-agent": encodeURIComponent(agent ?? "") } };
      if (name !== "artifacts.download") return await client.ask(name, input, options);
      const { body } = await client.bytes(name, { ...input, artifact: String(input.artifact) }, options);
      return await beginningOf(body);
    },
  });
}
