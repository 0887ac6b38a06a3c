import type { MatrixValues, Scope, Stage } from "@headrace/pipeline";
import { evaluateCondition, explainCondition, HeadraceError } from "@headrace/pipeline";
import type { SkipReason } from "../events.ts";
import type { Outcome, Result } from "../outcome.ts";
import type { ExecutionState, StageRecord } from "../state/execution-state.ts";
import { stageAt } from "../state/read-state.ts";
import type { Outside } from "./outside.ts";
import { instanceContexts } from "./scope-of.ts";
import { statusWhen } from "./status-functions.ts";

/** What comes of a stage's condition. */
export type Verdict =
  | { readonly kind: "run"; readonly outlivesCancel: boolean }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly detail: string }
  | { readonly kind: "unclear"; readonly message: string };

export interface Inquest {
  readonly state: ExecutionState;
  readonly stage: StageRecord;
  readonly definition: Stage;
  readonly needs: Readonly<Record<string, unknown>>;
  readonly outside: Outside;
}

/** Evaluates `when` for one instance, or for a stage whose matrix is not known yet. */
export function judge(inquest: Inquest, matrix: MatrixValues | undefined): Verdict {
  const { state, stage, definition } = inquest;
  const { when } = definition;
  const cancelling = state.status === "cancelling";
  if (state.forced) return { kind: "skip", ...cancelledSkip(state) };
  if (stage.halted) return { kind: "skip", reason: "failFast", detail: haltDetail(stage) };
  if (when === undefined && stage.ancestors.succeeded && !cancelling) return { kind: "run", outlivesCancel: false };
  const scope = scopeWhen(inquest, matrix, cancelling);
  try {
    const condition = evaluateCondition(when, scope);
    if (condition.value) {
      const outlivesCancel = condition.statusFunction && (cancelling || holds(when, scopeWhen(inquest, matrix, true)));
      return { kind: "run", outlivesCancel };
    }
    if (cancelling && holds(when, scopeWhen(inquest, matrix, false))) return { kind: "skip", ...cancelledSkip(state) };
    if (!condition.statusFunction && !stage.ancestors.succeeded) {
      return { kind: "skip", reason: "need", detail: needDetail(state, stage) };
    }
    if (cancelling && !condition.statusFunction) {
      return { kind: "skip", reason: "condition", detail: explainCondition(when, scopeWhen(inquest, matrix, false)) };
    }
    return { kind: "skip", reason: "condition", detail: explainCondition(when, scope) };
  } catch (error) {
    return { kind: "unclear", message: `the condition \`${when}\` cannot be evaluated: ${messageOf(error)}` };
  }
}

export function scopeWhen(inquest: Inquest, matrix: MatrixValues | undefined, cancelling: boolean): Scope {
  const { state, stage, needs, outside } = inquest;
  return {
    contexts: instanceContexts(state, needs, matrix),
    functions: {
      ...statusWhen(state, stage.id, cancelling),
      hashFiles: (...patterns) => outside.hashFiles(...patterns),
      changed: (...patterns) => outside.changed(...patterns),
    },
  };
}

/** The message of a fault of the definition; a fault of the surroundings goes on. */
export function messageOf(error: unknown): string {
  if (error instanceof HeadraceError && error.fault === "user") return error.message;
  throw error;
}

function holds(when: string | undefined, scope: Scope): boolean {
  try {
    return evaluateCondition(when, scope).value;
  } catch (error) {
    messageOf(error);
    return false;
  }
}

function cancelledSkip(state: ExecutionState): { readonly reason: SkipReason; readonly detail: string } {
  switch (state.cancelReason) {
    case "failFast":
      return { reason: "failFast", detail: "another stage failed, and the pipeline fails fast" };
    case "timedOut":
      return { reason: "cancelled", detail: "the pipeline timed out" };
    case "superseded":
      return { reason: "cancelled", detail: "a newer execution of its concurrency group takes its place" };
    case "requested":
    case undefined:
      return { reason: "cancelled", detail: "the execution was cancelled" };
  }
}

function haltDetail(stage: StageRecord): string {
  const failed = stage.instances.find((instance) => instance.result === "failure");
  return `${failed?.instance ?? "another instance"} failed, and the matrix fails fast`;
}

/** `build failed`: the stage it began with, not the ones that were skipped for it. */
function needDetail(state: ExecutionState, stage: StageRecord): string {
  const culprit = stage.ancestors.culprit === undefined ? undefined : stageAt(state, stage.ancestors.culprit);
  if (culprit === undefined) return "a stage it needs did not succeed";
  const result: Result = culprit.result ?? "skipped";
  const instance = culprit.instances.find((candidate) => candidate.result === result);
  return `${instance?.instance ?? culprit.id} ${words[instance?.outcome ?? "skipped"]}`;
}

const words: Readonly<Record<Outcome, string>> = {
  success: "succeeded",
  failed: "failed",
  timedOut: "timed out",
  outOfMemory: "ran out of memory",
  infrastructure: "was lost to a fault of the surroundings",
  cancelled: "was cancelled",
  rejected: "was rejected",
  skipped: "was skipped",
  unknown: "ended in a way that is not known",
};
