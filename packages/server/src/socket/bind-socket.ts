import type { IncomingMessage } from "node:http";
import { type App, type Principal, Problem, sayFault } from "@headrace/app";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { isOwnOrigin } from "../rest/own-origin.ts";
import { followLogs, type LogSocket } from "./follow-logs.ts";
import { type ClientEvents, errorOf, type ServerEvents, subscription, unsubscription } from "./protocol.ts";

const path = "/socket.io";
/** Bytes of one message of a client. */
const largestMessage = 16 * 1024;
/** Executions that one connection follows at once. */
const mostFollowed = 50;
/** Milliseconds in which a connection has to say who it is. */
const greeting = 10_000;

/** The log subscription protocol of docs/live.md, on the same HTTP server. */
export async function bindSocket(server: FastifyInstance, app: App): Promise<void> {
  const { Server } = await import("socket.io");
  const io = new Server<ClientEvents, ServerEvents>(server.server, {
    path,
    serveClient: false,
    maxHttpBufferSize: largestMessage,
    connectTimeout: greeting,
    allowRequest: (request, decide) => decide(null, mayConnect(app, request)),
  });
  io.use((socket, next) => {
    principalOf(app, socket).then(
      (principal) => (principal === null ? next(refusal()) : next()),
      (error: unknown) => {
        server.log.error({ err: error }, "a socket could not be let in");
        next(new Error("unavailable"));
      },
    );
  });
  io.on("connection", (socket) => serveSocket(app, socket));
  server.addHook("preClose", async () => {
    io.disconnectSockets(true);
    io.engine.close();
  });
}

/** A browser sends its cookie whichever page asks: only pages of this server may. */
function mayConnect(app: App, request: IncomingMessage): boolean {
  const { headers } = request;
  if (headers.cookie === undefined) return true;
  const site = headers["sec-fetch-site"];
  if (headers.origin === undefined) return site === undefined || site === "same-origin" || site === "none";
  return isOwnOrigin(app, { headers, protocol: "encrypted" in request.socket ? "https" : "http" });
}

/** A token in `auth`, else the session of the cookie. */
async function principalOf(app: App, { handshake }: LogSocket): Promise<Principal | null> {
  const { token } = handshake.auth;
  const { cookie } = handshake.headers;
  return await app.people.principalOf(typeof token === "string" ? { authorization: `Bearer ${token}` } : { cookie });
}

function refusal(): Error {
  const problem = new Problem("unauthenticated", "you are not signed in", {
    mend: "sign in, or connect with `auth: { token }`",
  });
  // `data` is what the client is given beside the message.
  return Object.assign(new Error(problem.message), { data: errorOf({}, problem) });
}

function serveSocket(app: App, socket: LogSocket): void {
  const followed = new Map<string, AbortController>();

  const refuse = (problem: Problem, data: unknown): void => {
    const executionId = typeof data === "object" && data !== null ? Reflect.get(data, "execution_id") : undefined;
    socket.emit("log_error", errorOf(typeof executionId === "string" ? { execution_id: executionId } : {}, problem));
  };
  const parsed = <Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> | undefined => {
    const result = schema.safeParse(data, { error: sayFault });
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const message = issue === undefined ? "the data is wrong" : `${issue.path.join(".") || "data"}: ${issue.message}`;
    refuse(new Problem("invalid-input", message, { mend: "see docs/live.md" }), data);
    return undefined;
  };

  socket.on("subscribe_logs", (data) => {
    const wanted = parsed(subscription, data);
    if (wanted === undefined) return;
    const id = wanted.execution_id;
    // Asked for again, it begins anew.
    followed.get(id)?.abort();
    followed.delete(id);
    if (followed.size >= mostFollowed) {
      refuse(
        new Problem("limit-reached", `one connection follows at most ${mostFollowed} executions`, {
          mend: "send `unsubscribe_logs` for one of them first",
        }),
        data,
      );
      return;
    }
    const stop = new AbortController();
    followed.set(id, stop);
    const following = { app, socket, signal: stop.signal, principal: () => principalOf(app, socket) };
    followLogs(following, wanted).then(
      () => {
        if (followed.get(id) === stop) followed.delete(id);
      },
      socket.disconnect.bind(socket, true),
    );
  });
  socket.on("unsubscribe_logs", (data) => {
    const { execution_id: id } = parsed(unsubscription, data) ?? {};
    if (id === undefined) return;
    followed.get(id)?.abort();
    followed.delete(id);
  });
  socket.on("disconnect", () => {
    for (const stop of followed.values()) stop.abort();
    followed.clear();
  });
}
