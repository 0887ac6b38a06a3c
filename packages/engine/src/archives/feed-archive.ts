import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { HeadraceError } from "@headrace/pipeline";
import type { Extract } from "tar-stream";
import { drained } from "./drained.ts";

const chunkBytes = 1024 * 1024;

/** Gives a reader of tar what a tar with zstd holds; with `mostBytes`, throws `invalid-argument` where that is more. */
export async function feedArchive(
  content: Readable,
  archive: Extract,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<void> {
  let bytes = 0;
  try {
    await pipeline(content, createZstdDecompress({ chunkSize: chunkBytes }), async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) {
        if (archive.destroyed) return;
        bytes += chunk.length;
        if (bytes > mostBytes) {
          throw new HeadraceError("invalid-argument", `the archive holds more than ${mostBytes} bytes`);
        }
        if (!archive.write(chunk)) await drained(archive);
      }
      archive.end(null);
    });
  } catch (cause) {
    archive.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    throw cause;
  }
}
