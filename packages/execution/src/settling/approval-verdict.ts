import type { ApprovalOutcome } from "../outcome.ts";
import type { ApprovalState } from "../state-types.ts";

/**
 * What an approval has come to at `now` (epoch milliseconds); undefined while people are still asked.
 * One who rejects is enough; what people have said counts also when it is looked at only after the time was over.
 */
export function approvalVerdict(approval: ApprovalState, now: number): ApprovalOutcome | undefined {
  if (approval.outcome !== undefined) return approval.outcome;
  if (approval.decisions.some(({ decision }) => decision === "reject")) return "rejected";
  if (approval.decisions.length >= Math.max(1, approval.minimum)) return "approved";
  return approval.expiresAt !== undefined && approval.expiresAt <= now ? "expired" : undefined;
}

/** From when on there is a verdict, as far as is known: at once, at the time limit, or never unless people speak. */
export function dueAt(approval: ApprovalState | undefined): number {
  if (approval === undefined) return never;
  return approvalVerdict(approval, Number.NEGATIVE_INFINITY) === undefined ? (approval.expiresAt ?? never) : 0;
}

/** A number that compares like any other time. */
export const never = Number.MAX_SAFE_INTEGER;
