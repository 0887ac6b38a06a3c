import type { ForgeRun, ForgeState } from "@headrace/forges";
import type { PipelineStatus } from "../manager/pipeline.ts";
import type { WorkflowRun } from "./async-pipeline-result.ts";

export function workflowRunOf({ id, number, attempt = 1, state, target, createdAt, url }: ForgeRun): WorkflowRun {
  return {
    id,
    number,
    attempt,
    status: statusOf(state),
    state: state.word,
    branch: target.name ?? null,
    commit: target.commit ?? null,
    workflow: target.pipeline ?? null,
    createdAt: new Date(createdAt),
    url,
  };
}

/** Whether nothing of it changes any more. */
export function isTerminal({ status }: WorkflowRun): boolean {
  return status !== "PENDING" && status !== "RUNNING";
}

function statusOf(state: ForgeState): PipelineStatus {
  switch (state.kind) {
    case "queued":
    case "waiting":
      return "PENDING";
    case "running":
      return "RUNNING";
    case "unknown":
      return state.isOver ? "FAILURE" : "RUNNING";
    case "finished":
      if (state.outcome === "success") return "SUCCESS";
      if (state.outcome === "cancelled") return "CANCELLED";
      return state.outcome === "skipped" ? "SKIPPED" : "FAILURE";
  }
}
