import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentFault, systemCode } from "./environment-fault.ts";

/** A directory of mode 0700 for the scripts and pipes of steps; made when first needed. */
export interface PrivateDirectory {
  /** A path in it that no one has had before. Throws `disk-full` or `infrastructure`. */
  newPath(extension: string): string;
  /** Writes a new file and returns its path. Throws `disk-full` or `infrastructure`. */
  write(content: string, extension: string): string;
  remove(path: string): void;
  /** Removes the directory with all that is in it. */
  close(): void;
}

export function createPrivateDirectory(parent: string): PrivateDirectory {
  let directory: string | null = null;
  let named = 0;

  function newPath(extension: string): string {
    try {
      directory ??= mkdtempSync(join(parent, "headrace-"));
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
    close() {
      if (directory !== null) rmSync(directory, { recursive: true, force: true });
      directory = null;
    },
  };
}
