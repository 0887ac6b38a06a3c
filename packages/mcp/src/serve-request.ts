import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { type AgentServerOptions, createAgentServer } from "./create-agent-server.ts";

export interface AgentRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The request's JSON, already read. */
  readonly body: unknown;
}

/** Answers one request over HTTP by itself: nothing is kept of it. */
export async function serveAgentRequest(
  { request, response, body }: AgentRequest,
  options: AgentServerOptions,
): Promise<void> {
  const handler = createMcpHandler(() => createAgentServer(options));
  await toNodeHandler(handler)(request, response, body);
}
