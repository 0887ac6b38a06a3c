import { Agent, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pinnedLookup, type ResolvedHost } from "@headrace/engine/net";

/** A text, or what gives the bytes anew each time that they are sent. */
export type RequestBody = string | (() => AsyncIterable<Uint8Array>) | undefined;

export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** The host as it was judged: no other address is connected to. */
  readonly host: ResolvedHost;
  /** Milliseconds of silence after which the connection is given up. */
  readonly silence: number;
  readonly signal: AbortSignal;
}

/** Single requests and answers over connections that are kept. Follows nothing and repeats nothing. */
export interface Exchanges {
  perform(exchange: Exchange): Promise<IncomingMessage>;
  close(): void;
}

/** Node's own `http` and not `fetch`, which cannot be told the address that a name was judged to stand for. */
export function createExchanges(): Exchanges {
  const plain = new Agent({ keepAlive: true });
  const secure = new SecureAgent({ keepAlive: true });
  const agentFor = ({ url, method }: Exchange) => {
    // A kept connection may be closed by the host just now; whether a POST arrived could not be told then.
    if (method === "POST" || method === "PATCH") return false;
    return url.protocol === "https:" ? secure : plain;
  };
  return {
    perform: (exchange) =>
      new Promise((resolve, reject) => {
        const { url, method, headers, body, host, silence, signal } = exchange;
        const start = url.protocol === "https:" ? requestSecure : requestPlain;
        const asking = start(url, { method, headers, signal, agent: agentFor(exchange), lookup: pinnedLookup(host) });
        asking.setTimeout(silence, () => asking.destroy(new SilenceError()));
        asking.on("response", resolve);
        asking.on("error", reject);
        if (typeof body !== "function") return void asking.end(body);
        // The host may refuse before it has read all of it: what it answered counts then.
        pipeline(Readable.from(body(), { objectMode: false }), asking).catch(reject);
      }),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** The host said nothing for too long. */
export class SilenceError extends Error {
  readonly code = "ETIMEDOUT";
}
