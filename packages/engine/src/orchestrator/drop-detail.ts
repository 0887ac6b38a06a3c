import type { ExecutionState } from "@headrace/execution";

export const supersededDetail = "a newer execution of its concurrency group takes its place";

/** Why what has not started yet does not run any more, in words. */
export function dropDetail(reason: "cancelled" | "failFast", { cancelReason }: ExecutionState): string {
  if (reason === "failFast") return "another instance failed";
  switch (cancelReason) {
    case "timedOut":
      return "the pipeline took longer than its timeout";
    case "superseded":
      return supersededDetail;
    case "failFast":
      return "another stage failed";
    default:
      return "the execution was cancelled";
  }
}
