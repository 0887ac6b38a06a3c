import { Buffer, isUtf8 } from "node:buffer";
import { closeSync, fdatasyncSync } from "node:fs";
import {
  type Clock,
  environmentError,
  type LogMark,
  type LogPiece,
  type LogPlace,
  type LogWriter,
  type OutputStream,
} from "@headrace/engine";
import type { HeadraceError } from "@headrace/pipeline";
import { type StreamRun, writeIndexEntry, writeStreams } from "./index-format.ts";
import type { LogFiles } from "./log-file-name.ts";
import { createFile, hasIndex, openIndex, writeAll } from "./log-file-output.ts";
import { createMarkLimit } from "./mark-limit.ts";
import { addShortLog } from "./short-logs.ts";

/** What may be lost when the process is killed: this much, or what came within `flushDelay`. */
const bufferSize = 256 * 1024;
/** Enough for most logs. Larger ones fill it at once, and get all of it. */
const smallBufferSize = 8 * 1024;
/** A log of at most so many bytes, that is UTF-8, stands in its index, or is a short one where it is over at once. */
const mostInIndex = 4 * 1024;
/** Milliseconds; a viewer in another process sees a line this long after it was written. */
const flushDelay = 40;
/** A block of the index: any line is found by reading one. */
const blockSize = 32 * 1024;
/** Milliseconds; the grain of the times of lines. */
const blockSpan = 50;

export interface FileLogWriterOptions {
  readonly files: LogFiles;
  readonly clock: Clock;
  /** Flush to the disk itself, not only to the system. */
  readonly durable: boolean;
}

/**
 * Writes a log and its index with few large system calls, which wait for the disk: a program that
 * writes faster than the disk is slowed down by its full pipe, and nothing piles up in memory.
 *
 * `append` is called while output is read, where an error would have nobody to go to: a fault of the
 * disk is kept and thrown once, by the next `flush` or `close`, and what comes after it is not kept.
 */
export function createFileLogWriter({ files, clock, durable }: FileLogWriterOptions): LogWriter {
  const what = `write the log ${files.log}`;
  /** Made for what is not over at once. An earlier writer may have left one, which others would take for this one's. */
  let indexFile = hasIndex(files, what) ? openIndex(files, what) : undefined;
  /** Made for what is too much for the index. */
  let logFile: number | undefined;
  /** What the index holds of the log, as long as that has no file. */
  let inIndex = Buffer.alloc(0);
  const start = clock.now();
  let nextLine = 1;
  let failure: HeadraceError | null = null;
  let isFailureTold = false;
  let closed = false;
  // Also for one who says nothing: others see that there is a log.
  let timer: NodeJS.Timeout | undefined = setTimeout(writeBuffered, flushDelay);

  let buffer: Buffer | undefined;
  let used = 0;
  let bufferedSince = start;
  let index: string[] = [writeIndexEntry({ kind: "start", at: start })];
  const marks = createMarkLimit();

  /** How the log ends now: after a line feed, in a line that may go on, or in a line without an end. */
  let tail: "ended" | "unended" | OutputStream = "ended";
  let block = emptyBlock(start);
  let lastBlockAt = start;

  function closeBlock(): void {
    if (block.bytes === 0) return;
    const { lines, bytes, at, runs } = block;
    index.push(writeIndexEntry({ kind: "block", lines, bytes, delay: at - lastBlockAt, streams: writeStreams(runs) }));
    lastBlockAt = at;
    block = emptyBlock(at);
  }

  /** Puts bytes into the block that is being made, and into the buffer or straight into the file. */
  function put(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (used === 0) bufferedSince = clock.now();
    block.bytes += bytes.length;
    if (bytes.length > bufferSize) {
      writeBuffered(bytes);
      return;
    }
    buffer = withRoom(used + bytes.length);
    bytes.copy(buffer, used);
    used += bytes.length;
    timer ??= setTimeout(writeBuffered, flushDelay);
  }

  function withRoom(size: number): Buffer {
    if (buffer !== undefined && size <= buffer.length) return buffer;
    const larger = Buffer.allocUnsafeSlow(size <= smallBufferSize ? smallBufferSize : bufferSize);
    buffer?.copy(larger, 0, 0, used);
    return larger;
  }

  /** True where the index tells the bytes themselves. */
  function putInIndex(bytes: Buffer): boolean {
    if (logFile !== undefined || inIndex.length + bytes.length > mostInIndex || !isUtf8(bytes)) return false;
    if (bytes.length > 0) index.push(writeIndexEntry({ kind: "text", text: bytes.toString("utf8") }));
    inIndex = Buffer.concat([inIndex, bytes]);
    return true;
  }

  function writeLog(bytes: Buffer): void {
    if (logFile === undefined) {
      logFile = createFile(files.log);
      writeAll(logFile, Buffer.concat([inIndex, bytes]));
      inIndex = Buffer.alloc(0);
    } else {
      writeAll(logFile, bytes);
    }
  }

  /** The index first, then the bytes it tells of. */
  function writeBuffered(more?: Buffer): void {
    clearTimeout(timer);
    timer = undefined;
    closeBlock();
    if (failure === null) {
      try {
        const bytes = buffer?.subarray(0, used) ?? Buffer.alloc(0);
        const isInIndex = more === undefined && putInIndex(bytes);
        indexFile ??= openIndex(files, what);
        if (index.length > 0) writeAll(indexFile, Buffer.from(index.join(""), "utf8"));
        if (!isInIndex && bytes.length > 0) writeLog(bytes);
        if (more !== undefined) writeLog(more);
      } catch (cause) {
        failure = environmentError(cause, what);
      }
    }
    index = [];
    used = 0;
  }

  function beginLines(stream: OutputStream, lines: number): void {
    const last = block.runs.at(-1);
    if (last?.stream === stream) last.lines += lines;
    else block.runs.push({ stream, lines });
    block.lines += lines;
    nextLine += lines;
  }

  /** A line that had no end is ended, for another follows it. */
  function endLine(): void {
    put(lineFeed);
    if (block.isLongLine || block.lines === 0) closeBlock();
    tail = "ended";
  }

  function append(piece: LogPiece): LogPlace {
    const { stream, bytes } = piece;
    // The files are closed; their numbers may be somebody else's by now.
    if (closed) return { firstLine: nextLine, at: lastBlockAt };
    if (bytes.length === 0) {
      if (tail === stream && !piece.open) tail = "unended";
      return { firstLine: nextLine, at: lastBlockAt };
    }
    if (used + bytes.length + 1 > bufferSize) writeBuffered();
    const now = Math.max(clock.now(), lastBlockAt);
    if (used > 0 && now - bufferedSince >= blockSpan) writeBuffered();

    let rest = bytes;
    let { lineEnds } = piece;
    let firstLine = nextLine;
    if (tail === stream) {
      firstLine = nextLine - 1;
      const end = bytes.indexOf(10);
      rest = end === -1 ? bytes.subarray(bytes.length) : bytes.subarray(end + 1);
      stamp(now);
      block.isLongLine = true;
      put(bytes.subarray(0, bytes.length - rest.length));
      if (end === -1) {
        tail = piece.open ? stream : "unended";
        return { firstLine, at: block.at };
      }
      lineEnds -= 1;
      tail = "ended";
      closeBlock();
    } else if (tail !== "ended") {
      endLine();
    }
    if (rest.length === 0) return { firstLine, at: lastBlockAt };

    if (piece.open || block.bytes >= blockSize || now - block.at >= blockSpan) closeBlock();
    stamp(now);
    const { at } = block;
    const isEnded = rest[rest.length - 1] === 10;
    beginLines(stream, lineEnds + (isEnded ? 0 : 1));
    block.isLongLine = piece.open;
    put(rest);
    if (!isEnded) tail = piece.open ? stream : "unended";
    return { firstLine, at };
  }

  /** The time of a block is that of its first byte. */
  function stamp(now: number): void {
    if (block.bytes === 0) block.at = now;
  }

  function mark(added: LogMark): void {
    if (closed) return;
    const kept = marks.take(added);
    if (kept !== null) index.push(writeIndexEntry({ kind: "mark", mark: kept }));
  }

  function flush(): void {
    if (!closed) writeOut();
  }

  function noteLeftOut(): void {
    const leftOut = marks.takeLeftOut();
    if (leftOut !== null) index.push(writeIndexEntry({ kind: "left-out", count: leftOut }));
  }

  function writeOut(): void {
    noteLeftOut();
    writeBuffered();
    if (failure === null && durable) {
      try {
        if (logFile !== undefined) fdatasyncSync(logFile);
        if (indexFile !== undefined) fdatasyncSync(indexFile);
      } catch (cause) {
        failure = environmentError(cause, what);
      }
    }
    if (failure === null || isFailureTold) return;
    isFailureTold = true;
    throw failure;
  }

  /** True when it could be kept among those that were over at once. */
  function keepShort(): boolean {
    if (indexFile !== undefined || failure !== null || used > mostInIndex) return false;
    closeBlock();
    noteLeftOut();
    if (!putInIndex(buffer?.subarray(0, used) ?? Buffer.alloc(0))) return false;
    used = 0;
    try {
      return addShortLog(files, `${index.join("")}${writeIndexEntry({ kind: "end" })}`, { durable });
    } catch (cause) {
      failure = environmentError(cause, what);
      return false;
    }
  }

  function release(isComplete: boolean): void {
    if (closed) return;
    closed = true;
    try {
      if (isComplete && keepShort()) return;
      writeBuffered();
      if (isComplete) index.push(writeIndexEntry({ kind: "end" }));
      writeOut();
    } finally {
      clearTimeout(timer);
      if (logFile !== undefined) closeSync(logFile);
      if (indexFile !== undefined) closeSync(indexFile);
      buffer = undefined;
    }
  }

  return {
    get nextLine() {
      return nextLine;
    },
    append,
    mark,
    flush,
    close: () => release(true),
    leave: () => release(false),
  };
}

const lineFeed = Buffer.from("\n");

interface Block {
  lines: number;
  bytes: number;
  at: number;
  runs: StreamRun[];
  /** It holds one line, or goes on with one, that was too long to be put together in memory. */
  isLongLine: boolean;
}

function emptyBlock(at: number): Block {
  return { lines: 0, bytes: 0, at, runs: [], isLongLine: false };
}
