import { readFileSync, writeFileSync } from "node:fs";

const lockUrl = new URL("../package-lock.json", import.meta.url);

export interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** package-lock.json as npm 7 and later write it; only the keys used here are named. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export interface MissingEntry {
  readonly name: string;
  readonly version: string;
  /** The key of the package that names it. */
  readonly from: string;
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(lockUrl, "utf8"));
}

export function writeLock(lock: Lock): void {
  writeFileSync(lockUrl, `${JSON.stringify(lock, undefined, 2)}\n`);
}

/**
 * The optional dependencies that the lock names in a package but has no entry for: `npm ci` refuses such a lock. An
 * empty list means that the lock is complete.
 */
export function missingFromLock(lock: Lock): readonly MissingEntry[] {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isFound(lock, from, name))
      .map(([name, version]) => ({ name, version, from })),
  );
}

/** Looks where Node would look: in the package's own node_modules, then in each folder above. */
function isFound(lock: Lock, from: string, name: string): boolean {
  let folder = from;
  for (;;) {
    const key = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(lock.packages, key)) return true;
    if (folder === "") return false;
    const parent = folder.lastIndexOf("/node_modules/");
    folder = parent === -1 ? "" : folder.slice(0, parent);
  }
}
