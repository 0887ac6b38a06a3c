import { type ExecutionState, initialState, reduce } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import { faultPoint } from "../faults.ts";
import { currentOwner, isAlive } from "../ownership/owner.ts";
import type { Owner, StoredExecution } from "../ports/index.ts";
import type { EngineServices } from "./services.ts";

/** What becomes of a prepared execution. */
export interface Taking<Result> {
  /** Throws what keeps it from being taken; it stays prepared. */
  check(stored: StoredExecution): Promise<void>;
  /** Once this process owns it. */
  take(stored: StoredExecution, state: ExecutionState): Promise<Result>;
}

/** Takes executions that were prepared, each by one caller only. */
export interface Preparations {
  /** `known`: as it was read by a caller who is the only one to take it. */
  take<Result>(executionId: string, taking: Taking<Result>, known?: StoredExecution): Promise<Result>;
}

export function createPreparations({ journal }: Pick<EngineServices, "journal">): Preparations {
  // The journal keeps other processes out; within this one, two callers have the same owner.
  const underWay = new Set<string>();
  let owner: Owner | undefined;
  return {
    async take(executionId, { check, take }, known) {
      if (underWay.has(executionId)) throw notWaiting(executionId, "is being admitted or cancelled");
      underWay.add(executionId);
      try {
        const stored = known ?? (await journal.load(executionId));
        const state = stored.events.reduce<ExecutionState>(reduce, initialState(stored.plan));
        // One whose process died between taking it and starting it still waits.
        if (state.status !== "created" || isAlive(stored.owner)) throw notWaiting(executionId, describe(state));
        await check(stored);
        owner ??= currentOwner();
        await journal.takeOver(executionId, owner);
        faultPoint("admit.owned");
        return await take(stored, state);
      } finally {
        underWay.delete(executionId);
      }
    },
  };
}

function describe({ status }: ExecutionState): string {
  if (status === "finished") return "is finished";
  return status === "created" ? "was admitted already" : "has started";
}

function notWaiting(executionId: string, why: string): HeadraceError {
  return new HeadraceError(
    "execution-not-waiting",
    `execution ${executionId} does not wait to be admitted: it ${why}`,
    {
      mend: "look at the execution again",
    },
  );
}
