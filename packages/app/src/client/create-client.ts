import type { LiveEvent } from "../operations/answers.ts";
import { Problem } from "../problems/problem.ts";
import type { InputOf, OperationName, OutputOf } from "./known.ts";
import { readEvents } from "./read-events.ts";
import { problemOfEvent, readProblem } from "./read-problem.ts";
import { requestOf } from "./request-of.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { sleep } from "./sleep.ts";

export interface ClientOptions {
  /** Of the server, such as `https://headrace.example.org`. */
  readonly url: string;
  readonly token?: string;
  /** Id or slug, where the token's person belongs to several. */
  readonly organization?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key with the same input is done once. */
  readonly idempotencyKey?: string;
  /** For operations whose body is bytes. */
  readonly body?: NonNullable<RequestInit["body"]>;
  /** Such as `{ range: "bytes=100-" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a stream: the connection was lost and is being made again, or it is there again. */
  readonly onConnection?: (connection: "lost" | "back") => void;
}

/**
 * A server's operations from afar, for Node and for browsers. There, a page of the server itself is known by its session's
 * cookie and needs no token. Everything throws `Problem`: what the server said, or `unavailable` where it cannot
 * be reached; and the signal's reason when that is aborted.
 */
export interface Client {
  /** `await client.call("repositories.get", { repository })`. */
  call<Name extends OperationName>(name: Name, input: InputOf<Name>, options?: CallOptions): Promise<OutputOf<Name>>;
  /** The same for a name that is known only when it is asked; what comes back is then for the asker to check. */
  ask(name: string, input: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<unknown>;
  /** The same, with the answer as bytes. */
  askBytes(name: string, input: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<Bytes>;
  /** The answer as bytes. */
  bytes<Name extends OperationName>(name: Name, input: InputOf<Name>, options?: CallOptions): Promise<Bytes>;
  /**
   * The answer as a stream of events. A connection that is lost is made again, and the stream goes on after the last
   * event that had an id. Ends when the server ends it, and throws what the server says that has ended it early.
   */
  events<Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    options?: CallOptions,
  ): AsyncGenerator<LiveEvent, void>;
}

export interface Bytes {
  readonly body: ReadableStream<Uint8Array>;
  readonly headers: Headers;
  /** 206 for a part. */
  readonly status: number;
}

/** Milliseconds to wait before a lost stream is asked for again; the last one for every further try. */
const pauses = [100, 500, 1000, 2000, 5000];
/** Tries without a single event in between. */
const triesInVain = 12;

export function createClient({ url, token, organization }: ClientOptions): Client {
  const base = `${url.replace(/\/+$/, "")}/api/v1`;

  const send = async (name: string, input: Readonly<Record<string, unknown>>, options: CallOptions) => {
    const wire = requestOf(routeOf(name), input);
    const headers = new Headers({ ...wire.headers, ...options.headers });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (organization !== undefined) headers.set("headrace-organization", organization);
    if (options.idempotencyKey !== undefined) headers.set("idempotency-key", options.idempotencyKey);
    if (options.body !== undefined) headers.set("content-type", "application/octet-stream");
    const body = options.body ?? wire.body;
    const response = await reach(`${base}${wire.path}`, {
      method: wire.method,
      headers,
      // A token is for this server alone: none of ours leads elsewhere.
      redirect: "error",
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!response.ok) throw await readProblem(response);
    return response;
  };

  const answerOf = async (response: Response) => JSON.parse(await response.text());

  const askBytes = async (name: string, input: Readonly<Record<string, unknown>>, options: CallOptions = {}) => {
    const { body, headers, status } = await send(name, input, options);
    return { body: body ?? new Blob([]).stream(), headers, status };
  };

  return {
    // Believed: it is our server, and its tests compare each answer with the operation's schema.
    call: async (name, input, options = {}) => await answerOf(await send(name, input, options)),
    ask: async (name, input, options = {}) => await answerOf(await send(name, input, options)),
    askBytes,
    bytes: askBytes,
    async *events(name, input, options = {}) {
      let last = options.headers?.["last-event-id"];
      for (let tries = 0; ; tries += 1) {
        try {
          const response = await send(name, input, {
            ...options,
            headers: {
              accept: "text/event-stream",
              ...options.headers,
              ...(last === undefined ? {} : { "last-event-id": last }),
            },
          });
          if (tries > 0) options.onConnection?.("back");
          for await (const event of readEvents(response.body ?? new Blob([]).stream())) {
            if (event.event === "problem") throw problemOfEvent(event.data);
            tries = 0;
            last = event.id ?? last;
            yield event;
          }
          return;
        } catch (error) {
          options.signal?.throwIfAborted();
          const lost = !(error instanceof Problem) || error.code === "unavailable";
          if (!lost) throw error;
          if (tries >= triesInVain) throw unreachable(base, error);
          if (tries === 0) options.onConnection?.("lost");
        }
        await sleep(pauses[Math.min(tries, pauses.length - 1)] ?? 0, options.signal);
      }
    },
  };
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw unreachable(new URL(address).origin, error);
  }
}

function unreachable(server: string, cause: unknown): Problem {
  return new Problem("unavailable", `the server at ${server} cannot be reached`, {
    mend: "look whether it runs and whether the address is right",
    cause,
  });
}

function routeOf(name: string): Route {
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route !== undefined) return route;
  throw new Problem("internal", `the client knows no operation "${name}"`, {
    mend: "write its table anew with scripts/write-api-reference.ts",
  });
}
