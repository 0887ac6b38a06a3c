import type { IncomingMessage } from "node:http";
import { pinnedLookup, type ResolvedHost } from "../net/index.ts";

/** Where a host sends those who ask for a repository. `same` is the same host, and may be followed. */
export interface Redirect {
  readonly origin: string;
  readonly same?: string;
}

const question = "/info/refs?service=git-upload-pack";
const answerLimit = 20_000;

/**
 * Asks, without credentials and at the address that was judged, whether the repository has moved. Null when it has not,
 * or when that cannot be known.
 */
export async function findRedirect(url: string, host: ResolvedHost, signal: AbortSignal): Promise<Redirect | null> {
  const base = url.replace(/\/+$/, "");
  const { request } = base.startsWith("https:") ? await import("node:https") : await import("node:http");
  const answer = await new Promise<IncomingMessage | null>((resolve) => {
    const asking = request(base + question, { lookup: pinnedLookup(host), signal, timeout: answerLimit }, resolve);
    asking.on("error", () => resolve(null));
    asking.on("timeout", () => asking.destroy());
    asking.end();
  });
  if (answer === null) return null;
  answer.destroy();
  const { statusCode = 0, headers } = answer;
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return null;
  if (!URL.canParse(headers.location, base + question)) return null;
  const target = new URL(headers.location, base + question);
  const moved = target.pathname.endsWith("/info/refs") ? target.pathname.slice(0, -"/info/refs".length) : undefined;
  const { origin } = target;
  if (origin !== new URL(base).origin || moved === undefined) return { origin };
  return { origin, same: origin + moved };
}
