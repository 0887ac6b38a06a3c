import type { Observer } from "@headrace/engine";
import type { ExecutionState } from "@headrace/execution";

/** Shows an execution to whoever reads the output, while it runs and at its end. */
export interface Reporter {
  readonly observer: Observer;
  /** Leaves the terminal to a question, until what it gives is called. */
  hold?(): () => void;
  /** Called once, with the final state. */
  finish(state: ExecutionState): Promise<void>;
}
