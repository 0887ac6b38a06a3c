import {
  closeSync,
  fchmodSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  unlinkSync,
  write,
  writeSync,
  writev,
} from "node:fs";
import { chmod, realpath, rm, rmdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { HeadraceError } from "@headrace/pipeline";
import { environmentError } from "../environment-error.ts";
import { isWithin, refuseLeavingLink } from "../files/link-target.ts";
import { systemCodeOf } from "../files/system-code.ts";

export interface FileFacts {
  /** As the archive says; not trusted. */
  readonly name: string;
  readonly mode: number;
  readonly mtime: Date;
  readonly size: number;
}

/** Writes a tree below one root, from names that nobody has checked. */
export interface TreeWriter {
  file(facts: FileFacts, content: AsyncIterable<Buffer>): Promise<void>;
  directory(name: string, mode: number): Promise<void>;
  /** Noted; made by `finish`, so that nothing is ever written through a link of the same archive. */
  link(name: string, target: string): Promise<void>;
  finish(): Promise<{ readonly files: number; readonly size: number }>;
  /** Removes what was written. */
  undo(): Promise<void>;
}

export interface TreeWriterOptions {
  /** An existing directory. */
  readonly root: string;
  readonly restoreTimes: boolean;
}

/** A file up to this size is written in one go, without a turn of the event loop: some 20 µs. */
const smallBytes = 256 * 1024;

export async function createTreeWriter(options: TreeWriterOptions): Promise<TreeWriter> {
  const root = await realpath(options.root);
  const written: string[] = [];
  const madeDirectories: string[] = [];
  const knownDirectories = new Set([root]);
  const directoryModes = new Map<string, number>();
  const links: { readonly path: string; readonly target: string }[] = [];
  let size = 0;

  /** Makes the directory and those above it. One that exists may be a link, if it leads to a directory inside. */
  const ensureDirectory = (path: string): void => {
    if (knownDirectories.has(path)) return;
    ensureDirectory(dirname(path));
    if (clearWay(path, root)) {
      mkdirSync(path);
      madeDirectories.push(path);
    }
    knownDirectories.add(path);
  };

  const placeOf = (name: string): string => {
    const path = join(root, insideName(name));
    ensureDirectory(dirname(path));
    return path;
  };

  return {
    async file(facts, content) {
      await located(facts.name, async () => {
        const path = placeOf(facts.name);
        const mode = facts.mode & 0o777;
        const descriptor = createFile(path, mode);
        written.push(path);
        const times = options.restoreTimes ? facts.mtime : undefined;
        const writeContent = facts.size <= smallBytes ? writeSmall : writeLarge;
        await writeContent(content, { descriptor, mode, times });
        size += facts.size;
      });
    },
    async directory(name, mode) {
      await located(name, async () => {
        const path = join(root, insideName(name));
        ensureDirectory(path);
        directoryModes.set(path, mode & 0o777);
      });
    },
    async link(name, target) {
      links.push({ path: insideName(name), target });
    },
    async finish() {
      for (const { path, target } of links) {
        await located(path, async () => {
          await refuseLeavingLink({ root, path, target });
          removeFile(placeOf(path));
          await symlink(target, join(root, path));
          written.push(join(root, path));
        });
      }
      // Again, as the file system follows them now: links can lead out together where each alone does not.
      for (const link of links) await refuseLeavingLink({ root, ...link });
      // Deepest first, last of all: a directory may be one that nobody may write to.
      for (const path of madeDirectories.toReversed()) {
        const mode = directoryModes.get(path);
        if (mode !== undefined) await chmod(path, mode);
      }
      return { files: written.length, size };
    },
    async undo() {
      for (const path of written) await rm(path, { force: true }).catch(() => undefined);
      for (const path of madeDirectories.toReversed()) await rmdir(path).catch(() => undefined);
    },
  };
}

/** Relative, normal, without a trailing slash. Throws `path-escapes-workspace`. */
function insideName(name: string): string {
  const parts = name.split("/").filter((part, index) => part !== "." && (part !== "" || index === 0));
  const inside = parts.join("/");
  if (inside === "" || name.startsWith("/") || parts.includes("..") || name.includes("\0")) {
    throw new HeadraceError(
      "path-escapes-workspace",
      `the archive holds the name ${JSON.stringify(name)}, which leads out of the workspace`,
      {
        mend: "the archive was not made by Headrace: run the stage that made it again",
      },
    );
  }
  return inside;
}

/** True when the directory has to be made. A file in the way is removed; a link that leads out is refused. */
function clearWay(path: string, root: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return true;
  if (stats.isDirectory()) return false;
  if (stats.isSymbolicLink()) {
    const followed = followedPath(path);
    if (followed !== undefined && isWithin(root, followed) && lstatSync(followed).isDirectory()) return false;
    throw new HeadraceError("path-escapes-workspace", `the link ${JSON.stringify(path)} leads out of the workspace`, {
      mend: "remove the link, or unpack into another directory",
    });
  }
  unlinkSync(path);
  return true;
}

function followedPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Never written through: a link would lead elsewhere, and a hard link would change another file too. */
function removeFile(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) unlinkSync(path);
}

/** Always a new file. That nothing is in the way is the usual case, and is not asked before. */
function createFile(path: string, mode: number): number {
  try {
    return openSync(path, "wx", mode);
  } catch (cause) {
    if (systemCodeOf(cause) !== "EEXIST") throw cause;
    removeFile(path);
    return openSync(path, "wx", mode);
  }
}

interface Target {
  readonly descriptor: number;
  readonly mode: number;
  readonly times: Date | undefined;
}

async function writeSmall(content: AsyncIterable<Buffer>, target: Target): Promise<void> {
  try {
    for await (const chunk of content) {
      for (let offset = 0; offset < chunk.length; ) offset += writeSync(target.descriptor, chunk, offset);
    }
    setFacts(target);
  } finally {
    closeSync(target.descriptor);
  }
}

/** Small chunks are gathered to this many bytes before they are written. */
const gatheredBytes = 1024 * 1024;

/** The system takes no more at a time (IOV_MAX). */
const mostChunks = 1024;

/** While a batch is written, the next is unpacked. */
async function writeLarge(content: AsyncIterable<Buffer>, target: Target): Promise<void> {
  let batch: Buffer[] = [];
  let bytes = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of content) {
      batch.push(chunk);
      bytes += chunk.length;
      if (bytes < gatheredBytes && batch.length < mostChunks) continue;
      await writing;
      writing = writeFully(target.descriptor, batch);
      // Seen when it is awaited; if the content fails first it never is.
      writing.catch(() => undefined);
      batch = [];
      bytes = 0;
    }
    await writing;
    await writeFully(target.descriptor, batch);
    setFacts(target);
  } finally {
    // Not while it is still written to.
    await writing.catch(() => undefined);
    closeSync(target.descriptor);
  }
}

function setFacts({ descriptor, mode, times }: Target): void {
  fchmodSync(descriptor, mode);
  if (times !== undefined) futimesSync(descriptor, times, times);
}

const writeBatch = promisify(writev);
const writeRest = promisify(write);

async function writeFully(descriptor: number, batch: readonly Buffer[]): Promise<void> {
  const bytes = batch.reduce((sum, { length }) => sum + length, 0);
  if (bytes === 0) return;
  let { bytesWritten: written } = await writeBatch(descriptor, batch);
  if (written === bytes) return;
  // The system may write fewer bytes than it was given.
  const whole = Buffer.concat(batch);
  while (written < bytes) {
    written += (await writeRest(descriptor, whole, written, bytes - written, null)).bytesWritten;
  }
}

/** Names what was being written. What the content itself failed with is left as it is. */
async function located(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof HeadraceError || systemCodeOf(cause) === undefined) throw cause;
    throw workspaceError(cause, name);
  }
}

/** The shared mapper speaks of the data directory; here it is the workspace that cannot be written. */
function workspaceError(cause: unknown, name: string): HeadraceError {
  const error = environmentError(cause, `unpack ${JSON.stringify(name)}`);
  return error.code === "disk-full" ? error : new HeadraceError("infrastructure", error.message, { cause });
}
