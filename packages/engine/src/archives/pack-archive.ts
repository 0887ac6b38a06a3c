import { closeSync, fstatSync, lstatSync, read, readSync, type Stats } from "node:fs";
import { readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { HeadraceError } from "@headrace/pipeline";
import { refuseLeavingLink } from "../files/link-target.ts";
import { type BelowOpener, createBelowOpener } from "../files/open-below.ts";
import type { SelectedPath } from "../files/select-files.ts";
import { type BlockWriter, createBlockWriter } from "./block-writer.ts";
import { compressBlocks } from "./compress-blocks.ts";
import { type TarEntryType, tarBlockBytes, tarHeader, tarPadding } from "./tar-header.ts";

export interface PackRequest {
  /** Absolute. */
  readonly root: string;
  /** In the order in which they are packed. */
  readonly paths: readonly SelectedPath[];
  /** Keep the files' times, to the second. Without them the same files always give the same archive. */
  readonly keepTimes?: boolean;
  readonly signal?: AbortSignal;
}

export interface PackSummary {
  /** Files and links. */
  readonly files: number;
  /** Bytes of the files. */
  readonly size: number;
  /** Sockets, pipes and devices: they have no content to keep. */
  readonly skipped: readonly string[];
}

export interface PackedArchive {
  /** tar with zstd, as it is made; it is made as fast as it is read. A piece is good until the next is asked for. */
  readonly content: AsyncIterable<Buffer>;
  /** Complete when the content has been read to its end. */
  readonly summary: PackSummary;
}

/** Tar is made in pieces of this many bytes; each is compressed by itself. */
const blockBytes = 2 * 1024 * 1024;

/** A file up to this size is read without a turn of the event loop: some 20 µs instead of 200. */
const smallBytes = 256 * 1024;

/** Paths after which others get their turn: about 3 ms. */
const pathsPerTurn = 128;

/** What is being filled while the archive is made. */
interface Packing {
  readonly root: string;
  readonly keepTimes: boolean;
  readonly files: BelowOpener;
  readonly blocks: BlockWriter;
  readonly summary: { files: number; size: number; readonly skipped: string[] };
}

/**
 * Packs files, links and directories with their modes, owned by nobody, in the given order. The tar is written here, for
 * files are then read straight into the blocks that are compressed; a stream for each file copied everything twice and
 * took ten times as long for small ones.
 * Reading fails with `path-escapes-workspace` for a link that leads out, `infrastructure` for what cannot be read.
 */
export function packArchive(request: PackRequest): PackedArchive {
  const summary: Packing["summary"] = { files: 0, size: 0, skipped: [] };
  const blocks = createBlockWriter(blockBytes);
  return { content: compressBlocks(tarBlocks(request, { blocks, summary }), blocks.giveBack), summary };
}

async function* tarBlocks(
  request: PackRequest,
  { blocks, summary }: Pick<Packing, "blocks" | "summary">,
): AsyncGenerator<Buffer> {
  const root = await realpath(request.root);
  using files = createBelowOpener(root);
  const packing: Packing = { root, keepTimes: request.keepTimes ?? false, files, blocks, summary };
  for (const [index, selected] of request.paths.entries()) {
    if (index % pathsPerTurn === pathsPerTurn - 1) await setImmediate();
    request.signal?.throwIfAborted();
    if (selected.kind === "file") yield* packFile(packing, selected.path);
    else await packOther(packing, selected);
    yield* blocks.takeFull();
  }
  // Two empty blocks end a tar.
  blocks.append(Buffer.alloc(2 * tarBlockBytes));
  yield* blocks.takeAll();
}

/** Exactly as many bytes as the file had when it was opened: the header before them has promised that. */
async function* packFile(packing: Packing, path: string): AsyncGenerator<Buffer> {
  const { blocks, summary } = packing;
  let descriptor: number | undefined;
  try {
    // Not through a link that took its place since it was listed, and not waiting at a pipe that did.
    descriptor = packing.files.open(path);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) {
      summary.skipped.push(path);
      return;
    }
    blocks.append(headerOf(packing, { path, type: "file", stats }));
    for (let rest = stats.size; rest > 0; ) {
      const bytes =
        stats.size <= smallBytes ? readNow(descriptor, blocks, rest) : await readLater(descriptor, blocks, rest);
      if (bytes === 0) throw new Error("it became shorter while it was read");
      rest -= bytes;
      yield* blocks.takeFull();
    }
    blocks.append(Buffer.alloc(tarPadding(stats.size)));
    summary.files += 1;
    summary.size += stats.size;
  } catch (cause) {
    throw packingError(path, cause);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readNow(descriptor: number, blocks: BlockWriter, rest: number): number {
  const room = blocks.room(rest);
  const bytes = readSync(descriptor, room);
  blocks.advance(bytes);
  return bytes;
}

const readAsync = promisify(read);

async function readLater(descriptor: number, blocks: BlockWriter, rest: number): Promise<number> {
  const room = blocks.room(rest);
  const { bytesRead } = await readAsync(descriptor, room, 0, room.length, null);
  blocks.advance(bytesRead);
  return bytesRead;
}

async function packOther(packing: Packing, { path, kind }: SelectedPath): Promise<void> {
  const { root, blocks, summary } = packing;
  const place = join(root, path);
  try {
    switch (kind) {
      case "directory":
        blocks.append(headerOf(packing, { path, type: "directory", stats: lstatSync(place) }));
        return;
      case "link": {
        const target = await readlink(place);
        await refuseLeavingLink({ root, path, target });
        blocks.append(headerOf(packing, { path, type: "symlink", stats: lstatSync(place), target }));
        summary.files += 1;
        return;
      }
      default:
        summary.skipped.push(path);
    }
  } catch (cause) {
    throw packingError(path, cause);
  }
}

interface EntryFacts {
  readonly path: string;
  readonly type: TarEntryType;
  readonly stats: Stats;
  readonly target?: string;
}

function headerOf({ keepTimes }: Packing, { path, type, stats, target }: EntryFacts): Buffer {
  return tarHeader({
    path,
    type,
    // Neither setuid nor setgid: an artifact is not a way to hand them on.
    mode: stats.mode & 0o777,
    size: type === "file" ? stats.size : 0,
    mtime: keepTimes ? Math.floor(stats.mtimeMs / 1000) : 0,
    target,
  });
}

function packingError(path: string, cause: unknown): HeadraceError {
  if (cause instanceof HeadraceError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HeadraceError("infrastructure", `${JSON.stringify(path)} could not be packed: ${reason}`, { cause });
}
