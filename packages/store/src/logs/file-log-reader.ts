import { Buffer } from "node:buffer";
import { environmentError, type LogLine, type LogMark, type LogRange, type LogReader } from "@headrace/engine";
import { type BlockTable, createBlockTable, type LogBlock } from "./block-table.ts";
import { createIndexReader, createTextIndexReader, type IndexReader } from "./index-reader.ts";
import { lineEndLength, lineText } from "./line-text.ts";
import { linesAtHand } from "./lines-at-hand.ts";
import { createLogContent, type LogContent } from "./log-content.ts";
import type { LogFiles } from "./log-file-name.ts";
import { openIfThere, openLogSource } from "./log-source.ts";
import { createLogWindow } from "./log-window.ts";
import { type ScanState, scanBlocks } from "./scan-blocks.ts";
import { matchLog, searchLog } from "./search-log.ts";
import { findShortLog } from "./short-logs.ts";

const defaultMaxLength = 64 * 1024;
const rawChunk = 256 * 1024;
const lineFeed = 10;

/** Null when there is no log. */
export async function openFileLog(files: LogFiles): Promise<LogReader | null> {
  try {
    return await openReader(files);
  } catch (cause) {
    throw environmentError(cause, `read the log ${files.log}`);
  }
}

async function openReader(files: LogFiles): Promise<LogReader | null> {
  const file = await openIfThere(files.index);
  const log = await openLogSource(files).catch(async (cause: unknown) => {
    await file?.close();
    throw cause;
  });
  const index = file === null && log === null ? await shortIndex(files) : file && createIndexReader(file);
  if (log === null && index === null) return null;
  const content = createLogContent(log, () => openLogSource(files));
  const reader = createFileLogReader({ files, content, index });
  try {
    await reader.refresh();
    return reader;
  } catch (cause) {
    await reader[Symbol.asyncDispose]();
    throw cause;
  }
}

async function shortIndex(files: LogFiles): Promise<IndexReader | null> {
  const text = await findShortLog(files);
  return text === null ? null : createTextIndexReader(text);
}

interface OpenFiles {
  readonly files: LogFiles;
  readonly content: LogContent;
  readonly index: IndexReader | null;
}

function createFileLogReader({ files, content, index }: OpenFiles): LogReader {
  const window = createLogWindow(content);
  let table: BlockTable = createBlockTable();
  let indexReader = index;
  const marks: LogMark[] = [];
  let marksLeftOut = 0;
  let complete = false;
  let lineCount = 0;
  let byteCount = 0;
  /** Set once the index has been found wanting: from there on the log itself is read. */
  let scan: ScanState | null = null;
  let refreshing: Promise<void> | null = null;
  let closed = false;

  async function update(): Promise<void> {
    // The size first: the index is written before the log, so it then tells of every byte seen.
    await content.measure();
    window.clear();
    if (indexReader !== null) await readIndex(indexReader);
    // That the log is complete is written after its last byte, which may not have been there above.
    if (complete) await content.measure();
    const { size } = content;
    if (table.byteCount < size) {
      const from: ScanState = scan ?? {
        position: table.byteCount,
        inLine: !(await isLineStart(table.byteCount, table.byteCount)),
      };
      indexReader = null;
      if (table.lastAt === 0) table.start(await content.changedAt());
      scan = await scanBlocks(window, { from, end: size, add: table.add });
    }
    byteCount = size;
    lineCount = Math.max(lineCount, await visibleLines());
  }

  async function readIndex(reader: IndexReader): Promise<void> {
    const sound = await reader.read((entry) => {
      switch (entry.kind) {
        case "start":
          table.start(entry.at);
          break;
        case "block":
          table.add(entry);
          break;
        case "text":
          content.add(entry.text);
          break;
        case "mark":
          marks.push(entry.mark);
          break;
        case "left-out":
          marksLeftOut = entry.count;
          break;
        case "end":
          complete = true;
          break;
      }
    });
    if (!sound) indexReader = null;
  }

  /** Whether a line begins there. Reads on up to `end`, where the next bytes will be wanted. */
  async function isLineStart(position: number, end: number): Promise<boolean> {
    return position === 0 || (await window.from(position - 1, end))[0] === lineFeed;
  }

  /** Of a block that the index tells of but that is not all written, only whole lines are seen. */
  async function visibleLines(): Promise<number> {
    if (table.byteCount <= byteCount) return table.lineCount;
    const block = table.block(table.findOffset(byteCount));
    if (block === null) return 0;
    let lines = block.firstLine - 1;
    for (let position = block.offset; position < byteCount; ) {
      const bytes = await window.from(position, byteCount);
      if (bytes.length === 0) break;
      for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
      position += bytes.length;
    }
    return Math.min(lines, block.firstLine + block.lines - 1);
  }

  /** One at a time: two that overlap would read the same part of the index twice. */
  function refresh(): Promise<void> {
    refreshing ??= update()
      .catch((cause: unknown) => {
        throw environmentError(cause, `read the log ${files.log}`);
      })
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  }

  async function read({ from, limit, maxLength = defaultMaxLength }: LogRange): Promise<readonly LogLine[]> {
    await refreshing;
    const first = Math.max(1, Math.trunc(from));
    const last = Math.min(lineCount, first + Math.trunc(limit) - 1);
    try {
      const lines = await readLines(first, last, maxLength);
      if (lines !== null) return lines;
      // The index does not fit the log: it is made again, from the log.
      await rebuild();
      return (await readLines(first, Math.min(last, lineCount), maxLength)) ?? [];
    } catch (cause) {
      throw environmentError(cause, `read the log ${files.log}`);
    }
  }

  async function rebuild(): Promise<void> {
    const { lastAt } = table;
    indexReader = null;
    table = createBlockTable();
    table.start(lastAt);
    scan = await scanBlocks(window, { from: { position: 0, inLine: false }, end: byteCount, add: table.add });
    lineCount = table.lineCount;
  }

  /** Null when the index says what is not so. */
  async function readLines(first: number, last: number, maxLength: number): Promise<LogLine[] | null> {
    const lines: LogLine[] = [];
    for (let line = first; line <= last; ) {
      const block = table.block(table.find(line));
      if (block === null) return null;
      const until = Math.min(last, block.firstLine + block.lines - 1);
      if (!(await readBlock(block, { first: line, last: until, maxLength }, lines))) return null;
      line = until + 1;
    }
    return lines;
  }

  async function readBlock(
    block: LogBlock,
    range: { readonly first: number; readonly last: number; readonly maxLength: number },
    into: LogLine[],
  ): Promise<boolean> {
    const end = Math.min(byteCount, block.offset + block.bytes);
    const lastInBlock = block.firstLine + block.lines - 1;
    if (!(await isLineStart(block.offset, end))) return false;
    let position = block.offset;
    for (let line = block.firstLine; line <= range.last; line += 1) {
      // What is at hand is read without waiting; the rest, and the block's last line, which is checked, one by one.
      const atHand = linesAtHand(await window.from(position, end), {
        limit: Math.min(range.last + 1, lastInBlock) - line,
        skip: Math.max(0, range.first - line),
        maxLength: range.maxLength,
      });
      for (const [index, text] of atHand.texts.entries()) {
        const found = line + atHand.skipped + index;
        into.push({ line: found, stream: block.stream(found), at: block.at, ...text });
      }
      line += atHand.skipped + atHand.texts.length;
      position += atHand.bytes;
      if (line > range.last) break;
      const lineEnd = line === lastInBlock ? await endOfLastLine(position, end) : await endOfLine(position, end);
      if (lineEnd === null) return false;
      if (line >= range.first) {
        const text = await textBetween(position, lineEnd, range.maxLength);
        into.push({ line, stream: block.stream(line), at: block.at, ...text });
      }
      position = lineEnd;
    }
    return true;
  }

  /** The position after the line feed. */
  async function endOfLine(start: number, end: number): Promise<number | null> {
    for (let position = start; position < end; ) {
      const bytes = await window.from(position, end);
      if (bytes.length === 0) return null;
      const found = bytes.indexOf(lineFeed);
      if (found !== -1) return position + found + 1;
      position += bytes.length;
    }
    return null;
  }

  /** The last line ends with its block. Only what is at hand is looked at: it may be a gigabyte long. */
  async function endOfLastLine(start: number, end: number): Promise<number | null> {
    if (start >= end) return null;
    const found = (await window.from(start, end)).indexOf(lineFeed);
    if (found !== -1 && start + found + 1 < end) return null;
    return end === byteCount || (await isLineStart(end, end)) ? end : null;
  }

  async function textBetween(start: number, end: number, maxLength: number) {
    const wanted = Math.min(end - start, maxLength + 4);
    let beginning = await window.from(start, start + wanted);
    if (beginning.length < wanted) beginning = await readFully(start, wanted);
    const whole = beginning.length === end - start;
    const lastBytes = whole ? beginning : await readFully(Math.max(start, end - 2), Math.min(2, end - start));
    return lineText(beginning, end - start - lineEndLength(lastBytes), maxLength);
  }

  async function readFully(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const bytesRead = await content.read(bytes.subarray(filled), position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async function* raw(range?: { readonly start: number; readonly end: number }): AsyncGenerator<Buffer> {
    const end = Math.min(byteCount, range?.end ?? byteCount);
    for (let position = Math.max(0, range?.start ?? 0); position < end; ) {
      const bytes = await readFully(position, Math.min(rawChunk, end - position)).catch((cause: unknown) => {
        throw environmentError(cause, `read the log ${files.log}`);
      });
      if (bytes.length === 0) return;
      yield bytes;
      position += bytes.length;
    }
  }

  const searched = () => ({
    files,
    content: content.withoutFile,
    byteCount,
    lineCount,
    block: (line: number) => table.block(table.find(line)),
    read,
  });

  return {
    get lineCount() {
      return lineCount;
    },
    get byteCount() {
      return byteCount;
    },
    get complete() {
      return complete;
    },
    get marks() {
      return marks.filter((mark) => mark.line <= lineCount);
    },
    get marksLeftOut() {
      return marksLeftOut;
    },
    refresh,
    read,
    search: (pattern, bounds) => searchLog(pattern, { ...bounds, ...searched() }),
    match: (pattern, bounds) => matchLog(pattern, { ...bounds, ...searched() }),
    raw,
    async [Symbol.asyncDispose]() {
      if (closed) return;
      closed = true;
      await index?.close();
      await content.close();
    },
  };
}
