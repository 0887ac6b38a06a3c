import { Buffer } from "node:buffer";
import type { OutputStream } from "../ports/executor.ts";
import type { LogPiece } from "../ports/logs.ts";

/** A line is held in memory until its end comes, or until it is this long. */
const longLine = 64 * 1024;

/**
 * Puts the lines of one stream together. Two streams never share a line: each holds its unfinished
 * line back. A line longer than `longLine` is passed on in open pieces, so that memory stays flat.
 */
export interface LineAssembler {
  write(chunk: Buffer): readonly LogPiece[];
  /** The unfinished line ends here. */
  end(): readonly LogPiece[];
  /** The end of the unfinished line, as much of it as anyone shows; empty of a line that is passed on in pieces. */
  unfinished(): Buffer;
}

const lineFeed = 10;
/** Bytes: more than a terminal has columns. */
const shownOfUnfinished = 4096;

export function createLineAssembler(stream: OutputStream): LineAssembler {
  /** The unfinished line, in the pieces in which it came: joined once, however many there are. */
  let unfinished: Buffer[] = [];
  let length = 0;
  /** The beginning of the unfinished line has been passed on. */
  let passedOn = false;

  function take(more: Buffer): Buffer {
    const bytes = length === 0 ? more : Buffer.concat([...unfinished, more]);
    unfinished = [];
    length = 0;
    return bytes;
  }

  function write(chunk: Buffer): readonly LogPiece[] {
    if (chunk.length === 0) return [];
    const pieces: LogPiece[] = [];
    const lastEnd = chunk.lastIndexOf(lineFeed);
    if (lastEnd !== -1) {
      const lines = chunk.subarray(0, lastEnd + 1);
      pieces.push({ stream, bytes: take(lines), lineEnds: countLineFeeds(lines), open: false });
      passedOn = false;
    }
    const rest = chunk.subarray(lastEnd + 1);
    if (rest.length === 0) return pieces;
    if (passedOn || length + rest.length > longLine) {
      passedOn = true;
      pieces.push({ stream, bytes: take(rest), lineEnds: 0, open: true });
      return pieces;
    }
    // A copy, so that a few bytes do not keep the whole chunk alive; and one buffer when a program
    // writes byte by byte, so that a line of many writes does not become a list of as many.
    unfinished.push(Buffer.from(rest));
    length += rest.length;
    if (unfinished.length > 64) unfinished = [Buffer.concat(unfinished)];
    return pieces;
  }

  function end(): readonly LogPiece[] {
    if (length === 0 && !passedOn) return [];
    passedOn = false;
    return [{ stream, bytes: take(Buffer.alloc(0)), lineEnds: 0, open: false }];
  }

  function unfinishedEnd(): Buffer {
    return length === 0 ? Buffer.alloc(0) : Buffer.concat(unfinished).subarray(-shownOfUnfinished);
  }

  return { write, end, unfinished: unfinishedEnd };
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}
