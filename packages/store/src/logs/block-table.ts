import type { OutputStream } from "@headrace/engine";
import { type IndexBlock, readStreams } from "./index-format.ts";
import { lastAtMost } from "./last-at-most.ts";

/** A block of a log, found in the table. */
export interface LogBlock {
  /** Number of the first line that begins in it. */
  readonly firstLine: number;
  readonly lines: number;
  readonly offset: number;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly at: number;
  stream(line: number): OutputStream;
}

/** The blocks of one log, in columns: a log of 100 GB has some millions of them. */
export interface BlockTable {
  readonly lineCount: number;
  readonly byteCount: number;
  readonly lastAt: number;
  start(at: number): void;
  add(block: IndexBlock): void;
  /** The index of the block in which the line begins; -1 when there is none. */
  find(line: number): number;
  /** The index of the block in which the byte lies; -1 when there is none. */
  findOffset(offset: number): number;
  block(index: number): LogBlock | null;
}

export function createBlockTable(): BlockTable {
  const firstLines: number[] = [];
  const offsets: number[] = [];
  const times: number[] = [];
  const streams: string[] = [];
  let lineCount = 0;
  let byteCount = 0;
  let lastAt = 0;

  function add(added: IndexBlock): void {
    lastAt += added.delay;
    if (added.lines > 0 || offsets.length === 0) {
      firstLines.push(lineCount + 1);
      offsets.push(byteCount);
      times.push(lastAt);
      // The same two strings for nearly all blocks.
      streams.push(added.streams);
    }
    lineCount += added.lines;
    byteCount += added.bytes;
  }

  function find(line: number): number {
    if (line < 1 || line > lineCount) return -1;
    return lastAtMost(firstLines, line);
  }

  function findOffset(offset: number): number {
    if (offset < 0 || offset >= byteCount) return -1;
    return lastAtMost(offsets, offset);
  }

  function block(index: number): LogBlock | null {
    const firstLine = firstLines[index];
    const offset = offsets[index];
    const at = times[index];
    if (firstLine === undefined || offset === undefined || at === undefined) return null;
    const stream = readStreams(streams[index] ?? "o");
    return {
      firstLine,
      lines: (firstLines[index + 1] ?? lineCount + 1) - firstLine,
      offset,
      bytes: (offsets[index + 1] ?? byteCount) - offset,
      at,
      stream: (line) => stream(line - firstLine),
    };
  }

  return {
    get lineCount() {
      return lineCount;
    },
    get byteCount() {
      return byteCount;
    },
    get lastAt() {
      return lastAt;
    },
    start(at) {
      lastAt = at;
    },
    add,
    find,
    findOffset,
    block,
  };
}
