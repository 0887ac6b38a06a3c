import { type ExecutionState, instanceOf } from "@headrace/execution";
import type { AttemptReference } from "./execution.ts";

/** Whether the attempt may still begin: it was not dropped, nor is about to be. */
export function isStartable(state: ExecutionState, { stage, instance, attempt }: AttemptReference): boolean {
  const now = instanceOf(state, stage, instance);
  if (now === undefined || now.attempt !== attempt - 1) return false;
  if (now.status !== "queued" && now.status !== "retrying") return false;
  return state.status === "running" || (state.status === "cancelling" && now.outlivesCancel && !state.forced);
}
