import type { Readable } from "node:stream";
import { HeadraceError } from "@headrace/pipeline";
import type { Extract } from "tar-stream";
import { decompressFrames } from "./decompress-frames.ts";
import { drained } from "./drained.ts";

/** Gives a reader of tar what a tar with zstd holds; with `mostBytes`, throws `invalid-argument` where that is more. */
export async function feedArchive(
  content: Readable,
  archive: Extract,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of decompressFrames(content)) {
      if (archive.destroyed) return;
      bytes += chunk.length;
      if (bytes > mostBytes) {
        throw new HeadraceError("invalid-argument", `the archive holds more than ${mostBytes} bytes`);
      }
      if (!archive.write(chunk)) await drained(archive);
    }
    archive.end(null);
  } catch (cause) {
    archive.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    throw cause;
  }
}
