import type { Buffer } from "node:buffer";

/** What is shown of a line. */
export interface LineText {
  readonly text: string;
  /** Bytes left out. */
  readonly cut: number;
}

const lineFeed = 10;
const carriageReturn = 13;

/** How many bytes at the end of a line are its line end: `\n`, `\r\n`, or none. */
export function lineEndLength(lastBytes: Buffer): number {
  if (lastBytes[lastBytes.length - 1] !== lineFeed) return 0;
  return lastBytes[lastBytes.length - 2] === carriageReturn ? 2 : 1;
}

/**
 * @param beginning the line's first bytes, without its line end: `maxLength` and a few more, or all.
 * @param length of the whole line in bytes, without its line end.
 */
export function lineText(beginning: Buffer, length: number, maxLength: number): LineText {
  if (length <= maxLength) return { text: beginning.toString("utf8", 0, length), cut: 0 };
  let end = maxLength;
  // Not through a character: bytes that go on with one are 10xxxxxx, and there are three at most.
  for (let back = 0; back < 3 && end > 0 && ((beginning[end] ?? 0) & 0xc0) === 0x80; back += 1) end -= 1;
  if (((beginning[end] ?? 0) & 0xc0) === 0x80) end = maxLength;
  return { text: beginning.toString("utf8", 0, end), cut: length - end };
}
