import { ForgeError } from "./forge-error.ts";

export interface Attempt {
  readonly error: unknown;
  readonly method: string;
  /** From one. */
  readonly number: number;
  /** A number from zero up to one. */
  readonly random: () => number;
  /** Milliseconds that a request may be held back altogether. */
  readonly longestWait: number;
}

const idempotent = new Set(["GET", "HEAD", "PUT", "DELETE"]);
/** The connection was never there, so nothing was sent. */
const unsent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
const firstPause = 250;
const longestPause = 8_000;

/**
 * The milliseconds to wait before asking again, or undefined when that would not be safe or would not help. Pauses grow
 * and are drawn at random, so that clients which failed together do not come back together.
 */
export function pauseBeforeRetry(attempt: Attempt): number | undefined {
  const { error, method, random, longestWait } = attempt;
  if (!(error instanceof ForgeError)) return undefined;
  const drawn = random() * Math.min(longestPause, firstPause * 2 ** attempt.number);
  const asked = error.retryAfter === undefined ? drawn : error.retryAfter + random() * firstPause;
  if (asked > longestWait) return undefined;
  switch (error.code) {
    // Refused before it was looked at: safe for every method, but only a time that was told is worth a wait.
    case "forge-limited":
      return asked;
    case "forge-failed":
      return idempotent.has(method) && [502, 503, 504].includes(error.status ?? 0) ? asked : undefined;
    case "forge-unreachable":
      return idempotent.has(method) || unsent.has(codeOf(error.cause)) ? asked : undefined;
    default:
      return undefined;
  }
}

function codeOf(cause: unknown): string {
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
  return typeof code === "string" ? code : "";
}
