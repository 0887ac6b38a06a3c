import { extname } from "node:path";
import { createThreads } from "@headrace/engine/threads";

export interface PartTask {
  /** Of an open file. */
  readonly descriptor: number;
  /** Bytes, as is the length. */
  readonly start: number;
  readonly length: number;
}

/** Hashes parts of files beside this thread. */
export interface PartHasher {
  /** The SHA-256. The file must stay open until it is there. What lies behind the file's end is left out. */
  hash(part: PartTask): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * A thread reads a part from the file again, through one small buffer: what has just been written or read comes from memory.
 * To hand it over instead would copy it, and have as much memory given and cleared for each part; that took longer than
 * the hashing.
 */
export function createPartHasher(): PartHasher {
  const program = new URL(`./part-hasher-worker${extname(import.meta.url)}`, import.meta.url);
  // One keeps up with a disk where the processor knows SHA-256, two where it does not.
  const threads = createThreads<PartTask, Uint8Array>({ program, most: 2 });
  return { hash: (part) => threads.run(part), close: () => threads.close() };
}
