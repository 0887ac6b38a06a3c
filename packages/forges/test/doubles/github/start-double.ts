import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { operations } from "../../../src/github/operations.ts";
import { permissionsOf, verifyJwt } from "./app-token.ts";
import { byName, movedReply } from "./moved.ts";
import { missing, type Reply, refuse, type Signer } from "./reply.ts";
import { routes } from "./routes.ts";
import { exemptions, openSpecification } from "./specification.ts";
import { createWorld, type World } from "./world.ts";

/** What goes wrong once, with the next request that fits. */
export interface Fault {
  /** Fits every request unless said. */
  readonly on?: RegExp;
  readonly reply: Reply;
  /** It is done all the same: only its answer is this one. */
  readonly isDone?: boolean;
}

export interface GitHubDouble extends AsyncDisposable {
  readonly url: string;
  readonly world: World;
  /** Permissions by token; "all" for every one. */
  readonly tokens: Map<string, readonly string[] | "all">;
  readonly faults: Fault[];
  readonly asked: IncomingMessage[];
  readonly askedOfStorage: IncomingMessage[];
  /** What was not as the vendor's specification says; always empty where that is not at hand. */
  readonly violations: string[];
  /** As it was when it started, but for its clock. */
  reset(): void;
}

const judge = openSpecification();

/** A GitHub that remembers, over HTTP on this machine; its logs and artifacts lie at another origin. */
export async function startGitHubDouble(): Promise<GitHubDouble> {
  const world = createWorld();
  const tokens: GitHubDouble["tokens"] = new Map([["t0ken", "all"]]);
  const [asked, askedOfStorage] = [[] as IncomingMessage[], [] as IncomingMessage[]];
  const faults: Fault[] = [];
  const violations: string[] = [];

  const storage = createServer((request, response) => {
    askedOfStorage.push(request);
    const repositories = [...world.repositories.values()];
    const artifacts = repositories.flatMap((repository) => repository.artifacts);
    const artifact = artifacts.find(({ id }) => request.url === `/artifacts/${id}`);
    if (artifact !== undefined) return void response.end(artifact.bytes);
    const attempts = repositories.flatMap(({ runs }) => runs.flatMap((run) => run.attempts));
    const jobs = attempts.flatMap((attempt) => attempt.jobs);
    response.end(jobs.find(({ id }) => request.url === `/${id}`)?.log);
  });
  const storageUrl = await listen(storage);

  const api = createServer((request, response) => void answer(request, response));
  const url = await listen(api);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    asked.push(request);
    const { method = "", url: address = "" } = request;
    const text = await readText(request);
    const place = faults.findIndex(({ on }) => on?.test(`${method} ${address}`) ?? true);
    const [fault] = place === -1 ? [] : faults.splice(place, 1);
    if (fault !== undefined && fault.isDone !== true) return write(response, fault.reply);
    const reply = replyTo(request, text);
    write(response, fault?.reply ?? reply);
  }

  function replyTo({ method = "", url: address = "", headers }: IncomingMessage, text: string): Reply {
    const asked = new URL(address, url);
    const { searchParams: query } = asked;
    const pathname = byName(world, asked.pathname);
    const moved = movedReply(world, method, asked);
    if (moved !== undefined) return moved;
    const found = findRoute(method, pathname);
    if (found === undefined) return refuse(404, "Not Found");
    const { route, params } = found;
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const token = headers.authorization?.replace("Bearer ", "") ?? "";
    const signer = signerOf(token);
    const refused = refusal(signer, method, route.path);
    const reply =
      // From a classic token it hides what that may not see.
      (refused?.status === 403 && token.startsWith("ghp_") ? missing : refused) ??
      (typeof signer === "string" ? missing : route.reply(world, { params, query, body, storageUrl, signer }));
    const exchanged = { method, path: route.path, query, request: body, status: reply.status, answer: reply.json };
    if (!exemptions.has(route.path)) violations.push(...(judge?.(exchanged) ?? []));
    return reply;
  }

  /** By the world's clock. */
  function write(response: ServerResponse, { status, headers = {}, json, bytes }: Reply): void {
    response.writeHead(status, { date: new Date(world.now).toUTCString(), ...headers });
    response.end(bytes ?? (json === undefined ? undefined : JSON.stringify(json)));
  }

  /** Or what is said to one who is not believed. */
  function signerOf(token: string): Signer | string {
    const known = tokens.get(token);
    if (known !== undefined) return { kind: token.startsWith("ghs_") ? "installation" : "user", permissions: known };
    const issued = world.issued.get(token);
    if (issued !== undefined && issued.until > world.now) {
      return { kind: "installation", permissions: permissionsOf(issued.installation) };
    }
    if (!token.includes(".")) return "Bad credentials";
    const app = verifyJwt(token, world);
    return typeof app === "string" ? app : { kind: "app", app };
  }

  function refusal(signer: Signer | string, method: string, path: string): Reply | undefined {
    if (typeof signer === "string") return refuse(401, signer);
    const asked = operations.find((one) => one.method === method && one.path === path);
    const isOfApp = path === "/app" || path.includes("/installation");
    if (signer.kind === "app") return isOfApp ? undefined : refuse(403, "Resource not accessible by integration");
    if (asked?.only === "user" && signer.kind !== "user") return refuse(403, "Resource not accessible by integration");
    const { permissions } = signer;
    const mayAsk = permissions === "all" || asked?.permissions.every((one) => permissions.includes(one)) !== false;
    if (mayAsk && (asked?.only !== "app" || signer.kind !== "user")) return undefined;
    return refuse(403, "Resource not accessible by personal access token");
  }

  return {
    url,
    world,
    tokens,
    faults,
    asked,
    askedOfStorage,
    violations,
    reset() {
      world.repositories.clear();
      world.formerNames.clear();
      world.plans.clear();
      world.users.clear();
      world.apps.clear();
      world.issued.clear();
      world.tellsRuns = true;
      tokens.clear();
      tokens.set("t0ken", "all");
      for (const list of [faults, asked, askedOfStorage, violations]) list.length = 0;
    },
    async [Symbol.asyncDispose]() {
      for (const server of [api, storage]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
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

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
