import { Problem } from "../problems/problem.ts";

/** The text of a body, with the JSON in it: itself, or a form's field `payload`. Throws `invalid-input`. */
export function textOfBody(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new Problem("invalid-input", "the body is not UTF-8", { cause, mend: "send JSON in UTF-8" });
  }
}

/** Throws `invalid-input`. */
export function payloadOf(text: string, contentType = ""): unknown {
  const isForm = contentType.toLowerCase().startsWith("application/x-www-form-urlencoded");
  const json = isForm ? (new URLSearchParams(text).get("payload") ?? "") : text;
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Problem("invalid-input", "the body is not JSON", { mend: "let the sender send application/json", cause });
  }
}
