import { HeadraceError } from "@headrace/pipeline";
import type { ApprovalDecided } from "../events.ts";
import type { ApprovalDecisionKind } from "../outcome.ts";
import type { ExecutionState } from "../state/execution-state.ts";
import { instanceOf, stageOf } from "../state/read-state.ts";
import { approvalVerdict } from "./approval-verdict.ts";
import type { InstanceRef } from "./settle-attempt.ts";

/** One person's word on one instance that waits for approval. */
export interface ApprovalAnswer extends InstanceRef {
  /** Who, as the application names people: the same person always by the same text. */
  readonly by: string;
  readonly decision: ApprovalDecisionKind;
  readonly comment?: string;
}

export type AnsweredApproval =
  | { readonly ok: true; readonly event: ApprovalDecided }
  | { readonly ok: false; readonly error: HeadraceError };

/**
 * The event that records a person's word, or why it cannot be taken: `stage-not-found`, `invalid-argument`,
 * `approval-not-waiting`, `approval-already-given`. Whether that person may decide is not asked here.
 * `now` is epoch milliseconds.
 */
export function answerApproval(state: ExecutionState, answer: ApprovalAnswer, now: number): AnsweredApproval {
  const { stage, instance, by, decision, comment } = answer;
  const refuse = (...error: ConstructorParameters<typeof HeadraceError>): AnsweredApproval => ({
    ok: false,
    error: new HeadraceError(...error),
  });
  if (by.trim() === "") return refuse("invalid-argument", "a decision needs the name of who takes it");
  const waiting = instanceOf(state, stage, instance);
  if (waiting === undefined && stageOf(state, stage) === undefined) {
    return refuse("stage-not-found", `the execution has no stage "${stage}"`);
  }
  const { approval } = waiting ?? {};
  if (waiting?.status !== "waiting" || waiting.waitingFor !== "approval" || approval === undefined) {
    return refuse("approval-not-waiting", `"${instance}" does not wait for an approval${nowDoing(waiting?.status)}`, {
      mend: "look at the execution again: it may have been decided or cancelled since",
    });
  }
  const verdict = approvalVerdict(approval, now);
  if (verdict === "expired") return refuse("approval-not-waiting", `the approval of "${instance}" has expired`);
  if (verdict !== undefined)
    return refuse("approval-not-waiting", `the approval of "${instance}" is ${verdict} already`);
  const earlier = approval.decisions.find((each) => each.by === by);
  if (earlier !== undefined) {
    const word = earlier.decision === "approve" ? "approved" : "rejected";
    return refuse("approval-already-given", `${by} has ${word} "${instance}" already`, {
      mend: "somebody else has to decide",
    });
  }
  return {
    ok: true,
    event: {
      type: "approval.decided",
      stage,
      instance,
      by,
      decision,
      ...(comment === undefined || comment === "" ? {} : { comment }),
    },
  };
}

function nowDoing(status: string | undefined): string {
  return status === undefined ? "" : `: it is ${status}`;
}
