import { HeadraceError } from "@headrace/pipeline";
import { ForgeError } from "./forge-error.ts";

/**
 * Why a forge could not be asked, or an answer not be read to its end.
 * @param timeout milliseconds, where they ran out.
 */
export function explainFault(error: unknown, what: string, timeout?: number): HeadraceError {
  // A name that cannot be resolved is told as the engine's fault; here the forge is what cannot be reached.
  const isUnresolved = error instanceof HeadraceError && error.code === "infrastructure";
  if (error instanceof HeadraceError && !isUnresolved) return error;
  const cause = isUnresolved ? error.cause : error;
  const why = timeout === undefined ? reasonOf(cause) : `it took longer than ${timeout / 1000} s`;
  return new ForgeError("forge-unreachable", `${what} got no whole answer: ${why}`, {
    mend: "look at the network and the connection's base URL, or try again later",
    cause,
  });
}

/** By Node's and the system's codes. https://nodejs.org/api/errors.html#common-system-errors */
export function reasonOf(cause: unknown): string {
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its name cannot be resolved";
    case "ECONNREFUSED":
      return "nothing listens there";
    case "ECONNRESET":
    case "EPIPE":
      return "the connection was cut";
    case "ETIMEDOUT":
      return "it fell silent";
    default:
      return typeof code === "string" ? code : "the connection broke";
  }
}
