import { HeadraceError } from "@headrace/pipeline";

/**
 * What kept a fetch from beginning or ending, such as a name that nobody knows or a host that takes too long, is told of
 * the repository: who asked for it can change that, and its credentials are in none of these messages.
 */
export function fetchFault(error: unknown, url: string): unknown {
  if (!(error instanceof HeadraceError) || error.code !== "infrastructure") return error;
  return new HeadraceError("repository-unreachable", `could not fetch ${url}: ${error.message}`, {
    ...(error.mend === undefined ? {} : { mend: error.mend }),
    cause: error,
  });
}
