import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Judge, openDocument } from "../open-document.ts";
import { type Reply, refuse } from "./reply.ts";
import { routes } from "./routes.ts";
import { serveGit } from "./serve-git.ts";
import { createWorld, type World } from "./world.ts";

/** What goes wrong once, with the next request that fits. */
export interface Fault {
  readonly on: RegExp;
  readonly reply: Reply;
  /** It is done all the same: only its answer is this one. */
  readonly isDone?: boolean;
}

export interface DataCenterDouble extends AsyncDisposable {
  /** Without `/rest`. */
  readonly url: string;
  readonly world: World;
  readonly faults: Fault[];
  readonly asked: IncomingMessage[];
  /** What was not as the vendor's specification says; always empty where that is not at hand. */
  readonly violations: string[];
}

const judge: Judge | undefined = openDocument("bitbucket-dc-9.2.swagger.json");

/**
 * A fact of a report is a number or a text by its type: confluence.atlassian.com/bitbucketserver/code-insights. What an error
 * is about, and its exception, are null where there are none: "Errors & Validation" of
 * docs.atlassian.com/bitbucket-server/rest/7.20.0/bitbucket-build-rest.html.
 */
const exempt = /\/data\/\d+\/value must be object$|\/errors\/\d+\/(?:context|exceptionName) must be string$/;

/** A Bitbucket Data Center that remembers, over HTTP on this machine, to which Ada's token is known. */
export async function startDataCenterDouble(): Promise<DataCenterDouble> {
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    double.asked.push(request);
    if (request.url?.startsWith("/scm/") === true) return await serveGit(double.world, request, response);
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const what = `${request.method} ${request.url}`;
    const place = double.faults.findIndex(({ on }) => on.test(what));
    const [fault] = place === -1 ? [] : double.faults.splice(place, 1);
    const reply = fault === undefined || fault.isDone === true ? await replyTo(request, text) : fault.reply;
    const { status, json, bytes, headers = {} } = fault?.reply ?? reply;
    response.writeHead(status, headers).end(bytes ?? (json === undefined ? undefined : JSON.stringify(json)));
  }

  async function replyTo({ method = "", url = "", headers }: IncomingMessage, text: string): Promise<Reply> {
    const { pathname, searchParams: query } = new URL(url, "http://host");
    const found = findRoute(method, pathname.replace(/^\/rest/, ""));
    if (found === undefined) return refuse(404, "No such address");
    const { route, params } = found;
    const body: unknown = text === "" ? undefined : await bodyOf(text, headers["content-type"]);
    const isKnown = route.isOpen === true || headers.authorization === "Bearer t0ken";
    const reply = isKnown
      ? await route.reply(double.world, { params, query, body })
      : refuse(401, "Authentication failed");
    const exchanged = { method, path: route.path, query, request: body, status: reply.status, answer: reply.json };
    double.violations.push(...(judge?.(exchanged) ?? []).filter((problem) => !exempt.test(problem)));
    return reply;
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const double: DataCenterDouble = {
    url: `http://127.0.0.1:${address.port}`,
    world: createWorld(),
    faults: [],
    asked: [],
    violations: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
}

async function bodyOf(text: string, type = ""): Promise<unknown> {
  if (!type.startsWith("multipart/form-data")) return JSON.parse(text);
  return Object.fromEntries(await new Response(text, { headers: { "content-type": type } }).formData());
}

function findRoute(method: string, path: string) {
  for (const route of routes) {
    const pattern = route.path.replace("{path}", "(?<path>.+)").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const match = route.method === method ? new RegExp(`^${pattern}$`).exec(path) : null;
    if (match === null) continue;
    const entries = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    const params: Record<string, string> = Object.fromEntries(entries);
    return { route, params };
  }
  return undefined;
}
