import type { App } from "@headrace/app";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { headersOf } from "../rest/headers-of.ts";

/** The only routes of better-auth's that the world may use: what they change is a session. All else is an operation. */
const routes = [
  { method: "POST", url: "/api/auth/sign-in/email", attempts: 10 },
  { method: "POST", url: "/api/auth/sign-out", attempts: 60 },
  { method: "GET", url: "/api/auth/get-session", attempts: 600 },
  { method: "POST", url: "/api/auth/change-password", attempts: 10 },
] as const;

/** Signing in and out, with a limit on attempts from one address. */
export function bindAuth(server: FastifyInstance, app: App): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const url = new URL(request.url, app.options.publicUrl);
    const response = await app.people.handle(
      new Request(url, {
        method: request.method,
        headers: headersOf(request),
        ...(request.method === "POST" ? { body: JSON.stringify(request.body ?? {}) } : {}),
      }),
    );
    reply.status(response.status);
    for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) reply.header("set-cookie", cookies);
    return await reply.send(await response.text());
  };
  // Routes with a limit are made once the plugin that sets it is there.
  server.after(() => {
    for (const { method, url, attempts } of routes) {
      server.route({ method, url, handler, config: { rateLimit: { max: attempts, timeWindow: "1 minute" } } });
    }
  });
}
