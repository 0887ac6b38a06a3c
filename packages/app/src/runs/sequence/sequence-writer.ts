import { closeSync, existsSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { environmentError } from "@headrace/engine";
import { readWritten } from "./read-written.ts";
import {
  type AttemptName,
  isName,
  keyOf,
  type NameRecord,
  nameRecords,
  recordSize,
  type SequenceRecord,
  writeRecord,
} from "./sequence-format.ts";

export interface SequenceWriter {
  /** Gives the lines their place: the number of the first one in the execution. */
  add(attempt: AttemptName, lines: NewLines): number;
  /** How many lines of the attempt have a place. */
  covered(attempt: AttemptName): number;
  /** Returns when all can be read by others. */
  flush(): void;
  /** Flushes. Idempotent. */
  close(): void;
}

export interface NewLines {
  readonly firstLine: number;
  readonly count: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Records held in memory at most; and for so many milliseconds, as the logs hold their lines. */
const mostHeld = 256;
const flushDelay = 40;
/** Milliseconds of lines that one record may span. */
const recordSpan = 50;
/** What a record's count can hold. */
const mostLines = 2 ** 32 - 1;

/**
 * Goes on with what is there. A disk that fails is told by `onFault`, once: the lines themselves are in the logs, and
 * only their order is not kept any more.
 */
export function openSequenceWriter(path: string, onFault: (error: Error) => void): SequenceWriter {
  let file: number | undefined;
  let failed = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let held: (SequenceRecord | NameRecord)[] = [];
  const { names, ends, ...written } = readWritten(path);
  /** Of all records, the held ones included. */
  let { total, nextLine } = written;

  function push(record: SequenceRecord | NameRecord): void {
    held.push(record);
    total += 1;
  }

  function nameOf(attempt: AttemptName): number {
    const key = keyOf(attempt);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = total;
    names.set(key, name);
    for (const record of nameRecords(attempt, nextLine)) push(record);
    return name;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (held.length === 0) return;
    const records = held;
    held = [];
    if (failed) return;
    try {
      file ??= openFile(path);
      const bytes = Buffer.allocUnsafe(records.length * recordSize);
      for (const [index, record] of records.entries()) writeRecord(bytes, index * recordSize, record);
      writeAll(file, bytes);
    } catch (cause) {
      failed = true;
      onFault(environmentError(cause, `write ${path}`));
    }
  }

  return {
    add(attempt, { firstLine, count, at }) {
      const name = nameOf(attempt);
      // The log keeps lines that nobody was told of: rests of very long ones. They come with the next.
      const from = Math.min(firstLine, (ends.get(name) ?? 0) + 1);
      const lines = firstLine + count - from;
      const last = held.at(-1);
      const line = nextLine;
      nextLine += lines;
      ends.set(name, firstLine + count - 1);
      if (
        last !== undefined &&
        !isName(last) &&
        last.name === name &&
        last.firstLine + last.count === from &&
        at - last.at < recordSpan &&
        last.count + lines < mostLines
      ) {
        held[held.length - 1] = { ...last, count: last.count + lines };
      } else if (lines > 0) {
        push({ name, firstLine: from, count: lines, line, at });
      }
      if (held.length >= mostHeld) flush();
      else if (!closed) timer ??= setTimeout(flush, flushDelay);
      return line + firstLine - from;
    },
    covered(attempt) {
      const name = names.get(keyOf(attempt));
      return name === undefined ? 0 : (ends.get(name) ?? 0);
    },
    flush,
    close() {
      flush();
      closed = true;
      if (file === undefined) return;
      closeSync(file);
      file = undefined;
    },
  };
}

/** The logs' directory is there before the first line has a place, but for an execution that is mended without logs. */
function openFile(path: string): number {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
  return openSync(path, "a");
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written);
  }
}
