/**
 * Every way in which Headrace itself can fail, with whose fault it is.
 * What a user's program does is never one of these: it is an outcome.
 */
export const errorCodes = {
  "file-not-found": "user",
  "not-a-file": "user",
  "invalid-definition": "user",
  "invalid-argument": "user",
  "bad-expression": "user",
  "secret-not-given": "user",
  "not-supported-yet": "user",
  "execution-not-found": "user",
  "stage-not-found": "user",
  "artifact-not-found": "user",
  "log-not-found": "user",
  "execution-owned": "user",
  "execution-not-waiting": "user",
  "approval-not-waiting": "user",
  "approval-already-given": "user",
  "approval-not-given": "user",
  "path-escapes-workspace": "user",
  "address-refused": "user",
  "ref-not-found": "user",
  "file-too-large": "user",
  "repository-unreachable": "environment",
  "data-directory-unwritable": "environment",
  "data-directory-gone": "environment",
  "data-directory-held": "environment",
  "address-in-use": "environment",
  "server-refused": "user",
  "server-unreachable": "environment",
  "disk-full": "environment",
  "database-newer": "environment",
  "database-damaged": "environment",
  "database-busy": "environment",
  "database-unreachable": "environment",
  "master-key-refused": "environment",
  "blob-missing": "environment",
  "blob-damaged": "environment",
  "forge-unauthorized": "user",
  "forge-forbidden": "user",
  "forge-not-found": "user",
  "forge-refused": "user",
  "forge-limited": "environment",
  "forge-unreachable": "environment",
  "forge-failed": "environment",
  "forge-answer-unreadable": "environment",
  "forge-answer-too-large": "environment",
  infrastructure: "environment",
  internal: "ours",
} as const;

export type ErrorCode = keyof typeof errorCodes;
export type Fault = (typeof errorCodes)[ErrorCode];

/** An error that says what, where and how to mend; its code says whose fault it is. */
export class HeadraceError extends Error {
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly mend: string | undefined;

  constructor(code: ErrorCode, message: string, options: { readonly mend?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HeadraceError";
    this.code = code;
    this.mend = options.mend;
  }

  get fault(): Fault {
    return errorCodes[this.code];
  }
}
