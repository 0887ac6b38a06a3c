/** Every way in which an operation can refuse, with its HTTP status. A closed list: clients match on these. */
export const problemStatus = {
  "invalid-input": 400,
  "invalid-definition": 422,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "active-pipeline-exists": 409,
  "version-conflict": 409,
  "idempotency-conflict": 409,
  "not-waiting": 409,
  "already-ended": 409,
  "request-timeout": 408,
  gone: 410,
  "precondition-required": 428,
  "too-large": 413,
  "unsupported-media-type": 415,
  "range-not-satisfiable": 416,
  "address-refused": 422,
  /** A host of code did not do it: the token, its scopes, or what was asked for. */
  "forge-refused": 422,
  "not-supported": 422,
  "headers-too-large": 431,
  "limit-reached": 429,
  "rate-limited": 429,
  internal: 500,
  /** A host of code could not be asked, or gave no answer that can be used. */
  "forge-unavailable": 502,
  /** A host of code takes no more requests of a connection for now. */
  "forge-limited": 503,
  "storage-full": 507,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;

export interface ProblemOptions {
  /** What to do about it; undefined only where another server said nothing. */
  readonly mend: string | undefined;
  /** Where in the input each fault lies. */
  readonly faults?: readonly Fault[];
  /** More that a program can use, such as both texts of a version conflict. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export interface Fault {
  /** Path in the input, such as `stages.0.name`. */
  readonly path: string;
  readonly message: string;
  /** What to do about this one. */
  readonly mend?: string;
}

/** Thrown by operations for what the asker did or asked; each face says it in its own form (RFC 9457 over HTTP). */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly mend: string | undefined;
  readonly faults: readonly Fault[];
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, message: string, options: ProblemOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.mend = options.mend;
    this.faults = options.faults ?? [];
    this.detail = options.detail ?? {};
  }

  get status(): number {
    return problemStatus[this.code];
  }
}

/** One field of the input that is wrong: `path` says which, `message` goes after it. */
export function wrongField(path: string, message: string, mend: string): Problem {
  return new Problem("invalid-input", `${path}: ${message}`, { mend, faults: [{ path, message, mend }] });
}

export function notSignedIn(): Problem {
  return new Problem("unauthenticated", "you are not signed in", {
    mend: "sign in, or send a token as `Authorization: Bearer …`",
  });
}

/** What can only be by a fault of our own. */
export function ownFault(message: string): Problem {
  return new Problem("internal", message, { mend: "tell whoever runs this server" });
}

/** The same words for what does not exist and for what belongs to somebody else: they cannot be told apart. */
export function notFound(what: string, id: string): Problem {
  return new Problem("not-found", `there is no ${what} "${id}"`, {
    mend: `list what there is, or ask for access`,
  });
}
