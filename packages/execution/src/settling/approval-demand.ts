import type { ApprovalPart, ApprovalRequested, StageQueued } from "../events.ts";
import type { ExecutionPlan } from "../plan-types.ts";

/** The consent that an environment asks for, beside what the stage itself asks for. */
export interface ApprovalDemand {
  /** Empty for whoever else may. */
  readonly approvers: readonly string[];
  readonly minimum: number;
  readonly preventSelfApproval: boolean;
  /** Milliseconds; without limit where it is absent. */
  readonly timeout?: number;
}

/**
 * What becomes of an instance that would be let go on: people are asked, or more of them. Each rule's approvals are
 * counted for themselves, the shorter time limit holds. `now` is epoch milliseconds.
 */
export function withApprovalDemand(
  released: StageQueued | ApprovalRequested,
  demand: ApprovalDemand,
  { plan, now }: { readonly plan: ExecutionPlan; readonly now: number },
): ApprovalRequested {
  const part: ApprovalPart = {
    from: "environment",
    approvers: demand.approvers,
    minimum: Math.max(1, demand.minimum),
  };
  const limit = demand.timeout === undefined ? undefined : now + demand.timeout;
  if (released.type === "stage.queued") {
    return {
      ...released,
      type: "approval.requested",
      approvers: part.approvers,
      minimum: part.minimum,
      parts: [part],
      preventSelfApproval: demand.preventSelfApproval,
      commit: plan.git.commit,
      digest: plan.digest,
      ...(limit === undefined ? {} : { expiresAt: limit }),
    };
  }
  const { approvers, minimum, preventSelfApproval, expiresAt } = released;
  const own: ApprovalPart = { from: "stage", approvers, minimum: Math.max(1, minimum) };
  const limits = [expiresAt, limit].filter((each) => each !== undefined);
  return {
    ...released,
    approvers: [...new Set([...approvers, ...part.approvers])],
    minimum: own.minimum + part.minimum,
    parts: [own, part],
    preventSelfApproval: preventSelfApproval || demand.preventSelfApproval,
    ...(limits.length === 0 ? {} : { expiresAt: Math.min(...limits) }),
  };
}
