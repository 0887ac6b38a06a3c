import type { MatrixInstance, Stage } from "@headrace/pipeline";
import {
  conditionSource,
  evaluateValue,
  expandMatrix,
  hasStatusFunction,
  parseExpression,
  referencesOf,
} from "@headrace/pipeline";
import type { EventBody } from "../events.ts";
import type { ExecutionState } from "../state/execution-state.ts";
import { stageOf } from "../state/read-state.ts";
import { carriedEvents } from "./carried-events.ts";
import { isAllowed } from "./is-allowed.ts";
import { type Inquest, judge, messageOf, scopeWhen, type Verdict } from "./judge.ts";
import { needsContext } from "./needs-context.ts";
import { type ObservedOutside, observe, type TimedOutside } from "./outside.ts";
import { type Judged, releasedEvent } from "./released-event.ts";

interface Settlement extends Inquest {
  readonly outside: ObservedOutside;
  readonly now: number;
}

/**
 * Answers `settle`: the needs of the stage are settled, so its late matrix is expanded and its condition evaluated
 * for each instance. Gives `stage.expanded`, `stage.queued` (`approval.requested` where people have to consent first),
 * `stage.skipped`, or `stage.reused` for one that is carried over; and `stage.finished` with `failed` for what cannot be evaluated. Only instances without such an
 * event get one, so a settlement that a crash cut short can be asked for again. Nothing for a stage that is not due.
 */
export function settleStage(state: ExecutionState, stageId: string, outside: TimedOutside): readonly EventBody[] {
  const stage = stageOf(state, stageId);
  const definition = stage === undefined ? undefined : state.blueprint.stages[stage.index];
  if (stage?.status !== "due" || definition === undefined) return [];
  const carried = carriedEvents(state, stageId);
  const taken = new Set(carried.map(({ instance }) => instance));
  const pending = stage.instances.filter(({ status, instance }) => status === "pending" && !taken.has(instance));
  if (stage.expanded && pending.length === 0) return carried;
  const needs = stage.expanded && readsNothing(definition) ? {} : needsContext(state, stageId);
  const settlement: Settlement = { state, stage, definition, needs, outside: observe(outside), now: outside.now };
  if (!stage.expanded) return settleLateMatrix(settlement);
  return [
    ...carried,
    ...pending.map(({ instance, matrix }) =>
      eventOf(settlement, { instance, ...(matrix === undefined ? {} : { matrix }) }),
    ),
  ];
}

function readsNothing({ when, approval, concurrency, environment }: Stage): boolean {
  return when === undefined && approval === undefined && concurrency === undefined && environment === undefined;
}

function settleLateMatrix(settlement: Settlement): readonly EventBody[] {
  const { stage, outside } = settlement;
  const whole = { instance: stage.id };
  // Without the matrix only a condition that does not read it can be judged, and that comes first:
  // what a failed need should have given is not there to be expanded.
  const early = judgedBeforeMatrix(settlement);
  if (early !== undefined && early.kind !== "run") return [eventFor(settlement, whole, early)];
  const instances = lateInstances(settlement);
  if (typeof instances === "string") return [eventFor(settlement, whole, { kind: "unclear", message: instances })];
  return [
    { type: "stage.expanded", stage: stage.id, instances, ...outside.take() },
    ...instances.map((instance) =>
      early === undefined ? eventOf(settlement, instance) : eventFor(settlement, instance, early),
    ),
  ];
}

function judgedBeforeMatrix(settlement: Settlement): Verdict | undefined {
  const { state, stage, definition } = settlement;
  const certain = state.forced || stage.halted || !readsMatrix(definition.when) || !mayRun(settlement);
  return certain ? judge(settlement, undefined) : undefined;
}

/** Whether anything but the understood `success()` decides. */
function mayRun({ state, stage, definition }: Settlement): boolean {
  const parsed = parseExpression(conditionSource(definition.when ?? ""));
  const asksStatus = parsed.ok && hasStatusFunction(parsed.expression);
  return asksStatus || (stage.ancestors.succeeded && state.status !== "cancelling");
}

function readsMatrix(when: string | undefined): boolean {
  if (when === undefined) return false;
  const parsed = parseExpression(conditionSource(when));
  return parsed.ok && referencesOf(parsed.expression).some((reference) => reference.context === "matrix");
}

/** The instances, or in words why there are none. */
function lateInstances(settlement: Settlement): readonly MatrixInstance[] | string {
  const { stage, definition, state } = settlement;
  if (definition.matrix === undefined) return `the stage "${stage.id}" has no matrix to expand`;
  const scope = scopeWhen(settlement, undefined, state.status === "cancelling");
  try {
    const evaluate = (template: string) => evaluateValue(template, scope);
    const expanded = expandMatrix(stage.id, definition.matrix, { evaluate });
    if (expanded.ok) return expanded.instances;
    const problems = expanded.problems.map(({ message, path }) => `${["matrix", ...path].join(".")}: ${message}`);
    return `the matrix ${templatesOf(definition)}cannot be expanded: ${problems.join("; ")}`;
  } catch (error) {
    return `the matrix cannot be expanded: ${messageOf(error)}`;
  }
}

function templatesOf(definition: Stage): string {
  const { matrix } = definition;
  return typeof matrix?.axes === "string" ? `\`${matrix.axes}\` ` : "";
}

function eventOf(settlement: Settlement, judged: Judged): EventBody {
  return eventFor(settlement, judged, judge(settlement, judged.matrix));
}

function eventFor(settlement: Settlement, judged: Judged, verdict: Verdict): EventBody {
  const { stage, definition, outside } = settlement;
  const ref = { stage: stage.id, instance: judged.instance };
  switch (verdict.kind) {
    case "run": {
      const released = releasedEvent(settlement, judged, verdict);
      return typeof released === "string"
        ? eventFor(settlement, judged, { kind: "unclear", message: released })
        : { ...released, ...outside.take() };
    }
    case "skip":
      return { type: "stage.skipped", ...ref, reason: verdict.reason, detail: verdict.detail, ...outside.take() };
    case "unclear":
      return {
        type: "stage.finished",
        ...ref,
        attempt: 0,
        outcome: "failed",
        exitCode: null,
        durationMs: 0,
        allowed: isAllowed(definition.allowFailure, null),
        outputs: {},
        message: verdict.message,
      };
  }
}
