import { closeSync, constants, openSync, readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { systemCodeOf } from "./system-code.ts";

/** Opens files below one directory for reading, and never one outside it. */
export interface BelowOpener extends Disposable {
  /** Relative to the root. Throws what the system says, and `path-escapes-workspace`. */
  open(path: string): number;
}

const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const directoryFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY;

/**
 * A path that was looked at may lead elsewhere when it is opened: a process that still runs can put a link in the place
 * of any directory on the way. So each directory is opened, asked where it really is, and its files are opened from
 * there; that needs Linux's /proc. Elsewhere only a link in the file's own place is refused.
 *
 * @param root absolute, with every link resolved.
 */
export function createBelowOpener(root: string): BelowOpener {
  let current: { readonly directory: string; readonly descriptor: number; readonly base: string } | null = null;

  function leave(): void {
    if (current !== null) closeSync(current.descriptor);
    current = null;
  }

  /** The directory by which its files are opened. Files come one directory after another. */
  function enter(directory: string): string {
    if (current?.directory === directory) return current.base;
    leave();
    const path = join(root, directory);
    const descriptor = openSync(path, directoryFlags);
    current = { directory, descriptor, base: path };
    const place = placeOf(descriptor);
    if (place === null) return path;
    if (place !== path) {
      throw new HeadraceError(
        "path-escapes-workspace",
        `${JSON.stringify(directory)} was replaced by a link meanwhile`,
        {
          mend: "wait for what the step started, so that nothing changes the files while they are packed",
        },
      );
    }
    current = { directory, descriptor, base: `/proc/self/fd/${descriptor}` };
    return current.base;
  }

  return {
    open: (path) => openSync(join(enter(dirname(path)), basename(path)), fileFlags),
    [Symbol.dispose]: leave,
  };
}

/** Null where the system does not say. */
function placeOf(descriptor: number): string | null {
  if (process.platform !== "linux") return null;
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw cause;
  }
}
