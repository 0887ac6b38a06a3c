import type { FileHandle } from "node:fs/promises";
import { faultPoint } from "@headrace/engine";
import { createContentDigest, partBytes } from "./content-digest.ts";

export interface BlobWriter {
  /** The chunk is copied: it may change as soon as this has resolved. */
  write(chunk: Buffer): Promise<void>;
  /** Writes the rest. The digest is that of `createContentDigest`. */
  finish(): Promise<{ readonly digest: string; readonly size: number }>;
  /** Before the file is closed. */
  close(): Promise<void>;
}

/** Most blobs are small: as long as one is, it takes no more memory than this. */
const smallBytes = 256 * 1024;

/** Writes and hashes a part while the next comes together. */
export function createBlobWriter(handle: FileHandle): BlobWriter {
  const digest = createContentDigest();
  let size = 0;
  let part = Buffer.allocUnsafeSlow(smallBytes);
  let filled = 0;
  /** The part before, which is being written. */
  let other: Buffer<ArrayBuffer> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const finishPart = async (): Promise<void> => {
    const finished = part.subarray(0, filled);
    await writing;
    writing = writeFully(handle, finished);
    // Seen when it is awaited; until then it must not count as unhandled.
    writing.catch(() => undefined);
    [part, other] = [other ?? Buffer.allocUnsafeSlow(partBytes), part];
    filled = 0;
    await digest.add(finished);
  };

  const grow = (): void => {
    const grown = Buffer.allocUnsafeSlow(partBytes);
    part.copy(grown, 0, 0, filled);
    part = grown;
  };

  return {
    async write(chunk) {
      size += chunk.length;
      for (let offset = 0; offset < chunk.length; ) {
        if (filled === partBytes) await finishPart();
        else if (filled === part.length) grow();
        const copied = chunk.copy(part, filled, offset);
        filled += copied;
        offset += copied;
      }
    },
    async finish() {
      await finishPart();
      await writing;
      return { digest: await digest.finish(), size };
    },
    async close() {
      await writing.catch(() => undefined);
    },
  };
}

async function writeFully(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    // The system may write fewer bytes than it was given.
    offset += (await handle.write(bytes, offset)).bytesWritten;
    faultPoint("blob.put.writing");
  }
}
