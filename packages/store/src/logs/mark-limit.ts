import { Buffer } from "node:buffer";
import type { LogMark, LogMarkKind } from "@headrace/engine";

/** Marks kept of each kind. A program that prints a million warnings must not make an index of them. */
const mostMarks: Readonly<Record<LogMarkKind, number>> = {
  group: 5000,
  endgroup: 5000,
  error: 1000,
  warning: 1000,
  notice: 1000,
};
const longestText = 200;

/** Bounds the marks of one log in number and length, and counts what it leaves out. */
export interface MarkLimit {
  /** The mark as it is kept; null when there have been too many of its kind. */
  take(mark: LogMark): LogMark | null;
  /** How many were left out, when that has changed since the last call. */
  takeLeftOut(): number | null;
}

export function createMarkLimit(): MarkLimit {
  const counts: Record<LogMarkKind, number> = { group: 0, endgroup: 0, error: 0, warning: 0, notice: 0 };
  let leftOut = 0;
  let told = 0;
  return {
    take(mark) {
      if (counts[mark.kind] >= mostMarks[mark.kind]) {
        leftOut += 1;
        return null;
      }
      counts[mark.kind] += 1;
      return { ...mark, text: cutText(mark.text) };
    },
    takeLeftOut() {
      if (told === leftOut) return null;
      told = leftOut;
      return leftOut;
    },
  };
}

function cutText(text: string): string {
  if (Buffer.byteLength(text, "utf8") <= longestText) return text;
  const bytes = Buffer.from(text.slice(0, longestText), "utf8").subarray(0, longestText);
  // A character that the cut went through is left out whole.
  return bytes.toString("utf8").replace(/\ufffd+$/, "");
}
