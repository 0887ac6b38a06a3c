import type { OutputStream } from "@headrace/engine";
import type { AttemptName } from "./sequence-format.ts";

/** The lines of all attempts of an execution in one sequence, in the order in which they came. */
export interface ExecutionLogs {
  /** Null when the execution has no lines. Throws nothing for an execution that does not exist: it has none. */
  open(executionId: string): Promise<ExecutionLog | null>;
}

export interface ExecutionLog extends AsyncDisposable {
  /** Lines so far. */
  readonly lineCount: number;
  /** Finds the first line in O(log n). Lines lost in a crash are left out. */
  read(range: ExecutionLogRange): Promise<readonly ExecutionLogLine[]>;
  /** Where a line stands. Undefined for a line that is not there. */
  locate(line: number): Promise<LogPosition | undefined>;
  /** The other way round: the execution's lines by those of an attempt. Looks through the order of lines from its beginning. */
  find(attempt: AttemptName, lines: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Sees what was added since. */
  refresh(): Promise<void>;
}

export interface ExecutionLogRange {
  /** The first line; lines count from 1. */
  readonly from: number;
  readonly limit: number;
  /** Bytes of a line that are read and shown; 65,536 unless said. */
  readonly maxLength?: number;
  /** Leaves out the lines of other attempts, which are then not read either. */
  readonly wants?: (attempt: AttemptName) => boolean;
}

export interface LogPosition {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  /** In the attempt's log. */
  readonly firstLine: number;
}

export interface ExecutionLogLine {
  /** In the execution's sequence. */
  readonly line: number;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  /** In the attempt's log. */
  readonly attemptLine: number;
  readonly stream: OutputStream;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  /** Bytes left out of `text`. */
  readonly cut: number;
}
