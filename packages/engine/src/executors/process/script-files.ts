import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentFault } from "./environment-fault.ts";

/** A private directory (mode 0700) for the scripts of steps; made when first needed. */
export interface ScriptFiles {
  /** Returns the path of the new file. Throws `disk-full` or `infrastructure`. */
  write(script: string, extension: string): string;
  remove(path: string): void;
  /** Removes the directory with all that is in it. */
  close(): void;
}

export function createScriptFiles(parent: string): ScriptFiles {
  let directory: string | null = null;
  let written = 0;

  function create(script: string, extension: string): string {
    directory ??= mkdtempSync(join(parent, "headrace-"));
    const path = join(directory, `${++written}${extension}`);
    writeFileSync(path, script, { flag: "wx", mode: 0o600 });
    return path;
  }

  return {
    write(script, extension) {
      try {
        return create(script, extension);
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
