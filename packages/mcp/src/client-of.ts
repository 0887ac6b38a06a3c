import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { cleanText } from "./presentation/clean-text.ts";

export interface AgentClient {
  /** As it names itself, such as "example 1.2.0"; nobody checks it. */
  readonly name?: string;
  /** Whether it can ask its user for consent. */
  readonly canAsk: boolean;
}

/** One that names its ways of asking has forms only where it says so. */
const capabilities = z.object({
  elicitation: z.looseObject({ form: z.unknown(), url: z.unknown() }).partial().optional(),
});
const info = z.object({ name: z.string(), version: z.string() });
const envelope = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: capabilities.optional().catch(undefined),
  [CLIENT_INFO_META_KEY]: info.optional().catch(undefined),
});

/** Each request of today says it; a connection of 2025 said it when it began. */
export function clientOf({ server }: McpServer, request: ServerContext["mcpReq"]): AgentClient {
  const said = envelope.safeParse(request.envelope).data;
  const can = said?.[CLIENT_CAPABILITIES_META_KEY] ?? capabilities.safeParse(server.getClientCapabilities()).data;
  const client = said?.[CLIENT_INFO_META_KEY] ?? info.safeParse(server.getClientVersion()).data;
  return {
    ...(client === undefined ? {} : { name: cleanText(`${client.name} ${client.version}`).slice(0, 100) }),
    canAsk: can?.elicitation !== undefined && (can.elicitation.form !== undefined || can.elicitation.url === undefined),
  };
}
