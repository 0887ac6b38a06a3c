import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { currentOwner, isAlive } from "../../ownership/owner.ts";
import { environmentFault, systemCode } from "./environment-fault.ts";

/** A directory of mode 0700 for the scripts and pipes of steps; made when first needed. */
export interface PrivateDirectory {
  /** A path in it that no one has had before. Throws `disk-full` or `infrastructure`. */
  newPath(extension: string): string;
  /** Writes a file that nobody else uses and returns its path. Throws `disk-full` or `infrastructure`. */
  write(content: string, extension: string): string;
  remove(path: string): void;
  /** Removes the directories that dead processes left beside this one. */
  sweep(): void;
  /** Removes the directory with all that is in it, and what `sweep` finds. */
  close(): void;
}

const prefix = "headrace-";
const madeHere = /^headrace-[A-Za-z0-9]{6}$/;
/** Says which process a directory belongs to. */
const ownerFile = "owner";

/**
 * @param places directories in which it is made: in the first of them that has room.
 * @param passable users that know a name in it may use what is theirs there.
 */
export function createPrivateDirectory(places: readonly string[], { passable = false } = {}): PrivateDirectory {
  let directory: string | null = null;
  const made = new Set<string>();
  /** That have not been found full. */
  let left = places;
  let named = 0;

  function newPath(extension: string): string {
    directory ??= make();
    return join(directory, `${++named}${extension}`);
  }

  function make(): string {
    const [parent = "", ...others] = left;
    try {
      const path = makeDirectory(parent, passable);
      made.add(path);
      return path;
    } catch (cause) {
      if (others.length === 0) throw environmentFault(`make a directory in ${parent}`, cause);
      left = others;
      return make();
    }
  }

  /** Whether it is to be tried in another directory. */
  function leave(cause: unknown): boolean {
    const code = systemCode(cause);
    const isFull = (code === "ENOSPC" || code === "EDQUOT") && left.length > 1;
    // Else somebody may have cleaned the temporary directory, as systems do to the old files of a long-lived server.
    if (!isFull && code !== "ENOENT") return false;
    if (isFull) left = left.slice(1);
    directory = null;
    return true;
  }

  function create(content: string, extension: string): string {
    const path = newPath(extension);
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
    return path;
  }

  return {
    newPath,
    write(content, extension) {
      try {
        return create(content, extension);
      } catch (cause) {
        if (!leave(cause)) throw environmentFault("write the script of a step", cause);
      }
      try {
        return create(content, extension);
      } catch (cause) {
        throw environmentFault("write the script of a step", cause);
      }
    },
    remove(path) {
      try {
        unlinkSync(path);
      } catch {
        // Gone already: somebody cleans the temporary directory.
      }
    },
    sweep: () => places.forEach(sweep),
    close() {
      if (made.size === 0) return;
      for (const path of made) rmSync(path, { recursive: true, force: true });
      made.clear();
      directory = null;
      places.forEach(sweep);
    },
  };
}

function makeDirectory(parent: string, passable: boolean): string {
  const directory = mkdtempSync(join(resolve(parent), prefix));
  const { pid, startTime, bootId } = currentOwner();
  try {
    if (passable) chmodSync(directory, 0o711);
    writeFileSync(join(directory, ownerFile), [pid, startTime, bootId, pidNamespace()].join(","), { mode: 0o600 });
  } catch (cause) {
    // Without its owner nobody would ever remove it.
    rmSync(directory, { recursive: true, force: true });
    throw cause;
  }
  return directory;
}

function sweep(parent: string): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    if (!madeHere.test(name)) continue;
    const directory = join(parent, name);
    try {
      if (belongsToDeadProcess(directory)) rmSync(directory, { recursive: true, force: true });
    } catch {
      // Not ours to read, or another process has removed it at the same time.
    }
  }
}

function belongsToDeadProcess(directory: string): boolean {
  const status = lstatSync(directory);
  if (!status.isDirectory() || status.uid !== process.getuid?.()) return false;
  const [pid = "", startTime = "", bootId = "", namespace] = readFileSync(join(directory, ownerFile), "utf8").split(
    ",",
  );
  // Two containers may share a temporary directory, but not their process ids.
  if (!/^\d+$/.test(pid) || namespace !== pidNamespace()) return false;
  return !isAlive({ pid: Number(pid), startTime, bootId });
}

/** Empty where there is none. */
function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
