import type { EventBody, ExecutionEvent, ExecutionPlan, ExecutionState, InstanceState } from "@headrace/execution";
import type { Stage } from "@headrace/pipeline";
import type { Masker } from "../masking/masker.ts";
import type { SecretSource, TreeSource } from "../ports/index.ts";
import type { StepDirectory } from "../step-files/step-files.ts";
import type { Workspace } from "../workspaces/workspace.ts";
import type { Lifetimes } from "./lifetimes.ts";
import type { Observer } from "./observer.ts";
import type { EngineServices } from "./services.ts";

/** Everything one attempt of one stage instance works with. */
export interface Attempt {
  readonly services: EngineServices;
  readonly plan: ExecutionPlan;
  readonly stage: Stage;
  readonly instance: InstanceState;
  /** Counts from 1. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly projectDirectory: string;
  /** Where the stage gets its files, when it is not the project directory. */
  readonly trees?: TreeSource;
  /** Absolute; made for this attempt when first written to. */
  readonly temporary: string;
  /** See {@link StepFilesOptions.spare}. */
  readonly spareStepDirectories: StepDirectory[];
  readonly lifetimes: Lifetimes;
  readonly masker: Masker;
  /** Keeps a value that a step had masked, for a resume. */
  readonly keepMask: (value: string) => void;
  /** Values by name, of all secrets given to the execution; once it works, with those that the stage was given. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly secretSource?: SecretSource;
  readonly observer: Observer;
  readonly options: AttemptOptions;
  /** The state of the execution now. */
  state(): ExecutionState;
  record(bodies: readonly EventBody[]): Promise<readonly ExecutionEvent[]>;
}

export interface AttemptOptions {
  readonly cache: boolean;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly gracePeriod: number;
}

/** What a phase needs once the workspace stands. */
export interface WorkingAttempt extends Attempt {
  readonly workspace: Workspace;
}

/** What every event of this attempt bears. */
export function attemptReference(attempt: Attempt): { stage: string; instance: string; attempt: number } {
  return { stage: attempt.stage.id, instance: attempt.instance.instance, attempt: attempt.number };
}
