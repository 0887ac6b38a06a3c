import type { LogLine } from "@headrace/engine";
import type { LogBlock } from "./block-table.ts";
import { type LineText, lineEndLength, lineText } from "./line-text.ts";
import { linesAtHand } from "./lines-at-hand.ts";
import type { LogContent } from "./log-content.ts";
import type { LogExtent } from "./log-extent.ts";
import type { LogWindow } from "./log-window.ts";

const lineFeed = 10;

export interface ReadableLog {
  readonly content: Pick<LogContent, "bytes">;
  readonly window: LogWindow;
  readonly extent: Pick<LogExtent, "byteCount" | "block">;
}

export interface LineRange {
  readonly first: number;
  readonly last: number;
  /** Bytes of a line that are shown. */
  readonly maxLength: number;
}

/** Null when the index says what is not so. */
export async function readLogLines(log: ReadableLog, { first, last, maxLength }: LineRange): Promise<LogLine[] | null> {
  const lines: LogLine[] = [];
  for (let line = first; line <= last; ) {
    const block = log.extent.block(line);
    if (block === null) return null;
    const until = Math.min(last, block.firstLine + block.lines - 1);
    const found = await readBlock(log, block, { first: line, last: until, maxLength });
    if (found === null) return null;
    for (const each of found) lines.push(each);
    line = until + 1;
  }
  return lines;
}

async function readBlock(log: ReadableLog, block: LogBlock, range: LineRange): Promise<readonly LogLine[] | null> {
  const { window, extent } = log;
  const lines: LogLine[] = [];
  const end = Math.min(extent.byteCount, block.offset + block.bytes);
  const lastInBlock = block.firstLine + block.lines - 1;
  if (!(await window.isLineStart(block.offset, end))) return null;
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
      lines.push({ line: found, stream: block.stream(found), at: block.at, ...text });
    }
    line += atHand.skipped + atHand.texts.length;
    position += atHand.bytes;
    if (line > range.last) break;
    const lineEnd = await (line === lastInBlock ? endOfLastLine : endOfLine)(log, position, end);
    if (lineEnd === null) return null;
    if (line >= range.first) {
      const text = await textBetween(log, { start: position, end: lineEnd, maxLength: range.maxLength });
      lines.push({ line, stream: block.stream(line), at: block.at, ...text });
    }
    position = lineEnd;
  }
  return lines;
}

/** The position after the line feed. */
async function endOfLine({ window }: ReadableLog, start: number, end: number): Promise<number | null> {
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
async function endOfLastLine({ window, extent }: ReadableLog, start: number, end: number): Promise<number | null> {
  if (start >= end) return null;
  const found = (await window.from(start, end)).indexOf(lineFeed);
  if (found !== -1 && start + found + 1 < end) return null;
  return end === extent.byteCount || (await window.isLineStart(end, end)) ? end : null;
}

async function textBetween(
  { content, window }: ReadableLog,
  { start, end, maxLength }: { readonly start: number; readonly end: number; readonly maxLength: number },
): Promise<LineText> {
  const wanted = Math.min(end - start, maxLength + 4);
  let beginning = await window.from(start, start + wanted);
  if (beginning.length < wanted) beginning = await content.bytes(start, wanted);
  const whole = beginning.length === end - start;
  const lastBytes = whole ? beginning : await content.bytes(Math.max(start, end - 2), Math.min(2, end - start));
  return lineText(beginning, end - start - lineEndLength(lastBytes), maxLength);
}
