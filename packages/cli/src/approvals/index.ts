import type { CommandContext } from "../context.ts";
import type { Reporter } from "../output/reporter.ts";
import type { Approver } from "./approver.ts";
import type { ApprovalRequest, GivenApprovals } from "./given-approvals.ts";

// Most pipelines ask nobody, and then none of this is loaded.

/** See `givenApprovals`. */
export async function approvalsFor(context: CommandContext, request: ApprovalRequest): Promise<GivenApprovals | null> {
  const asks = request.state.plan.pipeline.stages.some(({ approval }) => approval !== undefined);
  if (!asks && request.approve.length === 0) return null;
  const { givenApprovals } = await import("./given-approvals.ts");
  return givenApprovals(context, request);
}

/** Null where nothing will be asked. */
export async function createApproverFor(
  context: CommandContext,
  { consents, reporter }: { readonly consents: GivenApprovals | null; readonly reporter: Reporter },
): Promise<Approver | null> {
  if (consents === null) return null;
  const { createApprover } = await import("./approver.ts");
  return createApprover(context, { consents, reporter });
}
