import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface ScriptedHost extends AsyncDisposable {
  readonly url: string;
  readonly asked: IncomingMessage[];
  /** How the next requests are answered, in order; the last one stays. */
  script: Answer[];
}

/** A host over HTTP on this machine that answers what it is told. */
export async function startScriptedHost(...script: Answer[]): Promise<ScriptedHost> {
  const host = { asked: [] as IncomingMessage[], script };
  const server = createServer((request, response) => {
    host.asked.push(request);
    const [answer] = host.script.length > 1 ? host.script.splice(0, 1) : host.script;
    request.resume().on("end", () => answer?.(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(host, {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

export function status(code: number, headers: Record<string, string> = {}, body = ""): Answer {
  return (response) => response.writeHead(code, headers).end(body);
}

export const json = (value: unknown, headers: Record<string, string> = {}): Answer =>
  status(200, headers, JSON.stringify(value));

export const silence: Answer = () => undefined;

/** Half an answer, then the connection breaks. */
export const cut: Answer = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"half":', () => response.destroy());
};
