import type { Readable } from "node:stream";
import { HeadraceError } from "@headrace/pipeline";
import { buffersOf } from "./buffers-of.ts";
import { feedArchive } from "./feed-archive.ts";
import { unreadable } from "./unpack-archive.ts";

export interface ArchiveEntry {
  /** As the archive says; not trusted. */
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
  /** Of a file. Bytes. */
  readonly size: number;
  readonly mode: number;
  /** Of a link; not trusted. */
  readonly target?: string;
  /** Of a file; to be read before the next entry is asked for, or not at all. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The entries of a tar with zstd, one after another, as it is read; whoever stops early ends the reading. Throws
 * `blob-damaged` for what is no such archive, and `invalid-argument` where it holds more than `mostBytes` altogether.
 */
export async function* archiveEntries(
  content: Readable,
  options: { readonly mostBytes?: number } = {},
): AsyncGenerator<ArchiveEntry> {
  const { extract } = await import("tar-stream");
  const archive = extract();
  const feeding = feedArchive(content, archive, options.mostBytes);
  // Seen below, once the reading side has ended.
  feeding.catch(() => undefined);
  try {
    for await (const entry of archive) {
      const { name, type, size, mode, linkname } = entry.header;
      yield {
        name,
        kind: kindOf(type),
        size: size ?? 0,
        mode: mode ?? 0,
        ...(typeof linkname === "string" ? { target: linkname } : {}),
        content: buffersOf(entry),
      };
      entry.resume();
    }
    await feeding;
  } catch (cause) {
    const error = await feeding.then(
      () => cause,
      (first: unknown) => first,
    );
    throw cause instanceof HeadraceError ? cause : error instanceof HeadraceError ? error : unreadable(error);
  } finally {
    archive.destroy();
    content.destroy();
  }
}

function kindOf(type: string | null | undefined): ArchiveEntry["kind"] {
  switch (type) {
    case "file":
    case "contiguous-file":
      return "file";
    case "directory":
      return "directory";
    case "symlink":
      return "link";
    default:
      return "other";
  }
}
