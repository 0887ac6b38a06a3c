import type { EventBody, ExecutionEvent, ExecutionPlan } from "@headrace/execution";

/**
 * Keeps the events of executions. `append` returns only when the events will survive
 * the death of this process. One process owns an execution at a time.
 */
export interface Journal {
  /** The next number of this key (a pipeline's name, or what else tells one from another), taken for good. */
  takeNumber(key: string): Promise<number>;
  /** Stores the plan with its first events, together or not at all, and takes ownership. */
  create(record: ExecutionRecord, events?: readonly ExecutionEvent[]): Promise<void>;
  /** Events continue the stored sequence; a gap or a repeated number is an error. */
  append(executionId: string, events: readonly ExecutionEvent[]): Promise<void>;
  /**
   * Stores one event under the next number and gives it: for what is told of an execution that nobody is at work at, or that
   * has ended. Beside a process that numbers the events itself it would take a number from it. Throws `execution-not-found`.
   */
  note(executionId: string, body: EventBody): Promise<ExecutionEvent>;
  /** Throws `execution-not-found`. */
  load(executionId: string): Promise<StoredExecution>;
  /**
   * Takes over an execution whose owner is dead, or is `owner` itself; throws `execution-owned` while another lives,
   * `execution-not-found`.
   */
  takeOver(executionId: string, owner: Owner): Promise<void>;
  /** Executions without an end whose owner is dead, newest first; not those that wait for an owner (`nobody`). */
  interrupted(): Promise<readonly string[]>;
}

export interface ExecutionRecord {
  readonly plan: ExecutionPlan;
  /** The definition as it was read. */
  readonly source: string;
  /** Its path, as the person gave it. */
  readonly sourcePath: string;
  /** Absolute path of the project directory. */
  readonly projectDirectory: string;
  /** `nobody` until it is admitted. */
  readonly owner: Owner;
  readonly createdAt: number;
  /** What resuming needs again but is never stored: the names of the secrets given by hand. */
  readonly secretNames: readonly string[];
  readonly rerunOf?: string;
}

export interface StoredExecution extends ExecutionRecord {
  readonly events: readonly ExecutionEvent[];
}

/** A process, told apart from a later one with the same id by its start time and the machine's boot. */
export interface Owner {
  readonly pid: number;
  /** Clock ticks since boot, as in field 22 of /proc/PID/stat; empty where there is none. */
  readonly startTime: string;
  readonly bootId: string;
}
