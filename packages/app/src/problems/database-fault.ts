import type { ProblemCode } from "./problem.ts";

const unavailable = /^(?:08...|40001|40P01|53300|55P03|57014|57P0[1-3]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
const full = /^(?:53100|ENOSPC|EDQUOT)$/;

/**
 * What a query threw that nobody's request is to blame for, and that may pass: told by SQLite's result code
 * (https://sqlite.org/rescode.html), by SQLSTATE or by the socket's code, never by text. Undefined for everything else.
 */
export function databaseFault(error: unknown): Extract<ProblemCode, "unavailable" | "storage-full"> | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("errcode" in error && typeof error.errcode === "number") {
    // The lowest byte of an extended code.
    switch (error.errcode & 0xff) {
      case 5: // SQLITE_BUSY
      case 6: // SQLITE_LOCKED
        return "unavailable";
      case 13: // SQLITE_FULL
        return "storage-full";
      default:
        return undefined;
    }
  }
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  if (full.test(error.code)) return "storage-full";
  return unavailable.test(error.code) ? "unavailable" : undefined;
}
