import type { MatrixValues, Reference, Stage } from "@headrace/pipeline";
import { readsContext, undecidedReadings } from "@headrace/pipeline";
import { scopeWhen } from "../settling/judge.ts";
import { needsContext } from "../settling/needs-context.ts";
import type { Outside } from "../settling/outside.ts";
import type { ExecutionState, StageRecord } from "../state/execution-state.ts";
import { stageAt, stageOf } from "../state/read-state.ts";

/** What a preview cannot know: what stages will put out, and what follows from that. */
export interface Doubts {
  /** What decides whether an instance runs, in words for people; empty where that is known now. */
  ofCondition(state: ExecutionState, stageId: string, matrix: MatrixValues | undefined): readonly string[];
  /** The stages that have to run before the instances of this one are known; empty where they are known now. */
  ofMatrix(state: ExecutionState, stageId: string): readonly string[];
  /** Whether anything else that is evaluated before the stage starts reads what others put out. */
  ofRelease(state: ExecutionState, stageId: string): boolean;
  /** From here on it is not known whether this stage runs. */
  doubt(stageId: string): void;
  /** From here on this stage has outputs, which nobody knows. */
  play(stageId: string): void;
}

export function createDoubts(outside: Outside): Doubts {
  const doubted = new Set<string>();
  const played = new Set<string>();
  /** By stage, the nearest ones before it of which it is not known whether they run. */
  const doubtedBefore = new Map<string, readonly string[]>();

  const isOpen = (state: ExecutionState, stage: StageRecord, { context, path }: Reference): boolean => {
    if (context === "matrix") return !stage.expanded;
    if (context !== "needs") return false;
    const [name, property] = path;
    const needs = needsOf(state, stage);
    if (typeof name !== "string") return needs.some(({ id }) => doubted.has(id) || played.has(id));
    const need = needs.find(({ id }) => id.toLowerCase() === name.toLowerCase())?.id ?? "";
    const isResult = typeof property === "string" && property.toLowerCase() === "result";
    return doubted.has(need) || (played.has(need) && !isResult);
  };

  return {
    ofCondition(state, stageId, matrix) {
      const stage = stageOf(state, stageId);
      const definition = definitionOf(state, stage);
      if (stage === undefined || definition === undefined) return [];
      const before = needsOf(state, stage).flatMap(({ id }) =>
        doubted.has(id) ? [id] : (doubtedBefore.get(id) ?? []),
      );
      const success = [...new Set(before)];
      doubtedBefore.set(stageId, success);
      if (definition.when === undefined) return stage.ancestors.succeeded ? success : [];
      const inquest = { state, stage, definition, needs: needsContext(state, stageId), outside };
      return undecidedReadings(definition.when, scopeWhen(inquest, matrix, false), {
        isOpen: (reference) => isOpen(state, stage, reference),
        success,
      });
    },
    ofMatrix(state, stageId) {
      const stage = stageOf(state, stageId);
      if (stage === undefined || stage.expanded) return [];
      return needsOf(state, stage).flatMap(({ id }) => (played.has(id) ? [id] : []));
    },
    ofRelease(state, stageId) {
      const definition = definitionOf(state, stageOf(state, stageId));
      return readsContext([definition?.environment, definition?.approval, definition?.concurrency], "needs");
    },
    doubt: (stageId) => doubted.add(stageId),
    play: (stageId) => played.add(stageId),
  };
}

function needsOf(state: ExecutionState, stage: StageRecord): readonly StageRecord[] {
  return (state.plan.stages[stage.index]?.needs ?? []).flatMap((index) => stageAt(state, index) ?? []);
}

function definitionOf(state: ExecutionState, stage: StageRecord | undefined): Stage | undefined {
  return stage === undefined ? undefined : state.blueprint.stages[stage.index];
}
