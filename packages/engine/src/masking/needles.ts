import { Buffer } from "node:buffer";
import { base64Needles } from "./base64-needles.ts";
import { htmlNeedles, jsonNeedles, shellNeedles, urlNeedles } from "./text-needles.ts";

/** Lines of a multi-line secret that are shorter than this are masked only within the whole. */
const shortestLine = 8;

/**
 * The texts that give a secret away: its value, what the usual encodings make of it, and each line
 * of a value of several lines. `value` has no white space around it.
 */
export function needlesOf(value: string): ReadonlySet<string> {
  const needles = new Set(encodings(value));
  if (!/[\r\n]/.test(value)) return needles;

  const lines = value.split(/\r\n|\r|\n/);
  for (const lineEnd of ["\n", "\r\n"]) {
    for (const needle of encodings(lines.join(lineEnd))) needles.add(needle);
  }
  for (const line of lines) {
    const bare = line.trim();
    // A rule such as "--------" says nothing of the secret, and stands in many a log.
    if (bare.length < shortestLine || new Set(bare).size < 3) continue;
    for (const needle of textForms(bare)) needles.add(needle);
  }
  return needles;
}

function encodings(value: string): string[] {
  return [...textForms(value), ...base64Needles(Buffer.from(value, "utf8"))];
}

function textForms(value: string): string[] {
  return [value, ...urlNeedles(value), ...jsonNeedles(value), ...shellNeedles(value), ...htmlNeedles(value)];
}
