import { type App, allOperations, type Principal, Problem, perform, problemOf } from "@headrace/app";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { headersOf } from "./headers-of.ts";
import { inputOf } from "./input-of.ts";
import { routeOf } from "./route-of.ts";
import { sendAnswer } from "./send-answer.ts";
import { sendProblem } from "./send-problem.ts";

export const apiPrefixes = ["/api/v1", "/api"] as const;

/** Binds every operation to its route, under both prefixes. */
export function bindOperations(server: FastifyInstance, app: App): void {
  for (const operation of allOperations) {
    const shape = routeOf(operation);
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        const principal = await signedIn(app, request);
        const gone = new AbortController();
        reply.raw.once("close", () => gone.abort());
        const organization = request.headers["headrace-organization"];
        const key = request.headers["idempotency-key"];
        const answer = await perform(app, operation, inputOf(shape, request), {
          principal,
          signal: gone.signal,
          publicUrl: app.options.publicUrl,
          setCookies: (cookies) => reply.header("set-cookie", [...cookies]),
          ...(typeof organization === "string" ? { organization } : {}),
          ...(typeof key === "string" ? { idempotencyKey: checkedKey(key) } : {}),
          ...(operation.http.body === "bytes" ? { body: request.raw } : {}),
        });
        return await sendAnswer(reply, answer, operation.http.status ?? 200);
      } catch (error) {
        return await sendProblem(request, reply, problemOf(error));
      }
    };
    for (const prefix of apiPrefixes) {
      for (const url of shape.urls) server.route({ method: operation.http.method, url: prefix + url, handler });
    }
  }
}

/** Who asks. A session's cookie changes nothing when another site sent the request (CSRF). */
async function signedIn(app: App, request: FastifyRequest): Promise<Principal | null> {
  const principal = await app.people.principalOf(headersOf(request));
  if (principal?.kind === "user" && request.method !== "GET" && !isOwnOrigin(app, request)) {
    throw new Problem("forbidden", "this request comes from another site", {
      mend: "send it from the pages of this server, or use a token",
    });
  }
  return principal;
}

function isOwnOrigin(app: App, request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  if (typeof site === "string" && site !== "same-origin" && site !== "none") return false;
  const { origin } = request.headers;
  // A browser says one of the two with whatever could change something; what says neither is no browser we trust with a cookie.
  if (origin === undefined) return site !== undefined;
  return origin === new URL(app.options.publicUrl).origin || origin === `${request.protocol}://${request.headers.host}`;
}

function checkedKey(key: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new Problem("invalid-input", "an Idempotency-Key has 1 to 200 visible ASCII characters");
}
