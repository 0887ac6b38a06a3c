import { HeadraceError } from "@headrace/pipeline";
import { environmentError } from "../../environment-error.ts";

/** The system's code of an error: `ENOENT`; empty when it has none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/**
 * What the machine refused to do for a stage, as the error that the engine reports.
 *
 * @param what what was being done, to go after "could not": `start /bin/sh`.
 */
export function environmentFault(what: string, cause: unknown): HeadraceError {
  const code = systemCode(cause);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return environmentError(cause, what);
    case "EMFILE":
    case "ENFILE":
      return new HeadraceError("infrastructure", `could not ${what}: too many open files (${code})`, {
        cause,
        mend: "raise the limit (ulimit -n), or lower the concurrency",
      });
    case "EAGAIN":
    case "ENOMEM":
      return new HeadraceError("infrastructure", `could not ${what}: no process or memory was left (${code})`, {
        cause,
        mend: "raise the limit (ulimit -u), free memory, or lower the concurrency",
      });
    default: {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return new HeadraceError("infrastructure", `could not ${what}: ${reason}`, { cause });
    }
  }
}
