import { chmodSync, lchownSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Identity } from "../../programs/launch-program.ts";
import { environmentFault } from "./environment-fault.ts";

/** Entries after which others get a turn: about 1 ms. */
const sliceLength = 64;

/**
 * Makes a directory with all that is in it a user's own, and closes it to everybody else. Links are not followed, and a file
 * that has names elsewhere too is left as it is: an earlier stage may have made its name here, and the file may be
 * the server's. Nothing of any stage that could write there may be alive.
 */
export async function handOver(directory: string, identity: Identity): Promise<void> {
  try {
    const several = new Map<string, { readonly links: number; readonly paths: string[] }>();
    const pending = [directory];
    let looked = 0;
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      for (const entry of readdirSync(current, { withFileTypes: true })) {
        if (++looked % sliceLength === 0) await nextTurn();
        const path = join(current, entry.name);
        if (entry.isDirectory()) pending.push(path);
        else if (entry.isFile()) {
          const { nlink, dev, ino } = lstatSync(path);
          if (nlink > 1) {
            const key = `${dev}:${ino}`;
            const found = several.get(key) ?? { links: nlink, paths: [] };
            found.paths.push(path);
            several.set(key, found);
            continue;
          }
        }
        give(path, identity);
      }
    }
    for (const { links, paths } of several.values()) {
      if (paths.length === links) for (const path of paths) give(path, identity);
    }
    own(directory, identity);
    openWay(dirname(directory));
  } catch (cause) {
    throw environmentFault(`give ${directory} to the user that the stage runs as`, cause);
  }
}

/** A new or empty directory that is a user's alone. */
export function own(directory: string, identity: Identity): void {
  chmodSync(directory, 0o700);
  give(directory, identity);
}

/** A directory for what programs put aside, beside the stage's tree. Nothing that could write there may be alive. */
export function ownTemporaryDirectory(parent: string, identity: Identity): string {
  const directory = join(parent, "tmp");
  // An earlier session of the stage may have put a link in its place.
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    rmSync(directory, { force: true });
    mkdirSync(directory);
  }
  own(directory, identity);
  return directory;
}

/** Others may go through, and see nothing. */
function openWay(directory: string): void {
  const { mode, uid } = lstatSync(directory);
  if ((mode & 0o011) !== 0o011 && uid === process.getuid?.()) chmodSync(directory, (mode & 0o7777) | 0o011);
}

function give(path: string, { uid, gid }: Identity): void {
  lchownSync(path, uid, gid);
}
