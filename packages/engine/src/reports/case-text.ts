import type { Masker } from "../masking/masker.ts";
import { maxMessageBytes } from "./test-case.ts";
import { cutMark } from "./xml-guard.ts";

/**
 * A duration as reports write it, in milliseconds: seconds with a point (`1.5`), with a comma for the
 * decimals (`0,123`), with commas between the thousands (`1,234.5`), in powers of ten (`1.2E-4`).
 * A single comma is read as a decimal one. Zero for what is no duration.
 */
export function secondsToMilliseconds(text: string | undefined): number {
  if (text === undefined || text.length > 40) {
    return 0;
  }
  const point = text.lastIndexOf(".");
  const comma = text.lastIndexOf(",");
  const decimalComma = comma > point && text.indexOf(",") === comma;
  const plain = decimalComma ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  const seconds = Number(plain.trim().replace(/s$/, ""));
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1e6) / 1e3 : 0;
}

/**
 * The text with secrets masked, a `…` where it was cut. Before anything is cut further: of half a secret nothing would
 * be recognized any more.
 */
export function maskedText(text: string, masker: Pick<Masker, "maskText" | "maskBeginning">): string {
  if (!text.includes(cutMark)) return masker.maskText(text);
  const parts = text.split(cutMark);
  const last = parts.pop() ?? "";
  return `${parts.map((part) => `${masker.maskBeginning(part)}…`).join("")}${masker.maskText(last)}`;
}

/**
 * The message and the body of a failure as one text; many writers put the one into the other. It begins with the
 * message, since its first lines are what is shown of it: a body may begin with the test's source, or the runner's own
 * error around it.
 */
export function failureText(message: string, body: string): string {
  const long = clean(body);
  const short = withLineEnds(clean(message), long);
  const [firstLine = ""] = long.split("\n", 1);
  if (short === "" || long.startsWith(short) || firstLine.includes(short)) {
    return long;
  }
  if (long === "" || short.includes(long)) return short;
  // Of a message in paragraphs, the body is no part.
  return short.includes("\n") ? `${short}\n\n${long}` : `${short}\n${long}`;
}

/**
 * The message as it stands in the body, where it has line ends there: an attribute of XML turns them into blanks, and some
 * writers (Node's before 22) leave them out, so that words which never stood together do.
 */
function withLineEnds(message: string, body: string): string {
  if (message.includes("\n") || !body.includes("\n")) return message;
  const wanted = message.replaceAll(/\s/g, "");
  const dense = body.replaceAll(/\s/g, "").indexOf(wanted);
  if (wanted === "" || dense === -1) return message;
  const first = placeOfSign(body, dense);
  const found = body.slice(first, first + placeOfSign(body.slice(first), wanted.length - 1) + 1);
  return found.includes("\n") ? found : message;
}

/** Where the sign stands that comes after so many others, blanks not counted. */
function placeOfSign(text: string, count: number): number {
  let left = count;
  for (const { index } of text.matchAll(/\S/g)) {
    if (left === 0) return index;
    left -= 1;
  }
  return text.length;
}

/** Colour codes go; their escape character is U+FFFD by now. */
function clean(text: string): string {
  return text.replace(/\ufffd\[[0-9;]*m/g, "").trim();
}

/** The text up to `maxMessageBytes`, with whole characters, and a mark where it was cut. */
export function cutMessage(text: string): string {
  if (Buffer.byteLength(text) <= maxMessageBytes) {
    return text;
  }
  const mark = "…";
  const room = maxMessageBytes - Buffer.byteLength(mark);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  // `stream` leaves out a character that the cut has split.
  return `${decoder.decode(Buffer.from(text.slice(0, room)).subarray(0, room), { stream: true })}${mark}`;
}
