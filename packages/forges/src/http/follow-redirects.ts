import type { IncomingMessage } from "node:http";
import { type AddressRules, refusePrivateAddress } from "@headrace/engine/net";
import type { Exchange, Exchanges } from "./exchanges.ts";
import { ForgeError } from "./forge-error.ts";
import { isBelow } from "./is-below.ts";

const mostRedirects = 5;

export interface Signed extends Omit<Exchange, "host"> {
  /** The header `Authorization`; sent below the base URL only. */
  readonly authorization: string;
  readonly base: URL;
}

export interface RedirectRules extends AddressRules {
  /** Whether a redirect says that the same thing has another address now: a write is made there, once. */
  readonly isMove?: (from: URL, to: URL) => boolean;
}

/**
 * Performs a request and follows where a GET is sent to. What is not below the base URL gets no credentials, as other
 * programs of somebody else may share the forge's origin, nor does the forge when the way leads back to it: who answered
 * in between may have chosen the address. It must be encrypted where the first was, and public unless the rules say
 * otherwise. Throws `forge-answer-unreadable`, `address-refused`.
 */
export async function followRedirects(exchanges: Exchanges, signed: Signed, rules: RedirectRules) {
  const { authorization, base, ...first } = signed;
  let url = first.url;
  const withCredentials = { ...first.headers, authorization };
  let headers: Readonly<Record<string, string>> = isBelow(base, url) ? withCredentials : first.headers;
  for (let followed = 0; ; followed++) {
    const host = await refusePrivateAddress(url, rules);
    const answer = await exchanges.perform({ ...first, url, headers, host });
    const target = targetOf(answer, url);
    if (answer.statusCode === 401 && url.origin === base.origin && headers === first.headers) {
      answer.destroy();
      throw refused(`it sends to ${url.origin}${url.pathname}, to which no credentials are given`);
    }
    if (target === undefined) return answer;
    if (first.method !== "GET" && (followed > 0 || !isMoved(answer, { from: url, to: target, rules }))) return answer;
    answer.destroy();
    if (followed === mostRedirects) throw refused("it sends in circles");
    if (target.origin !== url.origin) {
      if (target.protocol !== "https:" && target.protocol !== first.url.protocol) {
        throw refused(`it sends to ${target.origin}, which is not encrypted`);
      }
    }
    if (!isBelow(base, target)) headers = first.headers;
    url = target;
  }
}

/** These alone ask for the same request: the host has done nothing yet. RFC 9110, 15.4.8 */
const repeating: ReadonlySet<number | undefined> = new Set([307, 308]);

interface Move {
  readonly from: URL;
  readonly to: URL;
  readonly rules: RedirectRules;
}

function isMoved({ statusCode }: IncomingMessage, { from, to, rules }: Move): boolean {
  return repeating.has(statusCode) && to.origin === from.origin && rules.isMove?.(from, to) === true;
}

function targetOf(answer: IncomingMessage, from: URL): URL | undefined {
  const { statusCode = 0, headers } = answer;
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined;
  if (!URL.canParse(headers.location, from.href)) return undefined;
  const target = new URL(headers.location, from);
  return target.protocol === "https:" || target.protocol === "http:" ? target : undefined;
}

function refused(why: string): ForgeError {
  return new ForgeError("forge-answer-unreadable", `the forge's redirect is not followed: ${why}`, {
    mend: "look at the base URL of the connection",
  });
}
