import { join } from "node:path";
import type { ExecutionPlan } from "@headrace/execution";
import { HeadraceError, type Stage } from "@headrace/pipeline";
import type { Masker } from "../masking/masker.ts";
import type { DeploymentRules, SecretSource, TreeSource } from "../ports/index.ts";
import { safeFileName } from "../safe-file-name.ts";
import type { StepDirectory } from "../step-files/step-files.ts";
import type { AttemptOptions } from "./attempt.ts";
import type { Observer } from "./observer.ts";
import type { Scribe } from "./scribe.ts";
import type { EngineServices } from "./services.ts";

/** One execution under way, with all it needs. */
export interface Execution {
  readonly services: EngineServices;
  readonly plan: ExecutionPlan;
  readonly scribe: Scribe;
  readonly observer: Observer;
  readonly masker: Masker;
  /** Keeps a value that a step had masked, for a resume. */
  readonly keepMask: (value: string) => void;
  /** Values by name. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly secretSource?: SecretSource;
  readonly deploymentRules?: DeploymentRules;
  /** Absolute. */
  readonly projectDirectory: string;
  /** Where stages get their files, when it is not the project directory. */
  readonly trees?: TreeSource;
  /** Absolute; holds what attempts need while they run, removed at the end. */
  readonly temporaryDirectory: string;
  /** Directories for the files of steps that are not in use. */
  readonly spareStepDirectories: StepDirectory[];
  readonly options: AttemptOptions;
  readonly stages: ReadonlyMap<string, Stage>;
}

/** One attempt of one instance. */
export interface AttemptReference {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
}

export function stageNamed(execution: Execution, id: string): Stage {
  const stage = execution.stages.get(id);
  if (stage === undefined) throw new HeadraceError("internal", `stage "${id}" is not part of the plan`);
  return stage;
}

/** Where the values that steps had masked are kept; no instance has a name with this ending. */
export function keptMasksOf(temporaryDirectory: string): string {
  return join(temporaryDirectory, "masks");
}

export function temporaryOf(execution: Execution, { instance, attempt }: AttemptReference): string {
  return join(execution.temporaryDirectory, `${safeFileName(instance)}.${attempt}`);
}
