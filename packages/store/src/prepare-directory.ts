import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";

/** Makes the data directory, for its owner alone, and keeps it out of every commit. */
export function prepareDirectory(directory: string): void {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
    ignoreItself(directory);
  } catch (cause) {
    throw environmentError(cause, `use the data directory ${directory}`);
  }
}

/** Not Node's recursive one: in a place that says of every new name that it does not exist (/proc), that one never ends. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "EEXIST") {
      refuseUnlessDirectory(directory);
      return;
    }
    if (code !== "ENOENT" || existsSync(dirname(directory))) throw cause;
    makeDirectory(dirname(directory));
    mkdirSync(directory, { mode: 0o700 });
  }
}

function refuseUnlessDirectory(directory: string): void {
  if (statSync(directory).isDirectory()) return;
  throw new HeadraceError("data-directory-unwritable", `the data directory ${directory} is a file`, {
    mend: "move the file away, or choose another directory with --data",
  });
}

function ignoreItself(directory: string): void {
  try {
    writeFileSync(join(directory, ".gitignore"), "*\n", { flag: "wx" });
  } catch (cause) {
    // There already: a person's own is left as it is.
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
  }
}
