import type { ApprovalOutcome, CancelReason } from "./outcome.ts";

/**
 * What is due. Each action but `wake` is answered by an event appended before it is acted on,
 * and that event makes it disappear from what `decide` gives.
 */
export type Action =
  /** First of all: answered by `execution.started`. */
  | { readonly kind: "begin" }
  /** The needs of this stage are settled: answered by the events of `settleStage`. */
  | { readonly kind: "settle"; readonly stage: string }
  /** An approval is decided, or its time is over: answered by the events of `settleApproval`. */
  | { readonly kind: "conclude"; readonly stage: string; readonly instance: string; readonly outcome: ApprovalOutcome }
  /** A slot is free: answered by `stage.started` (or `stage.reused`), then run it. */
  | { readonly kind: "start"; readonly stage: string; readonly instance: string; readonly attempt: number }
  /** Stop what runs: answered by `stage.cancelling`. */
  | { readonly kind: "cancel"; readonly stage: string; readonly instance: string; readonly reason: CancelReason }
  /** Queued, but no longer wanted: answered by `stage.skipped`. */
  | {
      readonly kind: "drop";
      readonly stage: string;
      readonly instance: string;
      readonly reason: "cancelled" | "failFast";
    }
  /** A stage failed for good and the pipeline says `failFast`: answered by `execution.cancelling`. */
  | { readonly kind: "fail-fast" }
  /** Nothing more is due before this time (a retry's backoff, the end of an approval). Epoch milliseconds. */
  | { readonly kind: "wake"; readonly at: number }
  /** Everything is settled: answered by `execution.finished`. */
  | { readonly kind: "finish" };
