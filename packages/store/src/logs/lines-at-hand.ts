import type { Buffer } from "node:buffer";
import { type LineText, lineEndLength, lineText } from "./line-text.ts";

const lineFeed = 10;

export interface LinesAtHand {
  /** Lines before the first wanted one. */
  readonly skipped: number;
  readonly texts: readonly LineText[];
  /** Of all these lines, with their line ends. */
  readonly bytes: number;
}

export interface LinesWanted {
  /** At most so many lines are taken. */
  readonly limit: number;
  /** So many of them are passed over first. */
  readonly skip: number;
  /** Bytes of a line that are shown. */
  readonly maxLength: number;
}

/** The whole lines at the start of `bytes`, which begins with a line. */
export function linesAtHand(bytes: Buffer, { limit, skip, maxLength }: LinesWanted): LinesAtHand {
  const texts: LineText[] = [];
  let position = 0;
  let lines = 0;
  for (; lines < limit; lines += 1) {
    const found = bytes.indexOf(lineFeed, position);
    if (found === -1) break;
    if (lines >= skip) {
      const line = bytes.subarray(position, found + 1);
      texts.push(lineText(line, line.length - lineEndLength(line), maxLength));
    }
    position = found + 1;
  }
  return { skipped: Math.min(skip, lines), texts, bytes: position };
}
