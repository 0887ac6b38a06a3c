import type { Readable } from "node:stream";

/** Content by its digest: its SHA-256, or of large content one that is made of its parts'. Writing the same twice keeps it once. */
export interface BlobStore {
  /** Atomic: a blob is there whole or not at all. A chunk is taken in before the next is asked for. */
  put(content: AsyncIterable<Buffer>): Promise<{ readonly digest: string; readonly size: number }>;
  /** Throws `blob-missing`. Damage is found while reading and ends the stream with `blob-damaged`. */
  get(digest: string): Promise<Readable>;
  has(digest: string): Promise<boolean>;
  remove(digest: string): Promise<void>;
}
