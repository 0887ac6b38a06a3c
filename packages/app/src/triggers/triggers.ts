import type { RepositoriesTable } from "@headrace/store/server";
import { type EvaluatedEvent, type EvaluateTriggersNeeds, evaluateTriggers } from "./evaluate-triggers.ts";
import type { RepositoryEvent } from "./repository-event.ts";

/** Says what events start; starts nothing. */
export interface Triggers {
  /** For each active pipeline of the repository whether the event starts it, and why or why not. Throws what git throws. */
  evaluate(repository: RepositoriesTable, event: RepositoryEvent): Promise<EvaluatedEvent>;
}

export function createTriggers(needs: EvaluateTriggersNeeds): Triggers {
  return { evaluate: (repository, event) => evaluateTriggers(needs, repository, event) };
}
