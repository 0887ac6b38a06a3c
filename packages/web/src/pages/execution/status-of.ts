import type { InstanceState } from "@headrace/execution";

/** What one instance is at, in the words that statuses are shown by. */
export function statusOfInstance({ status, outcome, reused, waitingFor }: InstanceState): string {
  if (reused) return "reused";
  if (outcome !== undefined) return outcome;
  if (status === "waiting") return waitingFor === "approval" ? "asking" : "interrupted";
  return status === "finished" ? "unknown" : status;
}

/** Of several instances, what has to be known first. */
const weight = [
  "failed",
  "outOfMemory",
  "timedOut",
  "infrastructure",
  "rejected",
  "asking",
  "interrupted",
  "cancelling",
  "retrying",
  "running",
  "queued",
  "pending",
  "cancelled",
  "success",
  "reused",
  "skipped",
];

export function worstStatus(statuses: readonly string[]): string {
  return weight.find((status) => statuses.includes(status)) ?? "pending";
}
