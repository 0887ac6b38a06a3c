import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { problemOf } from "@headrace/app";
import { NodeStreamableHTTPServerTransport, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, createRequestStateCodec, type McpServer } from "@modelcontextprotocol/server";
import { chooseTools, createAgentServer, refuseForeign } from "../../src/index.ts";
import { registerFixtures } from "./fixtures.ts";

export interface FixtureServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Our server with the suite's fixtures beside our tools. With `sessions` those of 2025 are served by connections that last, as
 * the server does: some scenarios want a client to be asked.
 */
export async function serveFixtures({ sessions = false } = {}): Promise<FixtureServer> {
  const codec = createRequestStateCodec<string>({ key: randomBytes(32) });
  const create = (): McpServer => {
    const server = createAgentServer(
      { version: "0.0.0", tools: chooseTools({}), askFor: () => async () => ({ items: [] }) },
      {
        requestState: { verify: codec.verify },
        capabilities: { logging: {}, resources: { subscribe: true } },
      },
    );
    registerFixtures(server, codec.mint);
    return server;
  };
  const handle = sessions ? bySession(create) : toNodeHandler(createMcpHandler(create));
  const server = createServer((request, response) => {
    void answer(request, response, handle).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/mcp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function answer(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  try {
    refuseForeign(request.headers, "http://localhost");
  } catch (error) {
    response.writeHead(problemOf(error).status).end();
    return;
  }
  await handle(request, response);
}

function bySession(create: () => McpServer): Handle {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  return async (request, response) => {
    const id = request.headers["mcp-session-id"];
    const known = typeof id === "string" ? sessions.get(id) : undefined;
    const transport =
      known ??
      new NodeStreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (made) => void sessions.set(made, transport),
      });
    if (known === undefined) await create().connect(transport);
    await transport.handleRequest(request, response);
  };
}
