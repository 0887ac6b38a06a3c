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
] as const;
export type Outcome = (typeof outcomes)[number];

/** What `needs.x.result` says: GitHub's four. An allowed failure and a reused stage are `success`. */
export type Result = "success" | "failure" | "cancelled" | "skipped";

/** How a whole execution ended. */
export type ExecutionOutcome = "success" | "failed" | "timedOut" | "cancelled";
