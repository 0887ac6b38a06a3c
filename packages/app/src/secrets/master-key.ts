import { createHmac, randomBytes } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { systemCodeOf } from "../values/system-code.ts";
import { keyLength } from "./cipher.ts";

/** The key that wraps the organizations' keys, and the one that is about to take its place or has just done so. */
export interface MasterKeys {
  /** Of the one that new keys are wrapped with. */
  readonly currentId: string;
  readonly origin: "setting" | "file";
  /**
   * Gives a key for the time of `use` and wipes the copy then. Throws `master-key-refused` where it is not at hand.
   */
  withKey<Value>(id: string, use: (key: Uint8Array) => Value): Value;
  /** Of a key file: puts a new key beside the old one, which then is the current one. Both are at hand until `settle`. */
  prepareNext(): string;
  /** Forgets every key but the current one. */
  settle(): void;
}

export interface MasterKeyOptions {
  /** Absolute. */
  readonly directory: string;
  /** `HEADRACE_MASTER_KEY`: base64 of 32 bytes. Without it the file `master.key` of the directory is used. */
  readonly setting?: string;
  /** `HEADRACE_MASTER_KEY_PREVIOUS`, while one set by hand is being replaced. */
  readonly previousSetting?: string;
  /** Whether anything is sealed already: then a key that is missing is not made. */
  readonly isInUse: boolean;
  warn(text: string): void;
}

const fileName = "master.key";
const nextFileName = "master.key.next";

/** Throws `master-key-refused`: too short, readable by others, missing, or not to be read. */
export function openMasterKeys(options: MasterKeyOptions): MasterKeys {
  return options.setting === undefined || options.setting === "" ? keysOfFiles(options) : keysOfSettings(options);
}

/** Names a key without telling anything about it. */
export function masterKeyId(key: Uint8Array): string {
  return createHmac("sha256", key).update("headrace master key").digest("hex").slice(0, 32);
}

function keysOfSettings({ setting = "", previousSetting }: MasterKeyOptions): MasterKeys {
  const current = parseKey(setting, "HEADRACE_MASTER_KEY");
  const known = new Map([[masterKeyId(current), current]]);
  if (previousSetting !== undefined && previousSetting !== "") {
    const previous = parseKey(previousSetting, "HEADRACE_MASTER_KEY_PREVIOUS");
    known.set(masterKeyId(previous), previous);
  }
  const currentId = masterKeyId(current);
  return {
    currentId,
    origin: "setting",
    // Nowhere else to read it again from, so this copy stays.
    withKey: (id, use) => use(known.get(id) ?? missing(id)),
    prepareNext() {
      throw refused("the master key was given by HEADRACE_MASTER_KEY, so only a restart can replace it", {
        mend: "set HEADRACE_MASTER_KEY to the new key and HEADRACE_MASTER_KEY_PREVIOUS to this one, and restart",
      });
    },
    settle() {
      for (const [id, key] of known) {
        if (id === currentId) continue;
        key.fill(0);
        known.delete(id);
      }
    },
  };
}

/** Read again for each use: nothing of it stays in memory. */
function keysOfFiles({ directory, isInUse, warn }: MasterKeyOptions): MasterKeys {
  const path = join(directory, fileName);
  const nextPath = join(directory, nextFileName);
  if (readKey(path) === null) {
    if (isInUse) {
      throw refused(`the master key ${path} is not there, and secrets are sealed with it`, {
        mend: "put the file back, or set HEADRACE_MASTER_KEY to the key",
      });
    }
    writeKey(path);
    warn(
      `made a master key for secrets in ${path}; keep a copy apart from the data, or set HEADRACE_MASTER_KEY: ` +
        "without it no secret can ever be opened again",
    );
  }
  // A rotation that was interrupted goes on with the key it had made.
  let currentId = idOf(readKey(nextPath) ?? readKey(path));
  return {
    get currentId() {
      return currentId;
    },
    origin: "file",
    withKey(id, use) {
      for (const key of [readKey(path), readKey(nextPath)]) {
        if (key === null) continue;
        try {
          if (masterKeyId(key) === id) return use(key);
        } finally {
          key.fill(0);
        }
      }
      return missing(id);
    },
    prepareNext() {
      if (readKey(nextPath) === null) writeKey(nextPath);
      currentId = idOf(readKey(nextPath));
      return currentId;
    },
    settle() {
      if (readKey(nextPath) !== null) renameSync(nextPath, path);
    },
  };
}

function idOf(key: Buffer | null): string {
  if (key === null) throw refused("the master key has gone meanwhile", { mend: "put the file back" });
  try {
    return masterKeyId(key);
  } finally {
    key.fill(0);
  }
}

function writeKey(path: string): void {
  const key = randomBytes(keyLength);
  const made = `${path}.made`;
  try {
    rmSync(made, { force: true });
    const file = openSync(made, "wx", 0o600);
    try {
      writeFileSync(file, `${key.toString("base64")}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(made, path);
  } catch (cause) {
    throw refused(`could not write the master key ${path}`, { cause, mend: "make the data directory writable" });
  } finally {
    key.fill(0);
  }
}

/** Null when it is not there. */
function readKey(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw refused(`could not read the master key ${path}`, { cause, mend: "make it readable for who runs the server" });
  }
  try {
    if (process.platform !== "win32" && (fstatSync(file).mode & 0o077) !== 0) {
      throw refused(`others than its owner may read or write the master key ${path}`, {
        mend: `run \`chmod 600 ${path}\`, and rotate the key if somebody may have read it`,
      });
    }
    return parseKey(readFileSync(file, "utf8"), path);
  } finally {
    closeSync(file);
  }
}

function parseKey(text: string, from: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, "base64");
  // Node skips what is no base64; a key that lost characters on its way must not become a shorter one.
  const isWhole = /^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed) && key.length === keyLength;
  if (isWhole) return key;
  throw refused(`the master key of ${from} is not base64 of ${keyLength} bytes`, {
    mend: "make one with `openssl rand -base64 32`",
  });
}

function missing(id: string): never {
  throw refused(`the master key ${id.slice(0, 8)} that something is sealed with is not at hand`, {
    mend: "give the key that this data was sealed with; while it is replaced, as HEADRACE_MASTER_KEY_PREVIOUS",
  });
}

function refused(message: string, options: { readonly mend: string; readonly cause?: unknown }): HeadraceError {
  return new HeadraceError("master-key-refused", message, options);
}
