import type { AllowFailure } from "@headrace/pipeline";

/** Whether a failure with this exit code counts as success for what comes after. */
export function isAllowed(allowFailure: AllowFailure, exitCode: number | null): boolean {
  if (typeof allowFailure === "boolean") return allowFailure;
  return exitCode !== null && allowFailure.exitCodes.includes(exitCode);
}
