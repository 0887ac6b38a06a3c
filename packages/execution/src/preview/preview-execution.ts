import { decide } from "../decide.ts";
import type { EventBody, SkipReason } from "../events.ts";
import type { ExecutionPlan } from "../plan-types.ts";
import { reduce } from "../reduce.ts";
import type { Outside } from "../settling/outside.ts";
import { settleApproval } from "../settling/settle-approval.ts";
import { settleAttempt } from "../settling/settle-attempt.ts";
import { settleStage } from "../settling/settle-stage.ts";
import type { ExecutionState } from "../state/execution-state.ts";
import { initialState } from "../state/initial-state.ts";
import { stagesOf } from "../state/read-state.ts";
import { createDoubts } from "./doubts.ts";
import { type Foreseen, foresee, foreseeUnexpanded } from "./foresee.ts";

/** What would become of one stage instance if every stage that runs succeeded. */
export type PreviewedInstance =
  | { readonly kind: "run"; readonly stage: string; readonly instance: string; readonly why: string }
  | {
      readonly kind: "skip";
      readonly stage: string;
      readonly instance: string;
      readonly reason: SkipReason;
      readonly why: string;
    }
  | { readonly kind: "carry"; readonly stage: string; readonly instance: string; readonly why: string }
  /** It depends on what an earlier stage will have put out, or cannot be evaluated. */
  | { readonly kind: "unknown"; readonly stage: string; readonly instance: string; readonly why: string };

/**
 * What would run and why, in the order in which it would become due: the execution itself, played through with every
 * attempt succeeding. What depends on outputs, which only running sets, is told as not known, and played as if it ran.
 * Pure; nothing is run.
 */
export function previewExecution(plan: ExecutionPlan, outside: Outside): readonly PreviewedInstance[] {
  let state = initialState(plan);
  const previewed: PreviewedInstance[] = [];
  const doubts = createDoubts(outside);
  const apply = (bodies: readonly EventBody[]): void => {
    for (const body of bodies) {
      state = reduce(state, { seq: state.seq + 1, at: 0, executionId: plan.executionId, ...body });
    }
  };
  const perform = ({ body, told }: Foreseen): void => {
    apply([body]);
    if (told !== undefined) previewed.push(told);
    // Consent is supposed to be given.
    if (body.type === "approval.requested") apply(settleApproval(state, { ...body, outcome: "approved" }));
  };
  for (let actions = decide(state, 0); actions.length > 0; actions = decide(state, 0)) {
    for (const action of actions) {
      switch (action.kind) {
        case "begin":
          apply([{ type: "execution.started" }]);
          break;
        case "settle": {
          const settled = settleStage(state, action.stage, { ...outside, now: 0 });
          const unexpanded = foreseeUnexpanded(state, action.stage, { settled, doubts });
          if (unexpanded === null) for (const body of settled) perform(foresee(state, body, doubts));
          else unexpanded.forEach(perform);
          break;
        }
        case "start": {
          const { stage, instance, attempt } = action;
          doubts.play(stage);
          apply([{ type: "stage.started", stage, instance, attempt }]);
          const result = { outcome: "success", exitCode: 0, durationMs: 0, outputs: {} } as const;
          apply([settleAttempt(state, { stage, instance }, result, 0)]);
          break;
        }
        default:
          // Nothing fails and nobody cancels, so that nothing is left but the end.
          return withoutRepeats(previewed, state);
      }
    }
  }
  return withoutRepeats(previewed, state);
}

/** A stage that never became due was not reached: nothing is said of it twice, and nothing is left out. */
function withoutRepeats(previewed: readonly PreviewedInstance[], state: ExecutionState): readonly PreviewedInstance[] {
  const seen = new Set(previewed.map((each) => each.stage));
  const unreached = [...stagesOf(state)].filter((stage) => !seen.has(stage.id));
  return [
    ...previewed,
    ...unreached.map(({ id }) => ({ kind: "unknown", stage: id, instance: id, why: "it was not reached" }) as const),
  ];
}
