import type { OutputOf, Problem } from "@headrace/app/client";
import { useEffect, useMemo } from "react";
import { useOperation } from "../../client/use-operation.ts";
import { type LiveExecution, useLiveExecution } from "../../live/use-live-execution.ts";
import { type StageRow, stageRowsOf } from "./stage-rows.ts";

export type ExecutionDetail = OutputOf<"executions.get">;

export interface WatchedExecution {
  readonly live: LiveExecution;
  /** What its events do not tell: who started it, how it was asked for. */
  readonly detail: ExecutionDetail;
  readonly stages: readonly StageRow[];
  readonly ended: boolean;
}

export interface UseExecution {
  readonly watched: WatchedExecution | undefined;
  readonly problem: Problem | undefined;
  readonly again: () => void;
}

const noStages: readonly StageRow[] = [];

/** One execution, as it happens. */
export function useExecution(execution: string): UseExecution {
  const live = useLiveExecution(execution);
  const over = live.connection === "ended";
  const { data, error, refetch } = useOperation("executions.get", { execution }, over ? {} : { every: 3_000 });
  const ended = data?.state === "ended";
  // Its events tell the end first; what is told beside them is asked for once more.
  useEffect(() => {
    if (over && !ended) void refetch();
  }, [over, ended, refetch]);
  const { state } = live;
  const stages = useMemo(() => (state === undefined ? noStages : stageRowsOf(state)), [state]);
  return {
    watched: data === undefined ? undefined : { live, detail: data, stages, ended },
    problem: data === undefined ? (error ?? live.problem) : undefined,
    again: () => void refetch(),
  };
}
