import type { FileHandle } from "node:fs/promises";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { createContentHash } from "./content-hash.ts";

const pieceBytes = 1024 * 1024;

/**
 * The content of an open file, in large chunks; while one is used, the next is read, and the whole is hashed.
 * Ends with `blob-damaged` when the whole does not have the digest. Closes the file.
 */
export async function* readVerified(handle: FileHandle, digest: string): AsyncGenerator<Buffer> {
  const hash = createContentHash();
  let next: Promise<Buffer> | undefined;
  let found: string;
  try {
    for (;;) {
      const piece = await (next ?? readPiece(handle));
      next = undefined;
      if (piece.length === pieceBytes) {
        next = readPiece(handle);
        // Seen when its turn comes; a consumer that stops early never awaits it.
        next.catch(() => undefined);
      }
      await hash.update(piece);
      if (piece.length > 0) yield piece;
      if (piece.length < pieceBytes) break;
    }
    found = await hash.hex();
  } catch (cause) {
    throw environmentError(cause, `read the blob ${digest}`);
  } finally {
    await next?.catch(() => undefined);
    await hash.close();
    await handle.close();
  }
  if (found !== digest) {
    throw new HeadraceError(
      "blob-damaged",
      `the blob ${digest} does not have its own digest: the file was changed or cut`,
      {
        mend: "run the stage that made it again",
      },
    );
  }
}

/** Shorter than a piece only at the end of the file. */
async function readPiece(handle: FileHandle): Promise<Buffer> {
  const piece = Buffer.allocUnsafeSlow(pieceBytes);
  let filled = 0;
  while (filled < pieceBytes) {
    const { bytesRead } = await handle.read(piece, filled, pieceBytes - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}
