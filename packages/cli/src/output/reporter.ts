import type { Observer } from "@headrace/engine";
import type { ExecutionState } from "@headrace/execution";

/** Shows an execution to whoever reads the output, while it runs and at its end. */
export interface Reporter {
  readonly observer: Observer;
  /** Called once, with the final state. */
  finish(state: ExecutionState): Promise<void>;
}
