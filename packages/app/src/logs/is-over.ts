import { type ExecutionState, initialState, reduce, stageOf, stagesOf } from "@headrace/execution";
import type { App } from "../app.ts";
import type { LogSelection } from "./log-selection.ts";
import { hasEnded } from "./open-logs.ts";

/** Whether no lines will come any more of what is meant. */
export async function isOver(
  app: Pick<App, "store">,
  executionId: string,
  { stage, attempt }: LogSelection,
): Promise<boolean> {
  if (await hasEnded(app, executionId)) return true;
  if (stage === undefined) return false;
  const { plan, events } = await app.store.journal.load(executionId);
  const state = events.reduce<ExecutionState>(reduce, initialState(plan));
  const found = stageOf(state, stage);
  if (found !== undefined) {
    if (found.status === "settled") return true;
    return (
      attempt !== undefined && found.instances.length > 0 && found.instances.every((each) => each.attempt > attempt)
    );
  }
  const instance = [...stagesOf(state)].flatMap(({ instances }) => instances).find((each) => each.instance === stage);
  if (instance === undefined) return false;
  return instance.status === "finished" || (attempt !== undefined && instance.attempt > attempt);
}
