import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { type App, loadLibrary, Problem, problemOf } from "@headrace/app";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { bindHooks } from "./hooks/bind-hooks.ts";
import { bindMcp } from "./mcp/bind-mcp.ts";
import { bindOpenApi } from "./openapi/bind-open-api.ts";
import { bindOperations, withVersion } from "./rest/bind-operations.ts";
import { networkOf } from "./rest/network-of.ts";
import { refuseUnread } from "./rest/refuse-unread.ts";
import { sendProblem } from "./rest/send-problem.ts";
import { bindSocket } from "./socket/bind-socket.ts";
import { bindWeb, builtWeb, pageNotFound } from "./web/bind-web.ts";

export interface CreateServerOptions {
  readonly app: App;
  /** Believe `X-Forwarded-*` of these addresses; of nobody unless said. */
  readonly trustProxy?: boolean | string;
  /** Of lines of JSON on standard error; `silent` unless said. */
  readonly logLevel?: string;
  /** Where the web face is built; beside this package unless said. */
  readonly web?: string;
}

/** Bytes of a JSON body. */
const bodyLimit = 6 * 1024 * 1024;
/** Characters of a part of a path, such as an id. */
const longestSegment = 500;

/** The HTTP face over the application core. Listening is the caller's. */
export async function createServer({
  app,
  trustProxy = false,
  logLevel = "silent",
  web = builtWeb,
}: CreateServerOptions): Promise<FastifyInstance> {
  const server = Fastify({
    bodyLimit,
    trustProxy,
    logger: { level: logLevel, stream: process.stderr, serializers: { req: loggedRequest } },
    routerOptions: { maxParamLength: longestSegment },
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, problemOfRequest(error)),
    rewriteUrl: ({ url = "/" }) => withVersion(url),
    forceCloseConnections: true,
    // Node would refuse what names no host, without a word; `refuseWithoutHost` does it in ours.
    http: { requireHostHeader: false },
    clientErrorHandler: refuseUnread,
  });
  server.addHook("onRequest", refuseWithoutHost);
  const parseJson = server.getDefaultJsonParser("error", "error");
  // Clients say that they send JSON also where an operation takes nothing.
  server.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null);
    else void parseJson(request, body, done);
  });
  // What else somebody expects than to be told to go on is nothing to refuse a request for.
  server.server.on("checkExpectation", (request, response) => server.server.emit("request", request, response));
  await server.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        // Plain http on one machine is a way to run it; whoever serves https says so with a header of its own.
        upgradeInsecureRequests: null,
      },
    },
  });
  await server.register(rateLimit, {
    global: false,
    keyGenerator: (request) => networkOf(request.ip),
    errorResponseBuilder: (_request, { after }) =>
      new Problem("rate-limited", "too many attempts from your network address", { mend: `try again in ${after}` }),
  });
  server.setErrorHandler(async (error, request, reply) => await sendProblem(request, reply, problemOfRequest(error)));
  server.setNotFoundHandler(async (request, reply) => {
    if (await pageNotFound(request, reply, web)) return;
    await sendProblem(
      request,
      reply,
      new Problem("not-found", `there is nothing at ${request.method} ${request.originalUrl.split("?", 1)[0]}`, {
        mend: "see /api/docs for what there is",
      }),
    );
  });
  // Who asks first for the templates would wait until all of them are read.
  server.addHook("onListen", (done) => {
    void loadLibrary().catch(() => undefined);
    done();
  });
  bindOperations(server, app);
  bindHooks(server, app);
  bindMcp(server, app);
  bindOpenApi(server, app);
  await bindWeb(server, web);
  await bindSocket(server, app);
  return server;
}

/** What the server's own log says of a request: no header, and nothing that a link could hold as a secret. */
function loggedRequest(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return { method: request.method, path: request.originalUrl.split("?", 1)[0], from: request.ip };
}

async function refuseWithoutHost({ raw }: FastifyRequest): Promise<void> {
  if (raw.httpVersion !== "1.1" || raw.headers.host !== undefined) return;
  throw new Problem("invalid-input", "the request does not say which host it is for", { mend: "send a Host header" });
}

/** What Fastify itself refuses, in our words. */
function problemOfRequest(error: unknown): Problem {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return notJson();
    case "FST_ERR_BAD_URL":
      return new Problem("invalid-input", "the path is not written as those of URLs are", {
        mend: "write a % that belongs to a name as %25",
      });
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new Problem("invalid-input", `a part of the path is longer than ${longestSegment} characters`, {
        mend: "send an id or a name that a list gave",
      });
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem("too-large", `the body is larger than ${bodyLimit} bytes`, { mend: "send less at once" });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem("unsupported-media-type", "the body's type is not one that is read here", {
        mend: "send Content-Type: application/json",
      });
    default:
      return error instanceof SyntaxError ? notJson() : problemOf(error);
  }
}

function notJson(): Problem {
  return new Problem("invalid-input", "the body is not JSON", { mend: "send one JSON object" });
}
