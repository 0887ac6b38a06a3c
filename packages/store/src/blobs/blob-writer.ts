import type { FileHandle } from "node:fs/promises";
import { faultPoint } from "@headrace/engine";
import { createContentDigest, pieceBytes } from "./content-digest.ts";

export interface BlobWriter {
  write(chunk: Buffer): Promise<void>;
  /** Writes the rest. The digest is that of `createContentDigest`, hexadecimal. */
  finish(): Promise<{ readonly digest: string; readonly size: number }>;
  /** Before the file is closed. */
  close(): Promise<void>;
}

/** Pieces that are written and hashed at once, beside the one that comes together: the memory that this takes. */
const piecesAtOnce = 3;

/** Puts chunks together into pieces; they are written and hashed while the next comes together. */
export function createBlobWriter(handle: FileHandle): BlobWriter {
  const digest = createContentDigest();
  const spare: Buffer<ArrayBuffer>[] = [];
  const working: Promise<void>[] = [];
  let piece: Buffer<ArrayBuffer> | undefined;
  let filled = 0;
  let size = 0;

  const keep = async (bytes: Buffer<ArrayBuffer>, position: number): Promise<void> => {
    await Promise.all([digest.add(bytes), writeFully(handle, bytes, position)]);
    if (bytes.length === pieceBytes) spare.push(bytes);
  };

  const startPiece = (bytes: Buffer<ArrayBuffer>): void => {
    const kept = keep(bytes, size);
    // Seen when its turn comes; after an earlier failure it never does.
    kept.catch(() => undefined);
    working.push(kept);
    size += bytes.length;
    piece = undefined;
    filled = 0;
  };

  return {
    async write(chunk) {
      for (let offset = 0; offset < chunk.length; ) {
        piece ??= spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
        const copied = chunk.copy(piece, filled, offset);
        offset += copied;
        filled += copied;
        if (filled < pieceBytes) continue;
        startPiece(piece);
        if (working.length >= piecesAtOnce) await working.shift();
      }
    },
    async finish() {
      if (piece !== undefined) startPiece(piece.subarray(0, filled));
      await Promise.all(working);
      return { digest: await digest.hex(), size };
    },
    async close() {
      await Promise.allSettled(working);
    },
  };
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  // The system may write fewer bytes than it was given.
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset, position + offset);
    offset += bytesWritten;
    faultPoint("blob.put.writing");
  }
}
