import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

const chunkBytes = 1024 * 1024;

/**
 * The content of an open file, in large chunks; while one is hashed and used, the next is read.
 * Ends with `blob-damaged` when the whole does not have the digest. Closes the file.
 */
export async function* readVerified(handle: FileHandle, digest: string): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const readNext = async (): Promise<Buffer> => {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(chunkBytes), 0, chunkBytes);
    return buffer.subarray(0, bytesRead);
  };
  let next: Promise<Buffer> | undefined;
  try {
    for (;;) {
      const chunk = await (next ?? readNext());
      next = undefined;
      if (chunk.length === 0) break;
      next = readNext();
      // Seen when it is awaited; a consumer that stops early never awaits it.
      next.catch(() => undefined);
      hash.update(chunk);
      yield chunk;
    }
  } catch (cause) {
    throw environmentError(cause, `read the blob ${digest}`);
  } finally {
    await next?.catch(() => undefined);
    await handle.close();
  }
  if (hash.digest("hex") !== digest) {
    throw new HeadraceError(
      "blob-damaged",
      `the blob ${digest} does not have its own digest: the file was changed or cut`,
      {
        mend: "run the stage that made it again",
      },
    );
  }
}
