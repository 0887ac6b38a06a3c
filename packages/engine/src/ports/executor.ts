import type { Outcome, StageUse } from "@headrace/execution";

/**
 * Where stages run: child processes, later containers and clusters.
 *
 * Contract, checked by the conformance suite in `test/executor-conformance.ts`:
 * - `open` prepares a stage; if it throws, nothing is left behind.
 * - Steps of one session run one after another. What a step leaves running in the background lives
 *   until `close`; what it prints later goes to the step that runs then.
 * - Once `run` has returned, nothing is written to that step's `output` any more.
 * - `close` is idempotent, safe after a failed step, and returns only when nothing
 *   that the stage started is alive.
 * - A fault of the surroundings is thrown as `HeadraceError` (`infrastructure`, from @headrace/pipeline);
 *   whatever the user's program does is a `StepExit`.
 */
export interface Executor {
  readonly kind: string;
  /** What the stage asks that this executor cannot honour, in words; empty when it can run it. */
  refuse(request: StageRequest): readonly string[];
  /** Told before an execution begins how many steps it has, to make ready what pays for many. */
  expect?(steps: number): void;
  open(request: StageRequest): Promise<StageSession>;
  /** Ends what a dead process of ours left alive for this execution. Returns how many processes it ended. */
  reap(executionId: string): Promise<number>;
  /** Closes the sessions that are still open and removes all that the executor made. Idempotent. */
  close(): Promise<void>;
}

export interface StageRequest {
  readonly executionId: string;
  readonly instance: string;
  readonly attempt: number;
  /** Absolute path of the directory in which steps run. */
  readonly workspace: string;
  /** Absolute paths of directories that are the stage's alone, and that its programs may change; the first holds the workspace. */
  readonly directories?: readonly string[];
  /** Ends waiting for what it needs. */
  readonly signal?: AbortSignal;
  /** Bytes; exceeding it ends the stage with `outOfMemory`. */
  readonly memory?: number;
  /** Cores. */
  readonly cpu?: number;
}

export interface StageSession {
  run(step: StepRequest): Promise<StepExit>;
  /** Makes a new or empty directory the stage's own, where its programs run as another user. */
  own?(directory: string): void;
  /** What its programs have taken so far; asked before `close`. */
  used?(): StageUse;
  /** Ends everything the stage left running, then removes what `open` made. */
  close(): Promise<void>;
}

export interface StepRequest {
  /** Named in errors and by the dummy executor. */
  readonly name: string;
  readonly script: string;
  /** `sh`, `bash`, `python`, `node`, or a program that takes the script's file as its argument. */
  readonly shell: string;
  /** Absolute. */
  readonly workingDirectory: string;
  /** The whole environment; nothing of Headrace's own is added but the execution's mark. */
  readonly environment: Readonly<Record<string, string>>;
  readonly output: OutputSink;
  /** Aborted to stop the step: SIGTERM to everything, grace, SIGKILL. */
  readonly stop: AbortSignal;
  /** Aborted to stop without grace. */
  readonly kill: AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly gracePeriod: number;
}

export type OutputStream = "stdout" | "stderr";

/** Receives a step's output as it comes. The chunk may be kept; it is not written again. */
export interface OutputSink {
  write(stream: OutputStream, chunk: Buffer): void;
  /**
   * Asked after a write: null when more can be taken, else settled when it can. Until then output is left in the
   * program's pipe, so that a slow reader slows the program down and nothing piles up in memory.
   */
  ready?(): Promise<void> | null;
}

/** How a step's process ended, as it is. */
export interface StepExit {
  /** Null when it was ended by a signal or never ran: it could not start, or `stop` was aborted before. */
  readonly exitCode: number | null;
  /** `SIGKILL`, … */
  readonly signal?: string;
  /** The memory limit of the stage was hit while this step ran. */
  readonly outOfMemory: boolean;
  /** The step could not be started: the shell does not exist, the directory is gone. In words. */
  readonly notStarted?: string;
}

/** A step's exit with the reason of its stop taken into account. */
export interface StepResult {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly message?: string;
}
