import { constants, mkdirSync, realpathSync } from "node:fs";
import { copyFile, lstat, mkdir, readlink, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { environmentError } from "../environment-error.ts";
import { refuseLeavingLink } from "../files/link-target.ts";
import { systemCodeOf } from "../files/system-code.ts";

export interface CopyTreeRequest {
  /** Below `from`, with `/`: files and links. What has gone since it was listed is left out. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly from: string;
  /** Absolute; made when it is not there, and empty. */
  readonly to: string;
}

/** Copies in flight: enough to keep the file system's threads busy. */
const copiesAtOnce = 8;

/**
 * Copies files with their modes, shared with the original on file systems that can (copy on write), and links as links.
 * Throws `path-escapes-workspace` for a link that leads out, `disk-full`.
 */
export async function copyTree({ files, from, to }: CopyTreeRequest): Promise<void> {
  const root = realpathSync.native(from);
  mkdirSync(to, { recursive: true });
  const directories = createDirectoryCopier(root, to);
  const links: string[] = [];
  const iterator = files.values();
  const worker = async (): Promise<void> => {
    for (const file of iterator) {
      if (!(await directories(dirname(file)))) continue;
      if ((await copyOne(join(root, file), join(to, file))) === "link") links.push(file);
    }
  };
  // All have stopped before an error is told: the caller may remove the tree.
  const settled = await Promise.allSettled(Array.from({ length: copiesAtOnce }, worker));
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  // Last, so that no file is ever written through a link.
  for (const path of links) {
    const target = await readlink(join(root, path));
    await refuseLeavingLink({ root, path, target });
    await symlink(target, join(to, path));
  }
}

/** Makes each directory once; false for one that is reached through a link, whose files are not part of the tree. */
function createDirectoryCopier(root: string, to: string): (directory: string) => Promise<boolean> {
  const made = new Map<string, Promise<boolean>>();
  const make = async (directory: string): Promise<boolean> => {
    if (directory === ".") return true;
    if (!(await ensure(dirname(directory)))) return false;
    const stats = await lstat(join(root, directory)).catch(() => undefined);
    if (stats?.isDirectory() !== true) return false;
    await mkdir(join(to, directory), { recursive: true });
    return true;
  };
  const ensure = async (directory: string): Promise<boolean> => {
    const known = made.get(directory);
    if (known !== undefined) return await known;
    const making = make(directory);
    made.set(directory, making);
    return await making;
  };
  return ensure;
}

async function copyOne(from: string, to: string): Promise<"copied" | "link" | "gone"> {
  try {
    const stats = await lstat(from);
    if (stats.isSymbolicLink()) return "link";
    // Sockets and pipes are not content.
    if (!stats.isFile()) return "gone";
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    return "copied";
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return "gone";
    throw environmentError(cause, `copy ${JSON.stringify(from)} into the workspace`);
  }
}
