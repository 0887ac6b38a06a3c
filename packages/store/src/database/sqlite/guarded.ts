import { environmentError } from "@headrace/engine";

/** Runs `work`; what goes wrong is told by our own codes. `what` goes after "could not". */
export function guarded<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw environmentError(cause, what);
  }
}
