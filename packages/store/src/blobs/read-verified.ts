import type { FileHandle } from "node:fs/promises";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { createContentDigest } from "./content-digest.ts";
import type { PartHasher } from "./part-hasher.ts";

const chunkBytes = 1024 * 1024;

/**
 * The content of an open file, in chunks; while one is used, the next is read, and the whole is hashed.
 * Ends with `blob-damaged` when the whole does not have the digest. Closes the file.
 */
export async function* readVerified(
  handle: FileHandle,
  { digest, hasher }: { readonly digest: string; readonly hasher: Pick<PartHasher, "hash"> },
): AsyncGenerator<Buffer> {
  const content = createContentDigest({ descriptor: handle.fd, hasher });
  let next: Promise<Buffer> | undefined;
  let found: string;
  try {
    const { size } = await handle.stat();
    let left = size;
    const readNext = (): Promise<Buffer> => {
      // A byte more than there should be: so the end is seen, and that there is more.
      const chunk = readChunk(handle, Math.min(chunkBytes, left + 1));
      left = Math.max(0, left - chunkBytes);
      return chunk;
    };
    for (;;) {
      const chunk = await (next ?? readNext());
      next = undefined;
      if (chunk.length === chunkBytes) {
        next = readNext();
        // Seen when its turn comes; a consumer that stops early never awaits it.
        next.catch(() => undefined);
      }
      if (chunk.length > 0) {
        await content.add(chunk);
        yield chunk;
      }
      if (chunk.length < chunkBytes) break;
    }
    found = await content.finish();
  } catch (cause) {
    throw environmentError(cause, `read the blob ${digest}`);
  } finally {
    await next?.catch(() => undefined);
    await content.settled();
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
async function readChunk(handle: FileHandle, bytes: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(chunk, filled, bytes - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return chunk.subarray(0, filled);
}
