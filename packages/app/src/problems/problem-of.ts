import { ForgeError } from "@headrace/forges";
import { type ErrorCode, HeadraceError } from "@headrace/pipeline";
import { databaseFault } from "./database-fault.ts";
import { Problem, type ProblemCode } from "./problem.ts";

/** What the core threw, in an operation's words. What is nobody's answer stays `internal`, its message untold. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HeadraceError) {
    const code = codes[error.code] ?? "internal";
    if (code !== "internal") {
      return new Problem(code, error.message, {
        cause: error,
        mend: error.mend,
        detail: { cause: error.code, ...retryAfterOf(error) },
      });
    }
  }
  const fault = databaseFault(error);
  if (fault !== undefined) {
    const [message, mend] = faults[fault];
    return new Problem(fault, message, { cause: error, mend });
  }
  return new Problem("internal", "something went wrong inside Headrace", {
    cause: error,
    mend: "try again; if it stays, give the request's id to whoever runs this server",
  });
}

/** In whole seconds, as the header has it. */
function retryAfterOf(error: HeadraceError): { readonly retryAfter?: number } {
  if (!(error instanceof ForgeError) || error.retryAfter === undefined) return {};
  return { retryAfter: Math.ceil(error.retryAfter / 1000) };
}

const faults = {
  unavailable: ["the database is busy or cannot be reached", "try again soon"],
  "storage-full": ["there is no space left where the server keeps its data", "tell whoever runs this server"],
} as const;

const codes: Partial<Record<ErrorCode, ProblemCode>> = {
  "file-not-found": "not-found",
  "not-a-file": "invalid-input",
  "invalid-definition": "invalid-definition",
  "invalid-argument": "invalid-input",
  "bad-expression": "invalid-definition",
  "secret-not-given": "invalid-input",
  "not-supported-yet": "not-supported",
  "execution-not-found": "not-found",
  "stage-not-found": "not-found",
  "artifact-not-found": "not-found",
  "log-not-found": "not-found",
  "execution-owned": "conflict",
  "execution-not-waiting": "conflict",
  "approval-not-waiting": "not-waiting",
  "approval-already-given": "conflict",
  "ref-not-found": "invalid-input",
  "file-too-large": "too-large",
  "address-refused": "address-refused",
  "repository-unreachable": "unavailable",
  "path-escapes-workspace": "invalid-input",
  "disk-full": "storage-full",
  "database-busy": "unavailable",
  "database-unreachable": "unavailable",
  "blob-missing": "gone",
  "master-key-refused": "conflict",
  "forge-unauthorized": "forge-refused",
  "forge-forbidden": "forge-refused",
  "forge-not-found": "forge-refused",
  "forge-refused": "forge-refused",
  "forge-limited": "forge-limited",
  "forge-unreachable": "forge-unavailable",
  "forge-failed": "forge-unavailable",
  "forge-answer-unreadable": "forge-unavailable",
  "forge-answer-too-large": "forge-unavailable",
};
