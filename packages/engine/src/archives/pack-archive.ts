import { type Stats, constants } from "node:fs";
import { type FileHandle, lstat, open, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { type Pack, pack } from "tar-stream";
import { refuseLeavingLink } from "../files/link-target.ts";
import type { SelectedPath } from "../files/select-files.ts";
import { systemCodeOf } from "../files/system-code.ts";
import { buffersOf } from "./buffers-of.ts";
import { drained } from "./drained.ts";
import { compressFrames } from "./compress-frames.ts";

export interface PackRequest {
  /** Absolute. */
  readonly root: string;
  /** In the order in which they are packed. */
  readonly paths: readonly SelectedPath[];
  /** Keep the files' times, to the second. Without them the same files always give the same archive. */
  readonly keepTimes?: boolean;
  readonly signal?: AbortSignal;
}

/** Filled while the archive is read, complete at its end. */
export interface PackSummary {
  /** Files and links. */
  files: number;
  /** Bytes of the files. */
  size: number;
  /** Sockets, pipes and devices: they have no content to keep. */
  readonly skipped: string[];
}

export interface PackedArchive {
  /** tar with zstd, as it is made; it is made as fast as it is read. */
  readonly content: AsyncIterable<Buffer>;
  readonly summary: Readonly<Omit<PackSummary, "skipped">> & { readonly skipped: readonly string[] };
}

const chunkBytes = 1024 * 1024;

/**
 * Packs files, links and directories with their modes, owned by nobody, in the given order.
 * Reading fails with `path-escapes-workspace` for a link that leads out, `infrastructure` for what cannot be read.
 */
export function packArchive(request: PackRequest): PackedArchive {
  const summary: PackSummary = { files: 0, size: 0, skipped: [] };
  return { content: compressFrames(tarChunks(request, summary)), summary };
}

async function* tarChunks(request: PackRequest, summary: PackSummary): AsyncGenerator<Buffer> {
  const archive = pack({ highWaterMark: 4 * chunkBytes });
  const producing = addAll(archive, request, summary).then(
    () => archive.finalize(),
    (cause: unknown) => archive.destroy(cause instanceof Error ? cause : new Error(String(cause))),
  );
  try {
    yield* buffersOf(archive);
  } finally {
    archive.destroy();
    await producing;
  }
}

async function addAll(archive: Pack, request: PackRequest, summary: PackSummary): Promise<void> {
  const root = await realpath(request.root);
  for (const { path } of request.paths) {
    request.signal?.throwIfAborted();
    await addPath({ archive, root, path, keepTimes: request.keepTimes ?? false }, summary);
  }
}

interface PathToAdd {
  readonly archive: Pack;
  readonly root: string;
  readonly path: string;
  readonly keepTimes: boolean;
}

async function addPath(item: PathToAdd, summary: PackSummary): Promise<void> {
  const { root, path } = item;
  try {
    const stats = await lstat(join(root, path));
    if (stats.isDirectory()) await addEntry(item, { stats, type: "directory" });
    else if (stats.isSymbolicLink()) {
      const target = await readlink(join(root, path));
      await refuseLeavingLink({ root, path, target });
      await addEntry(item, { stats, type: "symlink", target });
      summary.files += 1;
    } else if (stats.isFile()) {
      summary.size += await addFile(item);
      summary.files += 1;
    } else summary.skipped.push(path);
  } catch (cause) {
    if (cause instanceof HeadraceError || systemCodeOf(cause) === "ABORT_ERR") throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeadraceError("infrastructure", `${JSON.stringify(path)} could not be packed: ${reason}`, { cause });
  }
}

interface EntryFacts {
  readonly stats: Stats;
  readonly type: "directory" | "symlink";
  readonly target?: string;
}

async function addEntry({ archive, path, keepTimes }: PathToAdd, { stats, type, target }: EntryFacts): Promise<void> {
  const name = type === "directory" ? `${path}/` : path;
  const header = { ...headerOf(stats, keepTimes), name, type, size: 0 };
  await entryDone((done) => archive.entry(target === undefined ? header : { ...header, linkname: target }, done));
}

/** Exactly as many bytes as the file had when it was opened; the header before them has promised that. */
async function addFile({ archive, root, path, keepTimes }: PathToAdd): Promise<number> {
  // Not through a link that took the file's place since it was listed.
  await using handle = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  const stats = await handle.stat();
  const header = { ...headerOf(stats, keepTimes), name: path, type: "file" as const, size: stats.size };
  if (stats.size <= chunkBytes) {
    const content = await readExactly(handle, stats.size);
    await entryDone((done) => archive.entry(header, content, done));
    return stats.size;
  }
  await entryDone((done) => {
    const sink = archive.entry(header, done);
    const copying = async (): Promise<void> => {
      let next = readExactly(handle, chunkBytes);
      for (let rest = stats.size; rest > 0; ) {
        const chunk = await next;
        rest -= chunk.length;
        // Read ahead while this chunk is taken.
        if (rest > 0) next = readExactly(handle, Math.min(chunkBytes, rest));
        next.catch(() => undefined);
        if (!sink.write(chunk)) await drained(sink);
        if (sink.destroyed) return;
      }
      sink.end(null);
    };
    copying().catch((cause: unknown) => sink.destroy(cause instanceof Error ? cause : new Error(String(cause))));
  });
  return stats.size;
}

async function readExactly(handle: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(size);
  for (let filled = 0; filled < size; ) {
    const { bytesRead } = await handle.read(buffer, filled, size - filled);
    if (bytesRead === 0) throw new Error("it became shorter while it was read");
    filled += bytesRead;
  }
  return buffer;
}

function headerOf(stats: Stats, keepTimes: boolean) {
  return {
    // Neither setuid nor setgid: an artifact is not a way to hand them on. The file type's bit is masked away when it is
    // written; without it, a mode of 0 would count as none and become 644.
    mode: (stats.mode & 0o777) | constants.S_IFREG,
    mtime: keepTimes ? stats.mtime : new Date(0),
    uid: 0,
    gid: 0,
    uname: "",
    gname: "",
  };
}

async function entryDone(add: (done: (error?: Error | null) => void) => unknown): Promise<void> {
  await new Promise<void>((resolve, reject) => add((error) => (error ? reject(error) : resolve())));
}
