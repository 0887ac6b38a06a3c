import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { environmentError } from "@headrace/engine";
import {
  type AttemptName,
  readNames,
  readRecord,
  recordSize,
  type SequenceFiles,
  type SequenceRecord,
  writeName,
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
export function openSequenceWriter(files: SequenceFiles, onFault: (error: Error) => void): SequenceWriter {
  let opened: Opened | undefined;
  let failed = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let held: SequenceRecord[] = [];
  let newNames = "";
  const { names, ends, nextLine } = readExisting(files);
  let line = nextLine;

  function nameOf(attempt: AttemptName): number {
    const key = keyOf(attempt);
    const known = names.get(key);
    if (known !== undefined) return known;
    names.set(key, names.size);
    newNames += writeName(attempt);
    return names.size - 1;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (held.length === 0) return;
    const records = held;
    const added = newNames;
    held = [];
    newNames = "";
    if (failed) return;
    try {
      opened ??= openFiles(files);
      const bytes = Buffer.allocUnsafe(records.length * recordSize);
      for (const [index, record] of records.entries()) writeRecord(bytes, index * recordSize, record);
      // The names first: a record never tells of one that is not there.
      if (added !== "") writeAll(opened.names, Buffer.from(added, "utf8"));
      writeAll(opened.order, bytes);
    } catch (cause) {
      failed = true;
      onFault(environmentError(cause, `write ${files.order}`));
    }
  }

  return {
    add(attempt, { firstLine, count, at }) {
      const name = nameOf(attempt);
      // The log keeps lines that nobody was told of: rests of very long ones. They come with the next.
      const from = Math.min(firstLine, (ends.get(name) ?? 0) + 1);
      const lines = firstLine + count - from;
      const last = held.at(-1);
      const first = line;
      line += lines;
      ends.set(name, firstLine + count - 1);
      if (
        last?.name === name &&
        last.firstLine + last.count === from &&
        at - last.at < recordSpan &&
        last.count + lines < mostLines
      ) {
        held[held.length - 1] = { ...last, count: last.count + lines };
      } else {
        held.push({ name, firstLine: from, count: lines, line: first, at });
      }
      if (held.length >= mostHeld) flush();
      else if (!closed) timer ??= setTimeout(flush, flushDelay);
      return first + firstLine - from;
    },
    covered(attempt) {
      const name = names.get(keyOf(attempt));
      return name === undefined ? 0 : (ends.get(name) ?? 0);
    },
    flush,
    close() {
      flush();
      closed = true;
      if (opened === undefined) return;
      closeSync(opened.names);
      closeSync(opened.order);
      opened = undefined;
    },
  };
}

interface Opened {
  readonly names: number;
  readonly order: number;
}

function openFiles(files: SequenceFiles): Opened {
  mkdirSync(dirname(files.order), { recursive: true });
  const names = openSync(files.names, "a");
  try {
    return { names, order: openSync(files.order, "a") };
  } catch (cause) {
    closeSync(names);
    throw cause;
  }
}

interface Existing {
  readonly names: Map<string, number>;
  /** By name, the last line of the attempt that has a place. */
  readonly ends: Map<number, number>;
  readonly nextLine: number;
}

/** What an earlier process wrote; a record that it died at is cut off. */
function readExisting(files: SequenceFiles): Existing {
  const names = new Map<string, number>();
  const ends = new Map<number, number>();
  let nextLine = 1;
  let text: string;
  let file: number;
  try {
    text = readFileSync(files.names, "utf8");
    file = openSync(files.order, "r+");
  } catch {
    return { names, ends, nextLine };
  }
  try {
    for (const name of readNames(text)) names.set(keyOf(name), names.size);
    const size = fstatSync(file).size;
    const whole = size - (size % recordSize);
    if (whole < size) ftruncateSync(file, whole);
    const block = Buffer.allocUnsafe(4096 * recordSize);
    for (let start = 0; start < whole; start += block.length) {
      const read = readSync(file, block, 0, Math.min(block.length, whole - start), start);
      for (let offset = 0; offset < read; offset += recordSize) {
        const record = readRecord(block, offset);
        ends.set(record.name, record.firstLine + record.count - 1);
        nextLine = record.line + record.count;
      }
    }
  } finally {
    closeSync(file);
  }
  return { names, ends, nextLine };
}

function keyOf({ instance, attempt }: AttemptName): string {
  return `${attempt} ${instance}`;
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written);
  }
}
