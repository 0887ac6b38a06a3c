import { z } from "zod";
import { strikeOut } from "./credentials.ts";
import { ForgeError, type ForgeErrorCode } from "./forge-error.ts";

/** What to do about each fault; a forge says it in its own words where it can say more. */
export type Mends = Readonly<Partial<Record<ForgeErrorCode, string>>>;

export interface Refusal {
  /** What was asked: `GET /repositories/acme/shop of Bitbucket Cloud`. */
  readonly what: string;
  readonly status: number;
  /** The beginning of the answer. */
  readonly text: string;
  /** Milliseconds that the answer asks to wait. */
  readonly retryAfter: number | undefined;
  readonly secrets: readonly string[];
  readonly mends: Mends;
}

/** The error that a status stands for, with the forge's own words, quoted: they are data. */
export function explainAnswer(refusal: Refusal): ForgeError {
  const { what, status, retryAfter, mends } = refusal;
  const code = codeOf(status, retryAfter);
  const words = wordsOf(refusal);
  const said = words === undefined ? "" : `, ${JSON.stringify(words)}`;
  return new ForgeError(code, `${what} was answered by ${status}${said}`, {
    mend: status === 402 ? mendPlan : (mends[code] ?? usualMends[code]),
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function codeOf(status: number, retryAfter: number | undefined): ForgeErrorCode {
  if (status >= 500) return "forge-failed";
  switch (status) {
    case 401:
      return "forge-unauthorized";
    case 403:
      return retryAfter === undefined ? "forge-forbidden" : "forge-limited";
    // Of a write, which is not sent to wherever an answer says.
    case 301:
    case 307:
    case 308:
    case 404:
    case 410:
      return "forge-not-found";
    case 429:
      return "forge-limited";
    default:
      return status >= 400 ? "forge-refused" : "forge-answer-unreadable";
  }
}

/** Of 402: the forge wants money for it. */
const mendPlan = "look at the owner's plan on the forge's page: it does not hold this, or what it held is used up";

const usualMends: Readonly<Record<ForgeErrorCode, string>> = {
  "forge-unauthorized": "give the connection a token that is valid: this one is wrong, expired or revoked",
  "forge-forbidden": "give the token the scope that this needs, and its owner the permission",
  "forge-not-found": "look whether it was renamed or deleted, and whether the token's owner may see it",
  "forge-refused": "change what the forge complains about",
  "forge-limited": "wait until the forge takes requests again",
  "forge-unreachable": "look at the network and the connection's base URL, or try again later",
  "forge-failed": "try again later; the forge's status page may say more",
  "forge-answer-unreadable": "look whether the connection's base URL is the forge's own address, and not a proxy's",
  "forge-answer-too-large": "ask for a part of it",
};

/** Bitbucket's, GitHub's and Data Center's form of an error. */
const errorSchema = z.union([
  z.object({ error: z.object({ message: z.string(), detail: z.string().optional() }) }),
  z.object({ message: z.string() }),
  z.object({ errors: z.array(z.object({ message: z.string() })).min(1) }),
  z.object({ error_description: z.string() }),
]);

const mostWords = 300;

function wordsOf({ text, secrets }: Refusal): string | undefined {
  const parsed = errorSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const said = messageOf(parsed.data);
  const clean = strikeOut(said, secrets).replace(/\s+/g, " ").trim();
  return clean.length > mostWords ? `${clean.slice(0, mostWords)}…` : clean;
}

function messageOf(data: z.infer<typeof errorSchema>): string {
  if ("message" in data) return data.message;
  if ("errors" in data) return data.errors.map(({ message }) => message).join("; ");
  if ("error_description" in data) return data.error_description;
  const { message, detail } = data.error;
  return detail === undefined ? message : `${message}: ${detail}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
