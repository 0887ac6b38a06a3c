import type { ExecutionEvent } from "@headrace/execution";
import type { ForgeRun } from "@headrace/forges";

/** Something of a run that was other than what is here. */
export interface SeenChange {
  /** When it happened, by the host's clock; epoch milliseconds. */
  readonly at: number;
  /** The run ended by it. */
  readonly isEnd: boolean;
}

/** That a run came, ended, or a stage of it began or ended, where the host says when; what is deduced from these is left out. */
export function changesOf(run: ForgeRun, events: readonly ExecutionEvent[]): readonly SeenChange[] {
  return events.flatMap(({ type, at }): readonly SeenChange[] => {
    if (type === "execution.created") return [{ at, isEnd: false }];
    // Without a time of its own it has that of the run.
    if (at <= run.createdAt) return [];
    if (type === "execution.finished") return [{ at, isEnd: true }];
    return type === "stage.started" || type === "stage.finished" ? [{ at, isEnd: false }] : [];
  });
}
