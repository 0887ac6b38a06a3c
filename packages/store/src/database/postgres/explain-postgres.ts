import { type ErrorCode, HeadraceError } from "@headrace/pipeline";
import { DatabaseError } from "pg";

/** A foreign error of the server or of the way to it by our own codes; told apart by SQLSTATE, never by text. */
export function explainPostgres(cause: unknown, what: string, address: string): HeadraceError {
  if (cause instanceof HeadraceError) return cause;
  const code = codeOf(cause);
  const mend = mends[code];
  const reason = reasonOf(cause);
  const message = code === "database-unreachable" ? `${reason} (${address})` : reason;
  return new HeadraceError(code, `could not ${what}: ${message}`, mend === undefined ? { cause } : { mend, cause });
}

/** The connection is gone or was never made; what was asked may or may not have been done. */
export function isConnectionLoss(cause: unknown): boolean {
  // What is no answer of the server's comes from the socket or from the driver when the socket has closed.
  if (!(cause instanceof DatabaseError)) return !(cause instanceof HeadraceError);
  const state = cause.code ?? "";
  // 08: connection exceptions; 57P01–03: shut down, crashed, starting up; 53300: too many connections.
  return state.startsWith("08") || ["57P01", "57P02", "57P03", "53300"].includes(state);
}

/** Another writer was in the way at that moment: the same work may pass when it is done again. */
export function isConflict(cause: unknown): boolean {
  // 23505: a key that somebody else has just taken; 40001 and 40P01: serialization and deadlock.
  return cause instanceof DatabaseError && ["23505", "40001", "40P01"].includes(cause.code ?? "");
}

const mends: Readonly<Partial<Record<ErrorCode, string>>> = {
  "database-unreachable":
    "see that PostgreSQL runs and takes connections, and that the address and the password are right",
  "database-busy": "others hold what is needed, or all connections; try again, or let the server take more connections",
  "database-damaged": "restore the database from a copy",
  "disk-full": "free some space on the database's disk",
};

/** By SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
function codeOf(cause: unknown): ErrorCode {
  if (!(cause instanceof DatabaseError)) return "database-unreachable";
  const state = cause.code ?? "";
  switch (state) {
    case "53100": // disk_full
      return "disk-full";
    case "53300": // too_many_connections
    case "55P03": // lock_not_available
    case "57014": // query_canceled
    case "40001": // serialization_failure
    case "40P01": // deadlock_detected
      return "database-busy";
    case "XX001": // data_corrupted
    case "XX002": // index_corrupted
      return "database-damaged";
    case "25006": // read_only_sql_transaction: a replica
    case "3D000": // invalid_catalog_name: no such database
    case "42501": // insufficient_privilege
    case "57P01":
    case "57P02":
    case "57P03":
      return "database-unreachable";
  }
  switch (state.slice(0, 2)) {
    case "08": // connection exceptions
    case "28": // invalid authorization
      return "database-unreachable";
    case "22": // data exceptions
    case "23": // integrity constraints
    case "42": // syntax or access rule
      return "internal";
    default:
      return "infrastructure";
  }
}

function reasonOf(cause: unknown): string {
  // Several addresses were tried, and each failed in its own way.
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
