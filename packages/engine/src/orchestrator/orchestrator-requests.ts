import type { ExecutionPlan } from "@headrace/execution";
import type { DeploymentRules, SecretSource, StoredExecution, TreeSource } from "../ports/index.ts";
import type { AttemptOptions } from "./attempt.ts";
import type { Observer } from "./observer.ts";

export interface RequestBase {
  /** Values by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Asked at its start for what a stage names and `secrets` does not hold. */
  readonly secretSource?: SecretSource;
  /** Of the environments that stages deploy to; everything is allowed without them. */
  readonly deploymentRules?: DeploymentRules;
  readonly observer: Observer;
  readonly options?: Partial<AttemptOptions>;
  /** Where stages get their files; the project directory unless said. Not stored: a resume is given it again. */
  readonly trees?: TreeSource;
}

/** What is stored of an execution when it is made. */
interface CreatedExecution {
  readonly plan: ExecutionPlan;
  /** The definition as it was read, and where. */
  readonly source: string;
  readonly sourcePath: string;
  /** Absolute. */
  readonly projectDirectory: string;
  readonly rerunOf?: string;
}

export interface StartRequest extends RequestBase, CreatedExecution {}

export interface PrepareRequest extends CreatedExecution {
  /** Secrets that it needs beside those that its stages name. */
  readonly secretNames?: readonly string[];
}

export interface AdmitRequest extends RequestBase {
  readonly executionId: string;
  /** As it was read just now by a caller who is the only one to admit or cancel it; read again unless given. */
  readonly stored?: StoredExecution;
}

export interface CancelPreparedRequest {
  readonly executionId: string;
  /** `requested` unless said. */
  readonly reason?: "requested" | "superseded";
  readonly observer?: Observer;
}

export interface ResumeRequest extends RequestBase {
  readonly executionId: string;
  /** Run again also the stages with an environment that were interrupted. */
  readonly resumeDeployments: boolean;
  /** Goes on only to end it: recorded before anything else is done. */
  readonly cancel?: { readonly force: boolean; readonly reason: "requested" | "superseded" };
}
