import { Buffer } from "node:buffer";
import type { FileHandle } from "node:fs/promises";
import { type IndexEntry, readIndexEntry } from "./index-format.ts";

const chunkSize = 256 * 1024;
const lineFeed = 10;

/** Reads an index as it grows. */
export interface IndexReader {
  /** Gives the entries added since the last call. False when one is damaged: what follows means nothing. */
  read(take: (entry: IndexEntry) => void): Promise<boolean>;
}

export function createIndexReader(file: FileHandle): IndexReader {
  let position = 0;
  let isFirst = true;

  async function read(take: (entry: IndexEntry) => void): Promise<boolean> {
    for (;;) {
      const buffer = Buffer.allocUnsafe(chunkSize);
      const { bytesRead } = await file.read(buffer, 0, chunkSize, position);
      const bytes = buffer.subarray(0, bytesRead);
      // What follows the last line feed is still being written, or was cut off by a crash.
      const end = bytes.lastIndexOf(lineFeed) + 1;
      if (end === 0) return bytesRead < chunkSize;
      for (const line of bytes.toString("utf8", 0, end - 1).split("\n")) {
        const entry = readIndexEntry(line);
        if (entry === null || isFirst !== (entry.kind === "start")) return false;
        isFirst = false;
        take(entry);
      }
      position += end;
      if (bytesRead < chunkSize) return true;
    }
  }

  return { read };
}
