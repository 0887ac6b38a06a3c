import { once } from "node:events";
import { PassThrough } from "node:stream";
import { type Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createMcpHandler, type McpServer, ReadBuffer, serializeMessage } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";

type Transport = Parameters<Client["connect"]>[0];
type Connect = (create: () => McpServer, client: Client) => Promise<AsyncDisposable>;

/** Both ways in which a client reaches a server, without a port and without a program. */
export const transports: readonly (readonly [string, Connect])[] = [
  ["over HTTP", overHttp],
  ["over stdio", overStdio],
];

async function overHttp(create: () => McpServer, client: Client): Promise<AsyncDisposable> {
  const handler = createMcpHandler(create);
  const fetch = async (url: string | URL, init?: RequestInit): Promise<Response> =>
    await handler.fetch(new Request(url, init));
  await client.connect(new StreamableHTTPClientTransport(new URL("http://localhost/mcp"), { fetch }));
  return { [Symbol.asyncDispose]: () => client.close() };
}

async function overStdio(create: () => McpServer, client: Client): Promise<AsyncDisposable> {
  const input = new PassThrough();
  const output = new PassThrough();
  const serving = serveStdio(create, { transport: new StdioServerTransport(input, output) });
  await client.connect(createClientTransport(input, output));
  return {
    async [Symbol.asyncDispose]() {
      await client.close();
      await serving.close();
    },
  };
}

function createClientTransport(input: PassThrough, output: PassThrough): Transport {
  const read = new ReadBuffer();
  const transport: Transport = {
    async start() {
      output.on("data", (chunk: Buffer) => {
        read.append(chunk);
        for (let message = read.readMessage(); message !== null; message = read.readMessage()) {
          transport.onmessage?.(message);
        }
      });
    },
    async send(message) {
      if (!input.write(serializeMessage(message))) await once(input, "drain");
    },
    async close() {
      input.end();
      transport.onclose?.();
    },
  };
  return transport;
}
