import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { operations } from "../../../src/bitbucket-cloud/operations.ts";
import { exemptions } from "./exemptions.ts";
import { bodyOf, definitionProblems } from "./on-demand.ts";
import { rangeReply } from "./range-reply.ts";
import { type Reply, refuse } from "./reply.ts";
import { routes } from "./routes.ts";
import { openSpecification } from "./specification.ts";
import { allHookEvents, type Download, type World } from "./world.ts";

/** What goes wrong once, with the next request that fits. */
export interface Fault {
  /** Fits every request unless said. */
  readonly on?: RegExp;
  readonly reply?: Reply;
  /** Cuts the connection after this many bytes of the right answer. */
  readonly cutAfter?: number;
  /** Never answers. */
  readonly isSilent?: boolean;
  /** Happens when what was asked is done, before it is answered. */
  readonly meanwhile?: () => Promise<void>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

export interface BitbucketDouble {
  readonly url: string;
  readonly tokenUrl: string;
  readonly storageUrl: string;
  readonly world: World;
  /** Scopes by the value of the header `Authorization`; "all" for every one. */
  readonly tokens: Map<string, readonly string[] | "all">;
  readonly faults: Fault[];
  readonly asked: Asked[];
  /** What was asked of the storage of logs, downloads and caches, another origin. */
  readonly askedOfStorage: Asked[];
  /** Whether every connection is cut at once. */
  isDown: boolean;
  /** Whether the storage ignores `Range`. */
  storageIsSimple: boolean;
  /** How many OAuth tokens have been given. */
  tokensGiven: number;
  /** What was not as the vendor's specification says; always empty where that is not at hand. */
  readonly violations: string[];
  /** As it was when it started, but for how many tokens it has given. */
  reset(): void;
  stop(): Promise<void>;
}

const specification = openSpecification();

/** A Bitbucket Cloud that remembers, over HTTP on this machine, whose every exchange is held against the vendor's document. */
export async function startBitbucketDouble(): Promise<BitbucketDouble> {
  const servers: Server[] = [];
  const api = createServer((request, response) => void answer(request, response));
  const storage = createServer((request, response) => {
    double.askedOfStorage.push(askedOf(request));
    const path = decodeURIComponent(new URL(request.url ?? "", double.storageUrl).pathname);
    const steps = [...double.world.repositories.values()].flatMap(({ runs }) => runs.flatMap(({ steps }) => steps));
    const log = steps.find(({ uuid }) => path === `/${uuid}`)?.log ?? Buffer.alloc(0);
    // Its addresses are signed: it refuses who signs in another way too, as Amazon's does.
    if (request.headers.authorization !== undefined) return write(response, { status: 400 });
    const downloads = [...double.world.repositories.values()].flatMap((one) => one.downloads);
    const download = downloads.find(({ uuid }) => path === `/${uuid}`);
    if (download !== undefined) return write(response, { status: 200, bytes: download.bytes });
    const contents = [...double.world.repositories.values()].map((one) => one.cacheContents);
    const content = contents.find((one) => one.has(path.slice(1)))?.get(path.slice(1));
    if (content !== undefined) return write(response, { status: 200, bytes: content });
    write(response, rangeReply(log, double.storageIsSimple ? undefined : request.headers.range));
  });
  const origins = [];
  for (const server of [api, storage]) {
    servers.push(server);
    origins.push(await listen(server));
  }
  const [apiOrigin = "", storageOrigin = ""] = origins;
  const double: BitbucketDouble = {
    url: `${apiOrigin}/2.0`,
    tokenUrl: `${apiOrigin}/site/oauth2/access_token`,
    storageUrl: storageOrigin,
    world: {
      repositories: new Map(),
      variables: new Map(),
      webhooks: new Map(),
      runners: new Map(),
      members: new Map(),
      hookEvents: allHookEvents,
    },
    tokens: new Map(),
    faults: [],
    asked: [],
    askedOfStorage: [],
    isDown: false,
    storageIsSimple: false,
    tokensGiven: 0,
    violations: [],
    reset() {
      const { repositories, variables, webhooks, runners, members } = double.world;
      for (const map of [repositories, variables, webhooks, runners, members, double.tokens]) map.clear();
      for (const list of [double.faults, double.asked, double.askedOfStorage, double.violations]) list.length = 0;
      double.isDown = false;
      double.storageIsSimple = false;
    },
    async stop() {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((resolve) => server.close(resolve));
        }),
      );
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedOf(request);
    double.asked.push(asked);
    if (double.isDown) return void request.destroy();
    const sent = await readRequest(request);
    const place = double.faults.findIndex(({ on }) => on?.test(`${asked.method} ${asked.path}`) ?? true);
    const [fault] = place === -1 ? [] : double.faults.splice(place, 1);
    if (fault?.isSilent === true) return;
    if (fault?.reply !== undefined) return write(response, fault.reply);
    const reply = replyTo(request, sent.toString("utf8"), await formOf(request, sent));
    await fault?.meanwhile?.();
    write(response, reply, fault?.cutAfter);
  }

  function replyTo(request: IncomingMessage, text: string, files?: readonly SentFile[]): Reply {
    const url = new URL(request.url ?? "", apiOrigin);
    if (url.pathname === "/site/oauth2/access_token") return giveToken(request, text);
    const { method = "" } = request;
    const found = findRoute(method, url.pathname.replace(/^\/2\.0/, ""));
    if (found === undefined) return refuse(404, "No such address");
    const { route, params } = found;
    const isDefinition =
      request.headers["content-type"] === "application/yaml" &&
      exemptions.definitions.includes(`${method} ${route.path}`);
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    const parse = isForm ? (form: string) => Object.fromEntries(new URLSearchParams(form)) : JSON.parse;
    const body: unknown = isDefinition
      ? bodyOf(url.searchParams)
      : files !== undefined
        ? { files }
        : text === ""
          ? undefined
          : parse(text);
    const reply =
      refusal(request, route.method, route.path) ??
      route.reply(double.world, {
        params,
        query: url.searchParams,
        headers: request.headers,
        body,
        ...(isDefinition ? { definition: text } : {}),
        address: apiOrigin + url.pathname,
        storageUrl: double.storageUrl,
      });
    const { status, json } = reply;
    if (isDefinition) double.violations.push(...definitionProblems(text));
    const query = isDefinition ? new URLSearchParams() : url.searchParams;
    const exchanged = { method, path: route.path, query, request: body, status, answer: json };
    double.violations.push(...(specification?.violations(exchanged) ?? []));
    return reply;
  }

  function refusal({ headers }: IncomingMessage, method: string, path: string): Reply | undefined {
    const scopes = double.tokens.get(headers.authorization ?? "");
    if (scopes === undefined) return refuse(401, "Token is invalid, expired, or not supported for this endpoint.");
    const needed = operations.find((one) => one.method === method && one.path === path)?.scopes ?? [];
    if (scopes === "all" || needed.every((scope) => scopes.includes(scope))) return undefined;
    return refuse(403, "Your credentials lack one or more required privilege scopes.");
  }

  function giveToken({ headers }: IncomingMessage, text: string): Reply {
    const isKnown = double.tokens.has(headers.authorization ?? "");
    if (!isKnown || new URLSearchParams(text).get("grant_type") !== "client_credentials") {
      return { status: 401, json: { error: "unauthorized_client", error_description: "Invalid OAuth client" } };
    }
    double.tokensGiven += 1;
    const token = `given-${double.tokensGiven}`;
    double.tokens.set(`Bearer ${token}`, "all");
    return { status: 200, json: { access_token: token, token_type: "bearer", expires_in: 7200 } };
  }

  return double;
}

const patterns = routes.map((route) => {
  const pattern = route.path.replace("{path}", "(?<path>.+)").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { route, pattern: new RegExp(`^${pattern}$`) };
});

function findRoute(method: string, path: string) {
  for (const { route, pattern } of patterns) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const entries = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    const params: Record<string, string> = Object.fromEntries(entries);
    return { route, params };
  }
  return undefined;
}

function write(response: ServerResponse, { status, headers = {}, json, bytes }: Reply, cutAfter?: number): void {
  const body = bytes ?? (json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json)));
  const type = json === undefined ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...type, ...(status === 204 ? {} : { "content-length": body.length }), ...headers });
  if (cutAfter === undefined) response.end(body);
  else response.write(body.subarray(0, cutAfter), () => response.destroy());
}

async function readRequest(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The files of a form; undefined for any other body. */
async function formOf({ headers }: IncomingMessage, sent: Buffer): Promise<readonly SentFile[] | undefined> {
  const type = headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return undefined;
  const form = await new Response(new Uint8Array(sent), { headers: { "content-type": type } }).formData();
  const files = form.getAll("files").filter((one) => one instanceof File);
  return await Promise.all(files.map(async (file) => ({ name: file.name, bytes: await file.bytes() })));
}

type SentFile = Pick<Download, "name" | "bytes">;

function askedOf({ method = "", url = "", headers }: IncomingMessage): Asked {
  return { method, path: url, headers };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
