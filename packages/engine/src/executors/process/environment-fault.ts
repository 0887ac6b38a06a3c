import { HeadraceError } from "@headrace/pipeline";

/** The system's code of an error: `ENOENT`; empty when it has none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** What the surroundings did to us, as the error that the engine reports. */
export function environmentFault(what: string, cause: unknown): HeadraceError {
  const code = systemCode(cause);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new HeadraceError("disk-full", `${what}: the disk is full`, { cause, mend: "Free some space." });
    case "EMFILE":
    case "ENFILE":
      return new HeadraceError("infrastructure", `${what}: too many open files`, {
        cause,
        mend: "Raise the limit (ulimit -n) or lower the concurrency.",
      });
    case "EAGAIN":
    case "ENOMEM":
      return new HeadraceError("infrastructure", `${what}: no process or memory was left (${code})`, {
        cause,
        mend: "Raise the limit (ulimit -u), free memory or lower the concurrency.",
      });
    default: {
      const detail = cause instanceof Error ? cause.message : String(cause);
      return new HeadraceError("infrastructure", `${what}: ${detail}`, { cause });
    }
  }
}
