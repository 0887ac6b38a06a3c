import { environmentError } from "@headrace/engine";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes the data directory, for its owner alone, and keeps it out of every commit. */
export function prepareDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK | constants.X_OK);
    ignoreItself(directory);
  } catch (cause) {
    throw environmentError(cause, `use the data directory ${directory}`);
  }
}

function ignoreItself(directory: string): void {
  try {
    writeFileSync(join(directory, ".gitignore"), "*\n", { flag: "wx" });
  } catch (cause) {
    // There already: a person's own is left as it is.
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
  }
}
