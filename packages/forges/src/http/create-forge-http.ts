import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { answeredLimit } from "./answered-limit.ts";
import { type ForgeClock, systemClock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import { createExchanges } from "./exchanges.ts";
import { explainAnswer, type Mends } from "./explain-answer.ts";
import { explainFault } from "./explain-fault.ts";
import { followRedirects, type RedirectRules } from "./follow-redirects.ts";
import { ForgeError } from "./forge-error.ts";
import type { ForgeHttp, ForgeRequest } from "./forge-http.ts";
import { createKnownAnswers, type KnownAnswers } from "./known-answers.ts";
import { createPace } from "./pace.ts";
import { parseAnswer } from "./parse-answer.ts";
import { plainTransport } from "./plain-transport.ts";
import { readStream, readText } from "./read-body.ts";
import type { RequestBudget } from "./request-budget.ts";
import { addressOf, bodyOf, readBaseUrl, watched } from "./request-parts.ts";
import { pauseBeforeRetry } from "./retry.ts";
import { sentSecrets } from "./sent-secrets.ts";
import type { Attempted, OutgoingRequest, Transport } from "./transport.ts";

export interface ForgeHttpOptions extends RedirectRules {
  /** The forge's name in messages: `Bitbucket Cloud`. */
  readonly forge: string;
  /** Encrypted, unless private hosts are allowed. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the forge does not say what is left. */
  readonly budget?: RequestBudget;
  /** Whether the forge counts no request that it answers by "not modified"; it does unless said. */
  readonly unchangedIsFree?: boolean;
  /** Shared by many clients, to bound what all of them remember; its own unless said. */
  readonly known?: KnownAnswers;
  readonly mends?: Mends;
  /** Who makes its attempts, of the base URL without a slash at its end; one after the other unless said. */
  readonly createTransport?: (baseUrl: string) => Transport;
  /** Milliseconds until an answer must have begun, and one of JSON ended; 30,000 unless said. */
  readonly timeout?: number;
  /** How often a request is made at most; 4 unless said. */
  readonly attempts?: number;
  /** Milliseconds that a request is held back for a limit, rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
  /** Bytes of an answer of JSON; 16 MiB unless said. */
  readonly largestAnswer?: number;
  /** Bytes of an answer that is given as a stream; 256 MiB unless said. */
  readonly largestStream?: number;
  /** Milliseconds until an answer that is given as a stream must have ended; ten minutes unless said. */
  readonly longestStream?: number;
  readonly clock?: ForgeClock;
  readonly random?: () => number;
}

const mostOfRefusal = 65_536;

interface Attempt<Value> {
  readonly sent: OutgoingRequest;
  /** From one. */
  readonly number: number;
  readonly use: (answer: IncomingMessage) => Value | Promise<Value>;
}

/** Throws `invalid-argument` for a base URL to which no token may go. */
export function createForgeHttp(options: ForgeHttpOptions): ForgeHttp {
  const { forge, credentials, attempts = 4, longestWait = 20_000, timeout = 30_000 } = options;
  const { clock = systemClock, random = Math.random, largestAnswer = 16 << 20, largestStream = 256 << 20 } = options;
  const { longestStream = 10 * 60_000, createTransport = () => plainTransport } = options;
  const base = readBaseUrl(options);
  const transport = createTransport(base);
  const pace = createPace({ clock, budget: options.budget, longestWait, forge });
  const exchanges = createExchanges();
  const { known = createKnownAnswers(), unchangedIsFree = false } = options;
  // What one token is shown is never given to another.
  const client = randomUUID();

  /** Makes a request until it is answered as expected; `use` may read what it gives. */
  async function ask<Value>(request: ForgeRequest, use: (answer: IncomingMessage) => Value | Promise<Value>) {
    const { method = "GET", signal } = request;
    const { body, headers } = bodyOf(request);
    return await transport<Value>({
      request: {
        method,
        url: addressOf(base, request),
        headers: { accept: "application/json", ...options.headers, ...headers, ...request.headers },
        body,
      },
      signal,
      async attempt(sent, number) {
        try {
          await pace.turn(signal);
          return await attempt(request, { sent, number, use });
        } catch (error) {
          return { kind: "fault", error };
        }
      },
      async mayRepeat(error, number) {
        signal?.throwIfAborted();
        if (number >= attempts) return false;
        const renewed = error instanceof ForgeError && error.status === 401 && number === 1 && credentials.renew();
        const pause = renewed ? 0 : pauseBeforeRetry({ error, method, number, random, longestWait });
        if (pause === undefined) return false;
        await clock.sleep(pause, signal);
        return true;
      },
    });
  }

  async function attempt<Value>(
    request: ForgeRequest,
    { sent, number, use }: Attempt<Value>,
  ): Promise<Attempted<Value>> {
    const { signal, expect = [] } = request;
    const { method, url } = sent;
    const what = `${method} ${url.pathname} of ${forge}`;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), timeout);
    try {
      const authorization = await credentials.authorization(signal);
      const answer = await followRedirects(
        exchanges,
        {
          ...sent,
          // A long body is no silence: the time begins again with each part of it.
          body: watched(sent.body, () => void timer.refresh()),
          authorization,
          base: new URL(base),
          silence: timeout,
          signal: signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]),
        },
        options,
      );
      const { statusCode: status = 0, headers } = answer;
      // What a first attempt removed, a second one does not find.
      const gone = method === "DELETE" && number > 1 && status === 404;
      if ((status >= 200 && status < 300) || expect.includes(status) || gone) {
        return { kind: "answered", value: await use(answer) };
      }
      const text = await readText(answer, mostOfRefusal).catch(() => "");
      const retryAfter = answeredLimit({ status, headers, text }, clock.now());
      if (retryAfter !== undefined && status !== 503) pace.hold(retryAfter);
      const secrets = [...credentials.secrets(), ...sentSecrets(request)];
      const error = explainAnswer({ what, status, text, retryAfter, secrets, mends: options.mends ?? {} });
      return { kind: "refused", error, answer: { status, headers, text } };
    } catch (error) {
      signal?.throwIfAborted();
      throw explainFault(error, what, patience.signal.aborted ? timeout : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async json(request, schema) {
      const url = addressOf(base, request);
      const { method = "GET" } = request;
      const name = `${client} ${url.href}`;
      const before = method === "GET" ? known.get(name) : undefined;
      const text = await ask(
        before === undefined
          ? request
          : {
              ...request,
              headers: { ...request.headers, "if-none-match": before.etag },
              expect: [...(request.expect ?? []), 304],
            },
        async (answer) => {
          const read = await readText(answer, largestAnswer);
          if (answer.statusCode === 304 && before !== undefined) {
            if (unchangedIsFree) await pace.giveBack();
            return before.text;
          }
          const { etag } = answer.headers;
          if (method === "GET" && etag !== undefined) known.set(name, { etag, text: read });
          return read;
        },
      );
      return parseAnswer(text, schema, `${method} ${url.pathname} of ${forge}`);
    },
    async jsonWithHeaders(request, schema) {
      const { text, headers } = await ask(request, async (answer) => ({
        text: await readText(answer, largestAnswer),
        headers: answer.headers,
      }));
      const { method = "GET" } = request;
      const what = `${method} ${addressOf(base, request).pathname} of ${forge}`;
      return { value: parseAnswer(text, schema, what), headers };
    },
    async send(request) {
      await ask(request, (answer) => readText(answer, largestAnswer));
    },
    open: (request) =>
      ask(request, (answer) => ({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        body: readStream(answer, {
          largest: request.largest ?? largestStream,
          longest: longestStream,
          what: `${request.method ?? "GET"} ${addressOf(base, request).pathname} of ${forge}`,
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        }),
        discard: () => void answer.destroy(),
      })),
    close: () => exchanges.close(),
  };
}
