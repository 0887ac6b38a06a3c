import type { StoredExecution } from "@headrace/engine";
import { type ExecutionState, initialState, reduce } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { AttemptName } from "../sequence/sequence-format.ts";

/** Undefined for what was never stored. */
export async function loadIfStored(
  load: (executionId: string) => Promise<StoredExecution>,
  executionId: string,
): Promise<StoredExecution | undefined> {
  try {
    return await load(executionId);
  } catch (error) {
    if (error instanceof HeadraceError && error.code === "execution-not-found") return undefined;
    throw error;
  }
}

export function stateOf({ plan, events }: StoredExecution): ExecutionState {
  return events.reduce<ExecutionState>(reduce, initialState(plan));
}

export function attemptsOf({ events }: StoredExecution): readonly AttemptName[] {
  return events.flatMap((event) =>
    event.type === "stage.started" ? [{ stage: event.stage, instance: event.instance, attempt: event.attempt }] : [],
  );
}

/** All that it was, or may be, given. */
export function secretNamesOf({ plan, secretNames }: StoredExecution): readonly string[] {
  return [...secretNames, ...plan.pipeline.stages.flatMap((stage) => stage.secrets)];
}
