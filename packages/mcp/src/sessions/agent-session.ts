import { NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import { z } from "zod";
import { type AgentServerOptions, createAgentServer } from "../create-agent-server.ts";
import type { AgentRequest } from "../serve-request.ts";

/** One connection of an agent over HTTP by a protocol of 2025, from its handshake on. */
export interface AgentSession {
  readonly id: string;
  /** Who may use it, and for what; nobody else's request is told that it is there. */
  readonly owner: string;
  /** Epoch milliseconds, of the last request that ended. */
  readonly usedAt: number;
  readonly isBusy: boolean;
  /** Does what one request asks, as whoever sent it; a call that waits for its user goes on with what the newest one may. */
  serve(request: AgentRequest, options: Pick<AgentServerOptions, "askFor">): Promise<void>;
  /** Stops what it does and ends its streams. */
  close(): Promise<void>;
}

export interface OpenSessionOptions {
  readonly id: string;
  readonly owner: string;
  readonly server: AgentServerOptions;
  now(): number;
  /** The client has ended it. */
  ended(): void;
}

export async function openSession({ id, owner, server, now, ended }: OpenSessionOptions): Promise<AgentSession> {
  let { askFor } = server;
  let usedAt = now();
  let open = 0;
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => id, onsessionclosed: ended });
  const agent = createAgentServer({
    ...server,
    askFor: (client) => async (name, input, signal) => await askFor(client)(name, input, signal),
  });
  await agent.connect(transport);
  return {
    id,
    owner,
    get usedAt() {
      return usedAt;
    },
    get isBusy() {
      return open > 0;
    },
    async serve({ request, response, body }, options) {
      ({ askFor } = options);
      open += 1;
      response.once("close", () => {
        open -= 1;
        usedAt = now();
      });
      await transport.handleRequest(request, response, body);
      const given = cancelled.safeParse(body).data;
      // What was given up is answered no more, and its stream would stay open.
      if (given !== undefined) transport.closeSSEStream(given.params.requestId);
    },
    close: () => agent.close(),
  };
}

const cancelled = z.object({
  method: z.literal("notifications/cancelled"),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
});
