import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { type AgentServerOptions, createAgentServer } from "./create-agent-server.ts";

/** Serves an agent over standard input and output until it closes them; nothing else may be written there meanwhile. */
export async function serveAgentOverStdio(options: AgentServerOptions): Promise<void> {
  const transport = new StdioServerTransport();
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  process.stdin.once("close", resolve);
  process.stdin.once("end", resolve);
  const serving = serveStdio(() => createAgentServer(options), { transport });
  await closed;
  await serving.close();
}
