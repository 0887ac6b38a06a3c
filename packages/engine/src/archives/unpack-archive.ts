import { mkdir } from "node:fs/promises";
import type { Readable } from "node:stream";
import { HeadraceError } from "@headrace/pipeline";
import type { Extract } from "tar-stream";
import { buffersOf } from "./buffers-of.ts";
import { feedArchive } from "./feed-archive.ts";
import { createTreeWriter, type TreeWriter } from "./tree-writer.ts";

export interface UnpackRequest {
  /** tar with zstd. */
  readonly content: Readable;
  /** Absolute; made when it is not there. Everything is written below it. */
  readonly into: string;
  /** Give files the times that the archive says. */
  readonly restoreTimes?: boolean;
  readonly signal?: AbortSignal;
}

export interface UnpackResult {
  /** Files and links. */
  readonly files: number;
  /** Bytes of the files. */
  readonly size: number;
}

/**
 * Unpacks below one directory whatever the archive says. Refused by name (`path-escapes-workspace`): absolute names, `..`,
 * ways through a link that leads out, links that lead out, hard links, devices. A file that is in the way is replaced, never
 * written through. When it fails, what it wrote is removed again. An archive that cannot be read is `blob-damaged`.
 */
export async function unpackArchive(request: UnpackRequest): Promise<UnpackResult> {
  const { content, into, restoreTimes = false, signal } = request;
  await mkdir(into, { recursive: true });
  const writer = await createTreeWriter({ root: into, restoreTimes });
  const { extract } = await import("tar-stream");
  const archive = extract();
  const feeding = feedArchive(content, archive);
  // Seen below, once the reading side has ended.
  feeding.catch(() => undefined);
  try {
    for await (const entry of archive) {
      signal?.throwIfAborted();
      await writeEntry(writer, entry);
    }
    await feeding;
    return await writer.finish();
  } catch (cause) {
    archive.destroy();
    content.destroy();
    // What ended the feeding side is the reason, unless the reading side refused first.
    const error =
      cause instanceof HeadraceError
        ? cause
        : await feeding.then(
            () => cause,
            (first: unknown) => first,
          );
    await feeding.catch(() => undefined);
    await writer.undo();
    signal?.throwIfAborted();
    throw error instanceof HeadraceError ? error : unreadable(error);
  }
}

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

async function writeEntry(writer: TreeWriter, entry: Entry): Promise<void> {
  const { name, type, mode, mtime, size, linkname } = entry.header;
  switch (type) {
    case "file":
    case "contiguous-file":
      await writer.file({ name, mode, mtime, size }, buffersOf(entry));
      return;
    case "directory":
      entry.resume();
      await writer.directory(name, mode);
      return;
    case "symlink":
      entry.resume();
      await writer.link(name, linkname);
      return;
    default:
      throw new HeadraceError(
        "path-escapes-workspace",
        `the archive holds ${JSON.stringify(name)}, a ${type}, which is refused`,
        {
          mend: "the archive was not made by Headrace: run the stage that made it again",
        },
      );
  }
}

export function unreadable(cause: unknown): HeadraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HeadraceError("blob-damaged", `the archive cannot be read: ${reason}`, {
    mend: "run the stage that made it again",
    cause,
  });
}
