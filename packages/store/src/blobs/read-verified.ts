import type { FileHandle } from "node:fs/promises";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { createFileHash } from "./file-hash.ts";

const chunkBytes = 1024 * 1024;

/**
 * The content of an open file, in large chunks; while one is used, the next is read, and the whole is hashed.
 * Ends with `blob-damaged` when the whole does not have the digest. Closes the file.
 */
export async function* readVerified(handle: FileHandle, digest: string): AsyncGenerator<Buffer> {
  const hash = createFileHash(handle.fd);
  const readNext = async (): Promise<Buffer> => {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(chunkBytes), 0, chunkBytes);
    return buffer.subarray(0, bytesRead);
  };
  let next: Promise<Buffer> | undefined;
  let found: string;
  try {
    await hash.upTo((await handle.stat()).size);
    for (;;) {
      const chunk = await (next ?? readNext());
      next = undefined;
      if (chunk.length === 0) break;
      next = readNext();
      // Seen when it is awaited; a consumer that stops early never awaits it.
      next.catch(() => undefined);
      yield chunk;
    }
    found = await hash.digest();
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
