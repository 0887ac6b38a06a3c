import type { FileHandle } from "node:fs/promises";
import { faultPoint } from "@headrace/engine";
import { createContentDigest } from "./content-digest.ts";
import type { PartHasher } from "./part-hasher.ts";

export interface BlobWriter {
  /** The chunk is copied: it may change as soon as this has resolved. */
  write(chunk: Buffer): Promise<void>;
  /** Writes the rest. The digest is that of `createContentDigest`. */
  finish(): Promise<{ readonly digest: string; readonly size: number }>;
  /** Before the file is closed. */
  close(): Promise<void>;
}

/** What is gathered before it is written. */
const pieceBytes = 1024 * 1024;

/** Most blobs are small: as long as one is, it takes no more memory than this. */
const smallBytes = 64 * 1024;

/** Writes and hashes a piece while the next comes together. */
export function createBlobWriter(handle: FileHandle, hasher: Pick<PartHasher, "hash">): BlobWriter {
  const digest = createContentDigest({ descriptor: handle.fd, hasher });
  let size = 0;
  let piece = Buffer.allocUnsafeSlow(smallBytes);
  let filled = 0;
  /** The piece before, which is being written. */
  let other: Buffer<ArrayBuffer> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const finishPiece = async (): Promise<void> => {
    const finished = piece.subarray(0, filled);
    await writing;
    writing = writeFully(handle, finished).then(() => digest.add(finished));
    // Seen when it is awaited; until then it must not count as unhandled.
    writing.catch(() => undefined);
    [piece, other] = [other ?? Buffer.allocUnsafeSlow(pieceBytes), piece];
    filled = 0;
  };

  const grow = (): void => {
    const grown = Buffer.allocUnsafeSlow(pieceBytes);
    piece.copy(grown, 0, 0, filled);
    piece = grown;
  };

  return {
    async write(chunk) {
      size += chunk.length;
      for (let offset = 0; offset < chunk.length; ) {
        if (filled === pieceBytes) await finishPiece();
        else if (filled === piece.length) grow();
        const copied = chunk.copy(piece, filled, offset);
        filled += copied;
        offset += copied;
      }
    },
    async finish() {
      await finishPiece();
      await writing;
      return { digest: await digest.finish(), size };
    },
    async close() {
      await writing.catch(() => undefined);
      await digest.settled();
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
