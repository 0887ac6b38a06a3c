import type { FileHandle } from "node:fs/promises";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { createContentDigest, partBytes } from "./content-digest.ts";

/**
 * The content of an open file, in its parts; while one is used, the next is read, and the whole is hashed.
 * Ends with `blob-damaged` when the whole does not have the digest. Closes the file.
 */
export async function* readVerified(handle: FileHandle, digest: string): AsyncGenerator<Buffer> {
  const content = createContentDigest();
  let next: Promise<Buffer<ArrayBuffer>> | undefined;
  let found: string;
  try {
    const { size } = await handle.stat();
    let left = size;
    const readNext = (): Promise<Buffer<ArrayBuffer>> => {
      // A byte more than there should be: so the end is seen, and that there is more.
      const part = readPart(handle, Math.min(partBytes, left + 1));
      left = Math.max(0, left - partBytes);
      return part;
    };
    for (;;) {
      const part = await (next ?? readNext());
      next = undefined;
      if (part.length === partBytes) {
        next = readNext();
        // Seen when its turn comes; a consumer that stops early never awaits it.
        next.catch(() => undefined);
      }
      if (part.length > 0) {
        await content.add(part);
        yield part;
      }
      if (part.length < partBytes) break;
    }
    found = await content.finish();
  } catch (cause) {
    throw environmentError(cause, `read the blob ${digest}`);
  } finally {
    await next?.catch(() => undefined);
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

/** Shorter than asked for only at the end of the file. */
async function readPart(handle: FileHandle, bytes: number): Promise<Buffer<ArrayBuffer>> {
  const part = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(part, filled, bytes - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return part.subarray(0, filled);
}
