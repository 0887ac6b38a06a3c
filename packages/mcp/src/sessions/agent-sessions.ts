import { randomBytes } from "node:crypto";
import { Problem } from "@headrace/app";
import { z } from "zod";
import type { AgentServerOptions } from "../create-agent-server.ts";
import { type AgentRequest, serveAgentRequest } from "../serve-request.ts";
import { type AgentSession, openSession } from "./agent-session.ts";

/**
 * Agents over HTTP. With a protocol of 2025 a client says once what it can do and a call is asked about and given up by
 * requests of their own, so that something has to be kept between two: a session, which belongs to one token. With the
 * protocol of today each request says all of it, and nothing is kept.
 */
export interface AgentSessions {
  /** Answers a request; throws `not-found` for a session that has ended. */
  serve(request: AgentRequest, asking: SessionAsking): Promise<void>;
  /** Ends the sessions of whoever may no more; to be called when rights have changed. */
  review(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionAsking {
  /** The token and what it chose: a session is for requests with the same. */
  readonly owner: string;
  /** The token's, of whose sessions there is a limit. */
  readonly ownerGroup: string;
  readonly server: AgentServerOptions;
  /** Called once it is known that the request is answered here, and nothing was thrown. */
  begin(): void;
  /** Whether the token is still good. */
  isAllowed(): Promise<boolean>;
}

export interface AgentSessionsOptions {
  now(): number;
  /** Of one token; the one that rested longest is ended for a further one. 10 unless said. */
  readonly mostOfOne?: number;
  /** Of all tokens; a further client is served without one. 200 unless said: each takes up to half a megabyte. */
  readonly most?: number;
}

/** Milliseconds without a request after which one is ended: a working day. */
const longestRest = 8 * 60 * 60_000;
/** Between two looks for those that rested too long, or whose token has expired. Milliseconds. */
const interval = 60_000;

interface Held {
  readonly session: AgentSession;
  readonly group: string;
  isAllowed(): Promise<boolean>;
}

export function createAgentSessions({ now, mostOfOne = 10, most = 200 }: AgentSessionsOptions): AgentSessions {
  // Other processes of the same server know theirs by other beginnings.
  const prefix = `${randomBytes(9).toString("base64url")}.`;
  const held = new Map<string, Held>();
  const timer = setInterval(() => void review(), interval).unref();

  async function end(id: string): Promise<void> {
    const { session } = held.get(id) ?? {};
    held.delete(id);
    await session?.close();
  }

  async function review(): Promise<void> {
    for (const [id, { session, isAllowed }] of held) {
      const rests = !session.isBusy && now() - session.usedAt > longestRest;
      if (rests || !(await isAllowed().catch(() => true))) await end(id);
    }
  }

  /** Undefined where there are too many, none of which rests. */
  async function begin({ owner, ownerGroup, server, isAllowed }: SessionAsking): Promise<AgentSession | undefined> {
    const own = [...held.values()].filter(({ group }) => group === ownerGroup).map(({ session }) => session);
    if (own.length >= mostOfOne) {
      const [oldest] = own.filter(({ isBusy }) => !isBusy).toSorted((one, other) => one.usedAt - other.usedAt);
      if (oldest === undefined) return undefined;
      await end(oldest.id);
    }
    if (held.size >= most) return undefined;
    const id = prefix + randomBytes(24).toString("base64url");
    const session = await openSession({ id, owner, server, now, ended: () => held.delete(id) });
    held.set(id, { session, group: ownerGroup, isAllowed });
    return session;
  }

  /** Undefined where there is none to be had, and the request is served by itself. */
  async function sessionFor({ request, body }: AgentRequest, asking: SessionAsking): Promise<AgentSession | undefined> {
    const { "mcp-session-id": named } = request.headers;
    if (typeof named !== "string") return handshake.safeParse(body).success ? await begin(asking) : undefined;
    const found = held.get(named);
    if (found?.session.owner === asking.owner) return found.session;
    // That of another process, which may have been this server's before it was started anew.
    if (!named.startsWith(prefix)) return undefined;
    throw new Problem("not-found", "this session has ended", { mend: "begin another one by `initialize`" });
  }

  return {
    async serve(request, asking) {
      // Nothing is sent but in answer to a request: the stream that GET opens would stay empty.
      const session = request.request.method === "GET" ? undefined : await sessionFor(request, asking);
      asking.begin();
      if (session === undefined) return await serveAgentRequest(request, asking.server);
      await session.serve(request, asking.server);
    },
    review,
    async close() {
      clearInterval(timer);
      await Promise.all([...held.keys()].map(end));
    },
  };
}

const handshake = z.object({ method: z.literal("initialize") });
