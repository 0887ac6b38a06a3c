import type { LogMark } from "@headrace/engine";
import { type BlockTable, createBlockTable, type LogBlock } from "./block-table.ts";
import type { IndexReader } from "./index-reader.ts";
import type { LogContent } from "./log-content.ts";
import type { LogWindow } from "./log-window.ts";
import { type ScanState, scanBlocks } from "./scan-blocks.ts";

const lineFeed = 10;

/** How far a log goes and where its lines lie: as its index tells, or the log itself where the index is wanting. */
export interface LogExtent {
  readonly lineCount: number;
  readonly byteCount: number;
  /** Nothing more is written to it. */
  readonly complete: boolean;
  readonly marks: readonly LogMark[];
  readonly marksLeftOut: number;
  /** The block in which the line begins. */
  block(line: number): LogBlock | null;
  /** Takes in what was written since the last look. Not twice at once. */
  look(): Promise<void>;
  /** Believes the index no more, which does not fit the log, and reads the log itself. */
  rebuild(): Promise<void>;
}

export interface LogExtentOptions {
  readonly content: LogContent;
  readonly window: LogWindow;
  readonly index: IndexReader | null;
}

export function createLogExtent({ content, window, index }: LogExtentOptions): LogExtent {
  let table: BlockTable = createBlockTable();
  let indexReader = index;
  const marks: LogMark[] = [];
  let marksLeftOut = 0;
  let complete = false;
  let lineCount = 0;
  let byteCount = 0;
  /** Set once the index has been found wanting: from there on the log itself is read. */
  let scan: ScanState | null = null;

  async function look(): Promise<void> {
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
        inLine: !(await window.isLineStart(table.byteCount, table.byteCount)),
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
    block: (line) => table.block(table.find(line)),
    look,
    async rebuild() {
      const { lastAt } = table;
      indexReader = null;
      table = createBlockTable();
      table.start(lastAt);
      scan = await scanBlocks(window, { from: { position: 0, inLine: false }, end: byteCount, add: table.add });
      lineCount = table.lineCount;
    },
  };
}
