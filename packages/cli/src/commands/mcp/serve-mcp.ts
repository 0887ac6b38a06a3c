import { resolve } from "node:path";
import { createClient } from "@headrace/app/client";
import { type AgentServerOptions, chooseTools, serveAgentOverStdio } from "@headrace/mcp";
import type { CommandContext } from "../../context.ts";
import { anyServer, lastLogin, namedServer, type ServerAddress } from "../../remote/find-server.ts";
import { version } from "../../version.ts";
import type { McpFlags } from "../mcp.ts";

export async function serveMcp(context: CommandContext, flags: McpFlags): Promise<void> {
  const tools = chooseTools({
    ...(flags.toolsets === undefined ? {} : { toolsets: flags.toolsets }),
    tools: flags.tools ?? [],
    without: flags.excludeTools ?? [],
    readOnly: flags.readOnly ?? false,
  });
  const server = flags.data === undefined ? (namedServer(context, flags) ?? lastLogin(context)) : undefined;
  if (server !== undefined) return await serveAgentOverStdio({ version, tools, askFor: askServer(server) });
  const { openLocally } = await import("./open-locally.ts");
  const directory = resolve(context.directory, flags.data ?? ".headrace");
  const local = await openLocally(directory, context.directory);
  if (local.kind === "held") {
    const address = anyServer(context, { server: local.url });
    return await serveAgentOverStdio({ version, tools, askFor: askServer(address) });
  }
  await using opened = local;
  await serveAgentOverStdio({ version, tools, askFor: opened.askFor });
}

function askServer(server: ServerAddress): AgentServerOptions["askFor"] {
  const client = createClient(server);
  return (agent) => async (name, input, signal) => {
    const options = { signal, headers: { "headrace-agent": encodeURIComponent(agent ?? "") } };
    return await client.ask(name, input, options);
  };
}
