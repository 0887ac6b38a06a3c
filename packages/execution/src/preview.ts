import { decide } from "./decide.ts";
import type { ApprovalRequested, EventBody, SkipReason } from "./events.ts";
import type { ExecutionPlan } from "./plan-types.ts";
import { reduce } from "./reduce.ts";
import type { Outside } from "./settling/outside.ts";
import { settleApproval } from "./settling/settle-approval.ts";
import { settleAttempt } from "./settling/settle-attempt.ts";
import { settleStage } from "./settling/settle-stage.ts";
import type { ExecutionState } from "./state/execution-state.ts";
import { initialState } from "./state/initial-state.ts";
import { stageOf, stagesOf } from "./state/read-state.ts";

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
  /** It depends on what an earlier stage will have put out. */
  | { readonly kind: "unknown"; readonly stage: string; readonly instance: string; readonly why: string };

/**
 * What would run and why, in the order in which it would become due: the execution itself, played
 * through with every attempt succeeding and setting no outputs. Pure; nothing is run.
 */
export function previewExecution(plan: ExecutionPlan, outside: Outside): readonly PreviewedInstance[] {
  let state = initialState(plan);
  const previewed: PreviewedInstance[] = [];
  const apply = (bodies: readonly EventBody[]): void => {
    for (const body of bodies) {
      state = reduce(state, { seq: state.seq + 1, at: 0, executionId: plan.executionId, ...body });
    }
  };
  for (let actions = decide(state, 0); actions.length > 0; actions = decide(state, 0)) {
    for (const action of actions) {
      switch (action.kind) {
        case "begin":
          apply([{ type: "execution.started" }]);
          break;
        case "settle": {
          const bodies = settleStage(state, action.stage, { ...outside, now: 0 });
          previewed.push(...bodies.flatMap((body) => describe(state, body)));
          apply(bodies);
          // Consent is supposed to be given.
          for (const body of bodies) {
            if (body.type === "approval.requested") apply(settleApproval(state, { ...body, outcome: "approved" }));
          }
          break;
        }
        case "start": {
          const { stage, instance, attempt } = action;
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

function describe(state: ExecutionState, body: EventBody): readonly PreviewedInstance[] {
  switch (body.type) {
    case "stage.queued":
      return [{ kind: "run", stage: body.stage, instance: body.instance, why: reasonToRun(state, body.stage) }];
    case "approval.requested": {
      const why = `${reasonToRun(state, body.stage)}, and ${consent(body)}`;
      return [{ kind: "run", stage: body.stage, instance: body.instance, why }];
    }
    case "stage.skipped":
      return [{ kind: "skip", stage: body.stage, instance: body.instance, reason: body.reason, why: body.detail }];
    case "stage.reused":
      return [
        {
          kind: "carry",
          stage: body.stage,
          instance: body.instance,
          why: `succeeded in execution ${body.from.executionId}`,
        },
      ];
    case "stage.finished":
      return [
        { kind: "unknown", stage: body.stage, instance: body.instance, why: "depends on the outputs of what it needs" },
      ];
    default:
      return [];
  }
}

function reasonToRun(state: ExecutionState, id: string): string {
  const stage = state.plan.pipeline.stages.find((each) => each.id === id);
  if (stage?.when !== undefined) return `${stage.when} is true`;
  const needs = stage?.needs.map((need) => need.stage).filter((need) => stageOf(state, need) !== undefined) ?? [];
  return needs.length === 0 ? "it needs nothing" : `after ${needs.join(", ")}`;
}

function consent({ approvers, minimum }: ApprovalRequested): string {
  const people = minimum === 1 ? "a person" : `${minimum} people`;
  return `${people} must approve it${approvers.length === 0 ? "" : ` (${approvers.join(", ")})`}`;
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
