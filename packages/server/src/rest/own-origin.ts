import type { App } from "@headrace/app";
import type { FastifyRequest } from "fastify";

/** Whether a request that could change something comes from a page of this server, as its browser says. */
export function isOwnOrigin(app: Pick<App, "options">, request: Pick<FastifyRequest, "headers" | "protocol">): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const { origin } = request.headers;
  // A browser says one of the two with whatever could change something; what says neither is no browser we trust with a cookie.
  if (origin === undefined) return site !== undefined;
  return origin === new URL(app.options.publicUrl).origin || origin === `${request.protocol}://${request.headers.host}`;
}
