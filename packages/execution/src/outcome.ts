/** How a stage, or one instance or attempt of it, ended. Data, never an exception. */
export const outcomes = [
  "success",
  "failed",
  "timedOut",
  "outOfMemory",
  "infrastructure",
  "cancelled",
  "rejected",
  "skipped",
  /** Of a run elsewhere, in a word that nobody here knows. */
  "unknown",
] as const;
export type Outcome = (typeof outcomes)[number];

/** What `needs.x.result` says: GitHub's four. An allowed failure and a reused stage are `success`. */
export type Result = "success" | "failure" | "cancelled" | "skipped";

/** How a whole execution ended. */
export type ExecutionOutcome = "success" | "failed" | "timedOut" | "cancelled" | "unknown";

/** Why an execution is being ended before its time. `superseded`: a newer one of its concurrency group takes its place. */
export type CancelReason = "requested" | "timedOut" | "failFast" | "superseded";

export const approvalDecisions = ["approve", "reject"] as const;
export type ApprovalDecisionKind = (typeof approvalDecisions)[number];

/** What an approval came to. */
export type ApprovalOutcome = "approved" | "rejected" | "expired";

export function resultOf(outcome: Outcome, allowed: boolean): Result {
  switch (outcome) {
    case "success":
      return "success";
    case "failed":
    case "timedOut":
    case "outOfMemory":
    case "infrastructure":
    case "rejected":
    case "unknown":
      return allowed ? "success" : "failure";
    case "cancelled":
      return "cancelled";
    case "skipped":
      return "skipped";
  }
}

/** Of a stage with several instances: failure before cancelled before skipped before success. */
export function combineResults(results: Iterable<Result>): Result {
  const found = new Set(results);
  for (const result of ["failure", "cancelled", "skipped"] as const) if (found.has(result)) return result;
  return "success";
}
