import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { answerTasks } from "../threads/answer-tasks.ts";
import type { WriteTask } from "./tree-writer.ts";

/** A tree as it is written again and again. */
interface Image {
  readonly directories: readonly string[];
  readonly files: readonly ImageFile[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly bytes: number;
}

interface ImageFile {
  readonly path: string;
  readonly mode: number;
  /** Null of what is too large to be kept in memory: it is copied. */
  readonly content: Buffer | null;
}

/** Bytes. A larger file is copied, which shares its blocks where the file system can. */
const fileLimit = 256 * 1024;
/** Bytes of content, of one tree and of all that are kept. */
const imageLimit = 32 * 1024 * 1024;
const cacheLimit = 64 * 1024 * 1024;

// By the path they were read from, least recently used first; a path is never used for another tree.
const images = new Map<string, Image>();

answerTasks(({ from, to }: WriteTask) => writeImage(imageOf(from), from, to));

function imageOf(from: string): Image {
  const known = images.get(from);
  const image = known ?? readImage(from);
  images.delete(from);
  images.set(from, image);
  let bytes = 0;
  for (const each of images.values()) bytes += each.bytes;
  for (const [path, each] of images) {
    if (bytes <= cacheLimit) break;
    images.delete(path);
    bytes -= each.bytes;
  }
  return image;
}

function readImage(root: string): Image {
  const directories: string[] = [];
  const files: ImageFile[] = [];
  const links: { path: string; target: string }[] = [];
  let bytes = 0;
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of readdirSync(root + directory, { withFileTypes: true })) {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        directories.push(path);
        pending.push(path);
      } else if (entry.isSymbolicLink()) {
        links.push({ path, target: readlinkSync(root + path) });
      } else if (entry.isFile()) {
        const { size, mode } = lstatSync(root + path);
        const small = size <= fileLimit && bytes + size <= imageLimit;
        if (small) bytes += size;
        files.push({ path, mode: mode & 0o777, content: small ? readFileSync(root + path) : null });
      }
    }
  }
  return { directories, files, links, bytes };
}

function writeImage({ directories, files, links }: Image, from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const path of directories) mkdirSync(to + path, { recursive: true });
  for (const { path, mode, content } of files) {
    if (content === null) {
      copyFileSync(from + path, to + path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      chmodSync(to + path, mode);
      continue;
    }
    // Never through a link, never over what is there.
    const file = openSync(to + path, "wx", mode);
    try {
      for (let written = 0; written < content.length; ) written += writeSync(file, content, written);
    } finally {
      closeSync(file);
    }
  }
  for (const { path, target } of links) symlinkSync(target, to + path);
}
