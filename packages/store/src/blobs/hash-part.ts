import type { Hash } from "node:crypto";
import { readSync } from "node:fs";

/** Small enough to stay in the processor's cache between reading and hashing. */
const chunkBytes = 256 * 1024;

/** Adds bytes `from` to `to` of a file; fewer when it ends before. */
export function hashPart(
  hash: Hash,
  descriptor: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, to - from));
  for (let position = from; position < to; ) {
    const bytes = readSync(descriptor, chunk, 0, Math.min(chunk.length, to - position), position);
    if (bytes === 0) return;
    hash.update(chunk.subarray(0, bytes));
    position += bytes;
  }
}
