import type { z } from "zod";
import { ForgeError } from "./forge-error.ts";

/** Reads an answer of JSON through its schema. Throws `forge-answer-unreadable`, with the place and never the value. */
export function parseAnswer<Schema extends z.ZodType>(text: string, schema: Schema, what: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text, what));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw unreadable(`the answer to ${what} has another form than expected${place}`);
}

const writtenNul = "\\u0000";

/** No text that PostgreSQL keeps may hold the character. */
function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\ufffd") : value;
}

function parseJson(text: string, what: string): unknown {
  try {
    return text.includes(writtenNul) ? JSON.parse(text, withoutNul) : JSON.parse(text);
  } catch {
    throw unreadable(`the answer to ${what} is not JSON`);
  }
}

function unreadable(message: string): ForgeError {
  return new ForgeError("forge-answer-unreadable", message, {
    mend: "look whether the connection's base URL is the forge's own address, and not a proxy's",
  });
}
