import type { ExecutionEvent, ExecutionState, StepPhase } from "@headrace/execution";
import type { LogBatch } from "../ports/index.ts";

/** Told of everything as it happens. What it throws ends the execution as a fault. */
export interface Observer {
  /** After the event is stored, with the state it led to. */
  event?(event: ExecutionEvent, state: ExecutionState): void;
  /** Complete, masked lines. */
  log?(batch: LogBatch, origin: LogOrigin): void;
  /**
   * Before the first step of an attempt: `read` gives, whenever it is called, the ends of its lines that are not whole
   * yet, masked. None once the attempt has ended.
   */
  unfinished?(read: () => readonly Buffer[], origin: Pick<LogOrigin, "stage" | "instance" | "attempt">): void;
  /** Asked after `log`: null when more can be taken, else settled when it can. Until then the steps have to wait. */
  ready?(): Promise<void> | null;
  /** Something a person should know that belongs to no event: a secret too short to mask. */
  notice?(message: string): void;
}

export interface LogOrigin {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly phase: StepPhase;
  /** Counts from 0 within its phase. */
  readonly step: number;
  readonly stepName: string;
}
