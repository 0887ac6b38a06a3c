import { type ExecutionPlan, type ExecutionState, instanceOf, type PlannedStage } from "@headrace/execution";
import { isOver, type ObservedRun, type ObservedStage } from "./observed-run.ts";

/** By keys, in the order of the plan. */
export type StageNeeds = ReadonlyMap<string, readonly string[]>;

/**
 * What each stage waits for. What the file says holds as far as what was seen does not speak against it: a stage
 * that has begun waits for nothing that goes on, and what it was seen to wait for then stays. A stage's events are folded
 * with its needs, and one that were to begin before them would never be settled.
 */
export function observedNeeds(
  { stages }: ObservedRun,
  keys: readonly string[],
  before: ExecutionState | undefined,
): StageNeeds {
  const seen = new Map(stages.map((stage) => [stage.key, stage]));
  const known: StageNeeds = before === undefined ? new Map() : needsOf(before.plan);
  const planned = new Set(keys);
  const isSettled = (key: string) => hasEnded(before, key) || isOverNow(seen.get(key));
  const needs = new Map(
    keys.map((key): [string, readonly string[]] => {
      const earlier = known.get(key) ?? [];
      if (hasBegun(before, key)) return [key, earlier];
      const stage = seen.get(key);
      const said = (stage?.needs ?? earlier).filter((need) => planned.has(need));
      return [key, isBegunNow(stage) ? said.filter(isSettled) : said];
    }),
  );
  // What each look read of the file is a graph without circles; two looks that read it differently may make one.
  if (inOrder({ stages: plannedStages(needs) }).length === keys.length) return needs;
  return new Map(keys.map((key) => [key, hasBegun(before, key) ? (known.get(key) ?? []) : []]));
}

/** For the plan: the same by their places. */
export function plannedStages(needs: StageNeeds): readonly PlannedStage[] {
  const places = new Map([...needs.keys()].map((key, index) => [key, index]));
  const dependents = [...needs].map((): number[] => []);
  const planned = [...needs].map(([id, all], index) => {
    const indexes = all.flatMap((need) => places.get(need) ?? []);
    for (const need of indexes) dependents[need]?.push(index);
    return { id, needs: indexes, instances: [{ instance: id }] };
  });
  return planned.map((stage, index) => ({ ...stage, dependents: dependents[index] ?? [] }));
}

/** The stages of a plan, each behind those that it waits for. */
export function inOrder({ stages }: Pick<ExecutionPlan, "stages">): readonly string[] {
  const left = stages.map(({ needs }) => needs.length);
  const ready = left.flatMap((count, index) => (count === 0 ? [index] : []));
  // It grows while it is read.
  for (const index of ready) {
    for (const dependent of stages[index]?.dependents ?? []) {
      const count = (left[dependent] ?? 0) - 1;
      left[dependent] = count;
      if (count === 0) ready.push(dependent);
    }
  }
  return ready.flatMap((index) => stages[index]?.id ?? []);
}

function needsOf({ stages }: ExecutionPlan): StageNeeds {
  return new Map(stages.map(({ id, needs }) => [id, needs.flatMap((index) => stages[index]?.id ?? [])]));
}

function hasBegun(state: ExecutionState | undefined, key: string): boolean {
  const status = state === undefined ? undefined : instanceOf(state, key, key)?.status;
  return status !== undefined && status !== "pending" && status !== "queued";
}

function hasEnded(state: ExecutionState | undefined, key: string): boolean {
  return state !== undefined && instanceOf(state, key, key)?.status === "finished";
}

function isOverNow(stage: ObservedStage | undefined): boolean {
  return stage !== undefined && isOver(stage);
}

function isBegunNow(stage: ObservedStage | undefined): boolean {
  return stage !== undefined && (isOver(stage) || stage.state.kind === "running" || stage.startedAt !== undefined);
}
