import type { Readable } from "node:stream";

/** Content by its SHA-256. Writing the same content twice keeps it once. */
export interface BlobStore {
  /** Atomic: a blob is there whole or not at all. */
  put(content: Readable): Promise<{ readonly digest: string; readonly size: number }>;
  /** Throws `blob-missing`. Damage is found while reading and ends the stream with `blob-damaged`. */
  get(digest: string): Promise<Readable>;
  has(digest: string): Promise<boolean>;
  remove(digest: string): Promise<void>;
}
