import { Problem } from "@headrace/app";

/** More than any input of ours has; the protocol's library follows each level by a call, and runs out of stack. */
const deepest = 64;

/** Throws `invalid-input` for JSON that is nested more deeply than anything that is taken. */
export function refuseDeep(body: unknown): void {
  let level: readonly unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) {
      throw new Problem("invalid-input", `the body is nested more than ${deepest} levels deep`, {
        mend: "send a message of the protocol",
      });
    }
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
}
