import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { currentOwner, isAlive } from "../../ownership/owner.ts";
import { environmentFault, systemCode } from "./environment-fault.ts";

/** A directory of mode 0700 for the scripts and pipes of steps; made when first needed. */
export interface PrivateDirectory {
  /** A path in it that no one has had before. Throws `disk-full` or `infrastructure`. */
  newPath(extension: string): string;
  /** Writes a new file and returns its path. Throws `disk-full` or `infrastructure`. */
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

export function createPrivateDirectory(parent: string): PrivateDirectory {
  let directory: string | null = null;
  let named = 0;

  function newPath(extension: string): string {
    try {
      directory ??= makeDirectory(parent);
    } catch (cause) {
      throw environmentFault(`make a directory in ${parent}`, cause);
    }
    return join(directory, `${++named}${extension}`);
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
        if (systemCode(cause) !== "ENOENT") throw environmentFault("write the script of a step", cause);
      }
      // Somebody has cleaned the temporary directory, as systems do to the old files of a long-lived server.
      directory = null;
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
    sweep: () => sweep(parent),
    close() {
      if (directory === null) return;
      rmSync(directory, { recursive: true, force: true });
      directory = null;
      sweep(parent);
    },
  };
}

function makeDirectory(parent: string): string {
  const directory = mkdtempSync(join(parent, prefix));
  const { pid, startTime, bootId } = currentOwner();
  try {
    writeFileSync(join(directory, ownerFile), [pid, startTime, bootId, pidNamespace()].join(","), { mode: 0o600 });
  } catch (cause) {
    // Without its owner nobody would ever remove it.
    rmSync(directory, { recursive: true, force: true });
    throw cause;
  }
  return directory;
}

function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
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
