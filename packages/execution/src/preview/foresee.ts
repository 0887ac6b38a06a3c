import type { ApprovalRequested, EventBody, StageQueued } from "../events.ts";
import type { ExecutionState } from "../state/execution-state.ts";
import { instanceOf, stageOf } from "../state/read-state.ts";
import type { Doubts } from "./doubts.ts";
import type { PreviewedInstance } from "./preview-execution.ts";

/** What happens in the preview, and what is told of it. */
export interface Foreseen {
  readonly body: EventBody;
  readonly told?: PreviewedInstance;
}

interface Inquiry {
  /** What settling the stage gave, with nothing in the place of outputs. */
  readonly settled: readonly EventBody[];
  readonly doubts: Doubts;
}

/**
 * A stage whose instances are known only once others have run stands as one, whatever settling it gave; null for any
 * other stage.
 */
export function foreseeUnexpanded(
  state: ExecutionState,
  stage: string,
  { settled, doubts }: Inquiry,
): readonly Foreseen[] | null {
  const awaited = doubts.ofMatrix(state, stage);
  if (awaited.length === 0) return null;
  const conditions = doubts.ofCondition(state, stage, undefined);
  const [first] = settled;
  // A condition that does not ask for the matrix has decided already.
  if (conditions.length === 0 && first?.type === "stage.skipped") return null;
  if (conditions.length > 0) doubts.doubt(stage);
  const why =
    conditions.length > 0
      ? `depends on ${listed(conditions)}`
      : `its instances are known once ${listed(awaited)} ${awaited.length === 1 ? "has" : "have"} run`;
  return [
    { body: { type: "stage.expanded", stage, instances: [{ instance: stage, matrix: {} }] } },
    {
      body: { type: "stage.queued", stage, instance: stage, matrix: {} },
      told: { kind: "unknown", stage, instance: stage, why },
    },
  ];
}

/** What settling a stage gave for an instance, as far as it can be believed; what is in doubt is played as if it ran. */
export function foresee(state: ExecutionState, body: EventBody, doubts: Doubts): Foreseen {
  switch (body.type) {
    case "stage.reused": {
      const { stage, instance, from } = body;
      return { body, told: { kind: "carry", stage, instance, why: `succeeded in execution ${from.executionId}` } };
    }
    case "stage.queued":
    case "approval.requested":
    case "stage.skipped":
    case "stage.finished":
      return foreseeInstance(state, body, doubts);
    default:
      return { body };
  }
}

type Settled = Extract<EventBody, { type: "stage.queued" | "approval.requested" | "stage.skipped" | "stage.finished" }>;

function foreseeInstance(state: ExecutionState, body: Settled, doubts: Doubts): Foreseen {
  const { stage, instance } = body;
  const matrix = instanceOf(state, stage, instance)?.matrix;
  const queued: StageQueued = { type: "stage.queued", stage, instance, ...(matrix === undefined ? {} : { matrix }) };
  const conditions = doubts.ofCondition(state, stage, matrix);
  if (conditions.length > 0) {
    doubts.doubt(stage);
    return { body: queued, told: { kind: "unknown", stage, instance, why: `depends on ${listed(conditions)}` } };
  }
  const why = reasonToRun(state, stage);
  switch (body.type) {
    case "stage.queued":
      return { body, told: { kind: "run", stage, instance, why } };
    case "approval.requested":
      return { body, told: { kind: "run", stage, instance, why: `${why}, and ${consent(body)}` } };
    case "stage.skipped":
      return { body, told: { kind: "skip", stage, instance, reason: body.reason, why: body.detail } };
    case "stage.finished":
      // Of a name that is made of outputs nothing can be said yet.
      if (doubts.ofRelease(state, stage)) return { body: queued, told: { kind: "run", stage, instance, why } };
      return { body, told: { kind: "unknown", stage, instance, why: body.message ?? "it cannot be evaluated" } };
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

function listed(names: readonly string[]): string {
  const [last = "", ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}
