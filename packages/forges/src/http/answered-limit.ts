import type { IncomingHttpHeaders } from "node:http";

/**
 * What a refusal without any header is taken to last: the hosts that send none count by the hour, and GitHub wants a
 * minute at least after a secondary limit.
 */
const bareRefusal = 60_000;
/** The longest window that a host counts in: one that asks for more would be asked never again. */
const longestLimit = 3_600_000;

export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning of its body, where that was read. */
  readonly text?: string;
}

/**
 * The milliseconds that an answer asks to wait, or undefined when it asks for none. A 403 counts where its headers say
 * that it is about the rate, or its words call the limit secondary, which no header does: GitHub answers so. RFC 9110,
 * 10.2.3;
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function answeredLimit({ status, headers, text = "" }: RefusedAnswer, now: number): number | undefined {
  const told = retryAfter(headers["retry-after"], now) ?? untilReset(headers, now);
  const asked = told === undefined ? undefined : Math.min(told, longestLimit);
  switch (status) {
    case 429:
      return asked ?? bareRefusal;
    case 403:
      return asked ?? (/\bsecondary rate limit/i.test(text) ? bareRefusal : undefined);
    case 503:
      return asked;
    default:
      return undefined;
  }
}

function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function untilReset(headers: IncomingHttpHeaders, now: number): number | undefined {
  const reset = headers["x-ratelimit-reset"];
  if (headers["x-ratelimit-remaining"] !== "0" || typeof reset !== "string" || !/^\d{1,12}$/.test(reset)) {
    return undefined;
  }
  return Math.max(0, Number(reset) * 1000 - now);
}
