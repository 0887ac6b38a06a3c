import { type ExecutionState, type InstanceState, stagesOf } from "@headrace/execution";
import { statusOfInstance, worstStatus } from "./status-of.ts";

/** A stage as the views of an execution show it. */
export interface StageRow {
  readonly id: string;
  readonly name: string;
  readonly group: string | undefined;
  readonly status: string;
  readonly needs: readonly string[];
  readonly instances: readonly InstanceRow[];
  readonly isMatrix: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly durationMs: number | undefined;
}

export interface InstanceRow {
  readonly instance: string;
  readonly status: string;
  readonly attempt: number;
  /** Why it was skipped, reused or ended, where that is known. */
  readonly note: string | undefined;
  /** Epoch milliseconds. */
  readonly queuedAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly allowed: boolean;
  readonly state: InstanceState;
}

/** Every stage in the order of the plan. */
export function stageRowsOf(state: ExecutionState): readonly StageRow[] {
  const { plan, blueprint } = state;
  return [...stagesOf(state)].map((stage): StageRow => {
    const planned = plan.stages[stage.index];
    const definition = blueprint.stages[stage.index];
    const instances = stage.instances.map(instanceRowOf);
    const starts = instances.flatMap(({ startedAt }) => startedAt ?? []);
    const ends = instances.flatMap(({ finishedAt }) => finishedAt ?? []);
    const startedAt = starts.length === 0 ? undefined : Math.min(...starts);
    const isOver = instances.length > 0 && ends.length === instances.length;
    return {
      id: stage.id,
      name: definition?.name ?? stage.id,
      group: definition?.group,
      status: worstStatus(instances.map(({ status }) => status)),
      needs: planned?.needs.flatMap((index) => plan.stages[index]?.id ?? []) ?? [],
      instances,
      isMatrix: definition?.matrix !== undefined,
      startedAt,
      durationMs: isOver && startedAt !== undefined ? Math.max(...ends) - startedAt : undefined,
    };
  });
}

function instanceRowOf(state: InstanceState): InstanceRow {
  const { instance, attempt, queuedAt, startedAt, finishedAt, durationMs, outcome, result } = state;
  return {
    instance,
    status: statusOfInstance(state),
    attempt,
    note: noteOf(state),
    queuedAt,
    startedAt,
    finishedAt,
    durationMs,
    allowed: outcome !== undefined && outcome !== "success" && outcome !== "skipped" && result === "success",
    state,
  };
}

function noteOf({ message, skipDetail, rolledBack, status, waitingFor }: InstanceState): string | undefined {
  if (status === "waiting" && waitingFor === "interruptedDeployment") {
    return "its deployment was interrupted; it goes on when somebody who may deploy says so";
  }
  if (rolledBack !== undefined) return rolledBack ? "rolled back" : "the rollback failed";
  return skipDetail ?? message;
}

/** `2 failed, 3 running, 4 success`. */
export function countsOf(instances: readonly InstanceRow[]): readonly (readonly [status: string, count: number])[] {
  return [...Map.groupBy(instances, ({ status }) => status)].map(([status, members]) => [status, members.length]);
}
