import { type ErrorCode, HeadraceError } from "@headrace/pipeline";

/**
 * The one translation of what the operating system and SQLite say into our own codes, so that a full disk
 * is called a full disk wherever it is met. Told apart by code, never by text.
 *
 * @param what what was being done, to go after "could not": `write the log of build`.
 */
export function environmentError(cause: unknown, what: string): HeadraceError {
  if (cause instanceof HeadraceError) return cause;
  const code = sqliteCode(cause) ?? systemCode(cause) ?? "internal";
  const reason = reasonOf(cause);
  const mend = mends[code];
  return new HeadraceError(code, `could not ${what}: ${reason}`, mend === undefined ? { cause } : { mend, cause });
}

const mends: Readonly<Partial<Record<ErrorCode, string>>> = {
  "disk-full":
    "free some space, or choose another disk: with --data for what is kept, with TMPDIR for workspaces and scripts",
  "data-directory-unwritable": "give this user the right to write there, or choose another directory with --data",
  "database-busy": "another process holds the database; wait for it to end, or choose another directory with --data",
  "database-damaged": "restore the data directory from a copy, or move it away to start afresh",
};

/** In words where there are good ones, else as the system says it. */
function reasonOf(cause: unknown): string {
  switch (property(cause, "code")) {
    case "ENOSPC":
      return "the disk is full";
    case "EDQUOT":
      return "the quota of this user is used up";
    case "EACCES":
      return "permission denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOTDIR":
      return "a file stands where a directory is needed";
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

/** By errno. https://man7.org/linux/man-pages/man3/errno.3.html */
function systemCode(cause: unknown): ErrorCode | undefined {
  const code = property(cause, "code");
  if (typeof code !== "string" || property(cause, "syscall") === undefined) return undefined;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return "disk-full";
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
      return "data-directory-unwritable";
    case "ENOENT":
      // A directory is made with those above it, except where the kernel keeps its own: in /proc.
      return property(cause, "syscall") === "mkdir" ? "data-directory-unwritable" : "infrastructure";
    default:
      return "infrastructure";
  }
}

/** By SQLite's primary result code. https://sqlite.org/rescode.html */
function sqliteCode(cause: unknown): ErrorCode | undefined {
  if (property(cause, "code") !== "ERR_SQLITE_ERROR") return undefined;
  const extended = property(cause, "errcode");
  if (typeof extended !== "number") return "infrastructure";
  switch (extended & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
    case 15: // SQLITE_PROTOCOL: the locking of the write-ahead log was contended for too long
      return "database-busy";
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
      return "data-directory-unwritable";
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return "database-damaged";
    case 13: // SQLITE_FULL
      return "disk-full";
    case 1: // SQLITE_ERROR
    case 18: // SQLITE_TOOBIG
    case 19: // SQLITE_CONSTRAINT
    case 20: // SQLITE_MISMATCH
    case 21: // SQLITE_MISUSE
    case 25: // SQLITE_RANGE
      return "internal";
    default:
      return "infrastructure";
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
