import { type ExecutionPlan, type ExecutionState, stageAt } from "@headrace/execution";

/** One stage on the critical path. */
export interface PathPart {
  readonly stage: string;
  /** From its first attempt's start to its end, over all instances. Milliseconds. */
  readonly durationMs: number;
  /** From the end of what it waited for to its start: slots and Headrace's own work. Milliseconds. */
  readonly waitedMs: number;
}

interface Span {
  readonly startedAt: number;
  readonly finishedAt: number;
}

/**
 * The critical path as it was: from the stage that ended last, back over the need that ended last,
 * to a stage that needed nothing that ran. `firstStarts` says when each instance's first attempt started.
 */
export function whereTimeWent(
  plan: ExecutionPlan,
  state: ExecutionState,
  firstStarts: ReadonlyMap<string, number>,
): readonly PathPart[] {
  const spans = plan.stages.map((_, index) => spanOf(state, index, firstStarts));
  let current = latest(spans, [...spans.keys()]);
  const path: PathPart[] = [];
  while (current !== null) {
    const span = spans[current];
    const stage = plan.stages[current];
    if (span === null || span === undefined || stage === undefined) break;
    const before = latest(spans, stage.needs);
    const readyAt = (before === null ? undefined : spans[before]?.finishedAt) ?? state.startedAt ?? span.startedAt;
    path.unshift({
      stage: stage.id,
      durationMs: span.finishedAt - span.startedAt,
      waitedMs: Math.max(0, span.startedAt - readyAt),
    });
    current = before;
  }
  return path;
}

function spanOf(state: ExecutionState, index: number, firstStarts: ReadonlyMap<string, number>): Span | null {
  let startedAt = Number.POSITIVE_INFINITY;
  let finishedAt = Number.NEGATIVE_INFINITY;
  for (const instance of stageAt(state, index)?.instances ?? []) {
    if (instance.startedAt === undefined || instance.finishedAt === undefined) continue;
    startedAt = Math.min(startedAt, firstStarts.get(instance.instance) ?? instance.startedAt);
    finishedAt = Math.max(finishedAt, instance.finishedAt);
  }
  return finishedAt >= startedAt ? { startedAt, finishedAt } : null;
}

function latest(spans: readonly (Span | null)[], indexes: readonly number[]): number | null {
  let found: number | null = null;
  let finishedAt = Number.NEGATIVE_INFINITY;
  for (const index of indexes) {
    const span = spans[index];
    if (span === null || span === undefined || span.finishedAt <= finishedAt) continue;
    found = index;
    finishedAt = span.finishedAt;
  }
  return found;
}
