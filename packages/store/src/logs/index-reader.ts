import { Buffer } from "node:buffer";
import type { FileHandle } from "node:fs/promises";
import { type IndexEntry, readIndexEntry } from "./index-format.ts";

const chunkSize = 256 * 1024;
const lineFeed = 10;

/** Reads an index as it grows. */
export interface IndexReader {
  /** Gives the entries added since the last call. False when one is damaged: what follows means nothing. */
  read(take: (entry: IndexEntry) => void): Promise<boolean>;
  close(): Promise<void>;
}

export function createIndexReader(file: FileHandle): IndexReader {
  const take = createTaker();
  let position = 0;

  async function read(into: (entry: IndexEntry) => void): Promise<boolean> {
    for (;;) {
      const buffer = Buffer.allocUnsafe(chunkSize);
      const { bytesRead } = await file.read(buffer, 0, chunkSize, position);
      const bytes = buffer.subarray(0, bytesRead);
      // What follows the last line feed is still being written, or was cut off by a crash.
      const end = bytes.lastIndexOf(lineFeed) + 1;
      if (end === 0) return bytesRead < chunkSize;
      if (!take(bytes.toString("utf8", 0, end - 1), into)) return false;
      position += end;
      if (bytesRead < chunkSize) return true;
    }
  }

  return { read, close: () => file.close() };
}

/** Of an index that does not grow any more. */
export function createTextIndexReader(text: string): IndexReader {
  const take = createTaker();
  let lines = text.slice(0, Math.max(0, text.lastIndexOf("\n")));
  return {
    async read(into) {
      const left = lines;
      lines = "";
      return left === "" || take(left, into);
    },
    close: async () => {},
  };
}

/** Takes the entries of whole lines; false when one is damaged. */
function createTaker(): (lines: string, into: (entry: IndexEntry) => void) => boolean {
  let isFirst = true;
  return (lines, into) => {
    for (const line of lines.split("\n")) {
      const entry = readIndexEntry(line);
      if (entry === null || isFirst !== (entry.kind === "start")) return false;
      isFirst = false;
      into(entry);
    }
    return true;
  };
}
