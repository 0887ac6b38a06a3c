import { Buffer, isAscii } from "node:buffer";
import { stripVTControlCharacters } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import type { Masker } from "@headrace/engine/masking";
import { openLogSource } from "./log-source.ts";

/** What `searchLog` asks this thread to do. */
export interface SearchTask {
  readonly path: string;
  /** Where it is, if it is not there. */
  readonly compressed: string;
  /** The log itself, where it has no file. */
  readonly content?: Uint8Array;
  readonly source: string;
  readonly flags: string;
  /** The line that begins at `offset`. */
  readonly blockLine: number;
  readonly offset: number;
  readonly end: number;
  /** The first and the last line to look at. */
  readonly from: number;
  readonly lastLine: number;
  readonly limit: number;
  readonly countAll: boolean;
  readonly maxLength: number;
  /** Values that are masked in what is looked at. */
  readonly hidden: readonly string[];
  /** The line being looked at, how many match, and the first of those. */
  readonly shared: Float64Array;
}

const chunkSize = 256 * 1024;
const lineFeed = 10;

async function search(task: SearchTask): Promise<void> {
  const { shared, maxLength, limit, countAll } = task;
  const masker = task.hidden.length === 0 ? null : await maskerOf(task.hidden);
  const pattern = new RegExp(task.source, task.flags);
  const { content } = task;
  const source = content === undefined ? await openLogSource({ log: task.path, compressed: task.compressed }) : null;
  const chunk = Buffer.allocUnsafe(chunkSize);
  let line = task.blockLine;
  let found = 0;
  /** The beginning of a line that did not end in its chunk. */
  let begun: Buffer = Buffer.alloc(0);
  let isBegun = false;

  async function read(size: number, position: number): Promise<number> {
    if (source !== null) return await source.read(chunk.subarray(0, size), position);
    const part = content?.subarray(position, position + size) ?? new Uint8Array();
    chunk.set(part);
    return part.length;
  }

  function look(text: string, mayHide: boolean): void {
    if (line >= task.from) {
      const shown = masker !== null && mayHide ? masker.maskText(text) : text;
      const bare = shown.endsWith("\r") ? shown.slice(0, -1) : shown;
      if (pattern.test(bare.includes("\u001b") ? stripVTControlCharacters(bare) : bare)) {
        if (found < limit) shared[2 + found] = line;
        found += 1;
        shared[1] = found;
      }
    }
    line += 1;
    shared[0] = line;
  }
  const isDone = () => (found >= limit && !countAll) || line > task.lastLine;

  shared[0] = line;
  try {
    for (let position = task.offset; position < task.end && !isDone(); ) {
      const size = await read(Math.min(chunkSize, task.end - position), position);
      if (size === 0) break;
      position += size;
      const bytes = chunk.subarray(0, size);
      // Slices of one string are far cheaper than decoding line by line.
      const text = isAscii(bytes) ? bytes.toString("latin1") : null;
      // Most chunks hold no secret: it is cheaper to ask that once than of each line.
      const mayHide = masker?.containsSecret(text ?? bytes.toString("utf8")) ?? false;
      let start = 0;
      while (start < size && !isDone()) {
        const next = bytes.indexOf(lineFeed, start);
        const end = next === -1 ? size : next;
        const seen = Math.min(end, start + maxLength - begun.length);
        if (isBegun || next === -1) {
          begun = Buffer.concat([begun, bytes.subarray(start, Math.max(start, seen))]);
          isBegun = next === -1;
          if (next !== -1) {
            look(begun.toString("utf8"), true);
            begun = Buffer.alloc(0);
          }
        } else {
          look(text === null ? bytes.toString("utf8", start, seen) : text.slice(start, seen), mayHide);
        }
        start = end + 1;
      }
    }
    if (isBegun && !isDone()) look(begun.toString("utf8"), true);
  } finally {
    await source?.close();
  }
}

/** Loaded where something is to be hidden: most logs are searched without. */
async function maskerOf(values: readonly string[]): Promise<Masker> {
  const { createMasker } = await import("@headrace/engine/masking");
  const masker = createMasker();
  for (const value of values) masker.add("", value);
  return masker;
}

parentPort?.postMessage("begun");
await search(workerData);
