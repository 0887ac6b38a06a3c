import {
  type App,
  allOperations,
  ByteAnswer,
  EventAnswer,
  type Operation,
  type Principal,
  Problem,
  perform,
  problemOf,
} from "@headrace/app";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import { whileAllowed } from "../live/while-allowed.ts";
import { inputOf } from "./input-of.ts";
import { isOwnOrigin } from "./own-origin.ts";
import { routeOf, urlsOf } from "./route-of.ts";
import { sendAnswer } from "./send-answer.ts";
import { sendProblem } from "./send-problem.ts";

const apiPrefix = "/api/v1";

/**
 * The address under which an operation is bound, for one that leaves out the version. A second route for each operation
 * would be two fifths of what it takes to make a server.
 */
export function withVersion(url: string): string {
  return url.replace(/^\/api\/(?!(?:v1|docs|openapi\.json)(?:[/?]|$))/, `${apiPrefix}/`);
}

/** `headrace mcp` says for which client it asks; like the name of a browser that is told, and believed by nobody. */
function agentOf({ headers }: FastifyRequest): { readonly agent?: string } {
  const named = headers["headrace-agent"];
  if (typeof named !== "string" || named.length > 300) return {};
  try {
    return { agent: decodeURIComponent(named).replaceAll(/\p{Cc}/gu, "") };
  } catch {
    return {};
  }
}

/** Binds every operation to its route. */
export function bindOperations(server: FastifyInstance, app: App): void {
  const takesBytes = ({ http }: Operation): boolean => http.body === "bytes";
  for (const operation of allOperations) if (!takesBytes(operation)) bindOperation(server, app, operation);
  server.register((scope, _options, ready) => {
    // Bytes of any type are the operation's to read; nothing of them is kept here.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    for (const operation of allOperations) if (takesBytes(operation)) bindOperation(scope, app, operation);
    ready();
  });
}

function bindOperation(server: FastifyInstance, app: App, operation: Operation): void {
  const limits = limitsOf(server, operation);
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const gone = new AbortController();
      let streams = true;
      // An abort costs a stack trace, which most answers need not pay: nothing is at work for them any more.
      reply.raw.once("close", () => {
        if (streams) gone.abort();
      });
      const route = routeOf(operation);
      const organization = request.headers["headrace-organization"];
      const key = request.headers["idempotency-key"];
      const ask = async (): Promise<unknown> =>
        await perform(app, operation, inputOf(route, request), {
          principal: await signedIn(app, request),
          signal: gone.signal,
          publicUrl: app.options.publicUrl,
          device: { address: request.ip, program: (request.headers["user-agent"] ?? "").slice(0, 300) },
          setCookies: (cookies) => reply.header("set-cookie", [...cookies]),
          ...(typeof organization === "string" ? { organization } : {}),
          ...agentOf(request),
          ...(typeof key === "string" ? { idempotencyKey: checkedKey(key) } : {}),
          ...(operation.http.body === "bytes" ? { body: request.raw } : {}),
        });
      const answer = await ask();
      streams = answer instanceof EventAnswer || answer instanceof ByteAnswer;
      const allowing = { app, check: ask, stop: () => gone.abort() };
      const sent = answer instanceof EventAnswer ? new EventAnswer(whileAllowed(answer.events, allowing)) : answer;
      return await sendAnswer(reply, sent, operation.http.status ?? 200);
    } catch (error) {
      // What is left of a body that was refused is not waited for.
      if (operation.http.body === "bytes" && !request.raw.complete) reply.header("connection", "close");
      return await sendProblem(request, reply, problemOf(error));
    }
  };
  for (const url of urlsOf(operation)) {
    // Only pages have something in them that a nonce lets run.
    server.route({
      method: operation.http.method,
      url: apiPrefix + url,
      handler,
      helmet: { enableCSPNonces: false },
      ...limits,
    });
  }
}

/** One for all addresses under which an operation is bound, so that they count together. */
function limitsOf(server: FastifyInstance, { http }: Operation): RouteShorthandOptions {
  if (http.attemptsPerMinute === undefined) return {};
  return { onRequest: server.rateLimit({ max: http.attemptsPerMinute, timeWindow: "1 minute" }) };
}

const harmless = ["GET", "HEAD"];

/**
 * Who asks. A session's cookie changes nothing when another site sent the request (CSRF), and neither does another site
 * sign anybody in.
 */
async function signedIn(app: App, request: FastifyRequest): Promise<Principal | null> {
  const principal = await app.people.principalOf(request.headers);
  if (harmless.includes(request.method) || principal?.kind === "token") return principal;
  const fromBrowser = request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined;
  if ((principal !== null || fromBrowser) && !isOwnOrigin(app, request)) {
    throw new Problem("forbidden", "this request comes from another site", {
      mend: "send it from the pages of this server, or use a token",
    });
  }
  return principal;
}

function checkedKey(key: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new Problem("invalid-input", "an Idempotency-Key has 1 to 200 visible ASCII characters", {
    mend: "send another one, such as a UUID",
  });
}
