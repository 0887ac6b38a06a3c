import type { EventBody } from "../events.ts";
import type { ApprovalOutcome } from "../outcome.ts";
import type { ExecutionState } from "../state/execution-state.ts";
import { instanceOf } from "../state/read-state.ts";
import type { ApprovalState } from "../state-types.ts";
import type { InstanceRef } from "./settle-attempt.ts";

/**
 * Answers `conclude`: `approval.settled`, then `stage.queued` where it was approved, and `stage.finished` with
 * `rejected` where it was not. A refusal is a person's word and never an allowed failure. Only what is not recorded
 * yet, so that a conclusion that a crash cut short can be asked for again; nothing for what waits for no approval.
 */
export function settleApproval(
  state: ExecutionState,
  { stage, instance, outcome }: InstanceRef & { readonly outcome: ApprovalOutcome },
): readonly EventBody[] {
  const waiting = instanceOf(state, stage, instance);
  const approval = waiting?.approval;
  if (waiting?.status !== "waiting" || waiting.waitingFor !== "approval" || approval === undefined) return [];
  const final = approval.outcome ?? outcome;
  const settled: readonly EventBody[] =
    approval.outcome === undefined ? [{ type: "approval.settled", stage, instance, outcome: final }] : [];
  if (final === "approved") {
    const { matrix, outlivesCancel, concurrency, environment } = waiting;
    return [
      ...settled,
      {
        type: "stage.queued",
        stage,
        instance,
        ...(matrix === undefined ? {} : { matrix }),
        ...(outlivesCancel ? { outlivesCancel } : {}),
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(environment === undefined ? {} : { environment }),
      },
    ];
  }
  return [
    ...settled,
    {
      type: "stage.finished",
      stage,
      instance,
      attempt: 0,
      outcome: "rejected",
      exitCode: null,
      durationMs: 0,
      allowed: false,
      outputs: {},
      message: refusal(final, approval),
    },
  ];
}

function refusal(outcome: Exclude<ApprovalOutcome, "approved">, { decisions, minimum }: ApprovalState): string {
  if (outcome === "expired") {
    const approved = decisions.length;
    return `the approval expired: ${approved} of ${minimum} had approved`;
  }
  const rejection = decisions.find(({ decision }) => decision === "reject");
  if (rejection === undefined) return "rejected";
  const { by, comment } = rejection;
  return `rejected by ${by}${comment === undefined || comment === "" ? "" : `: ${comment}`}`;
}
