import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Attempted, Call, Transport } from "../http/index.ts";
import type { SentOptions } from "./octokit.ts";

/**
 * Has requests made by Octokit, which lines up changes and searches, and repeats what a call lets it repeat. Each of its attempts
 * is one of the client's own, with all that guards and counts it, and what came of the last one counts. Credentials never
 * reach Octokit.
 */
export function createOctokitTransport(baseUrl: string): Transport {
  const id = randomUUID();
  const load = async () => {
    const { createOctokit, crowdedOut } = await import("./octokit.ts");
    return { octokit: createOctokit({ baseUrl, id }), crowdedOut };
  };
  let loading: ReturnType<typeof load> | undefined;

  async function make<Value>(call: Call<Value>): Promise<Value> {
    loading ??= load();
    const { octokit, crowdedOut } = await loading;
    const { method, url, headers, body } = call.request;
    const attempts = createAttempts(call);
    const asked = octokit.request({
      method,
      url: templateOf(url.href.slice(baseUrl.length)),
      headers,
      ...(body === undefined ? {} : { data: body }),
      request: attempts.options,
    });
    const thrown = await asked.then(
      () => undefined,
      (error: unknown) => error,
    );
    const { last } = attempts;
    if (last === undefined) throw crowdedOut(thrown) ?? thrown;
    if (last.kind === "answered") return last.value;
    throw last.error;
  }

  return (call) => untilAborted(make(call), call.signal);
}

interface Attempts<Value> {
  readonly options: SentOptions;
  /** What came of the last one. */
  last?: Attempted<Value>;
}

function createAttempts<Value>(call: Call<Value>): Attempts<Value> {
  let number = 0;
  let judged = 0;
  const attempts: Attempts<Value> = {
    options: {
      // It is called by whoever's end gave it its turn: it is made, and counted, for who asks.
      fetch: AsyncLocalStorage.bind(async (url, { headers, body }) => {
        number += 1;
        const sent = { ...call.request, url: new URL(url), headers, body };
        const last = await call.attempt(sent, number);
        attempts.last = last;
        return responseFor(last);
      }),
      async mayRepeat() {
        const { last } = attempts;
        // Both plugins may ask.
        if (last === undefined || last.kind === "answered" || judged === number) return false;
        judged = number;
        return await call.mayRepeat(last.error, number);
      },
      parseSuccessResponseBody: false,
    },
  };
  return attempts;
}

/** An address below the base URL, in which there are no places to fill in. */
function templateOf(address: string): string {
  return address.replace(/[:{}]/g, encodeURIComponent);
}

/** What says of a limit. */
const told = ["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"] as const;
/** Statuses that have no body. https://fetch.spec.whatwg.org/#null-body-status */
const bodiless = new Set([204, 205, 304]);

/** What Octokit and its plugins need to know: of a refusal why, of what the caller expects that it came. */
function responseFor(attempted: Attempted<unknown>): Response {
  if (attempted.kind === "answered") return new Response();
  if (attempted.kind === "fault") throw attempted.error;
  const { status, headers, text = "" } = attempted.answer;
  const said = new Headers();
  for (const name of told) if (typeof headers[name] === "string") said.set(name, headers[name]);
  return new Response(bodiless.has(status) ? null : text, { status, headers: said });
}

/** What waits in one of Octokit's queues cannot be taken out: it is left, and asks nothing when its turn comes. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
