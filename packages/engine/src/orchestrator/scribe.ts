import { type EventBody, type ExecutionEvent, type ExecutionState, reduce } from "@headrace/execution";
import { faultPoint } from "../faults.ts";
import type { Clock, Journal } from "../ports/index.ts";

/** What is to be recorded, given the state at the moment of recording. */
export type Produce = (state: ExecutionState) => readonly EventBody[];

/**
 * The one writer of an execution's events: gives them their number and time, has them stored,
 * folds them into the state and only then tells anyone. What is recorded in one turn of the
 * event loop is stored in one transaction.
 */
export interface Scribe {
  readonly state: ExecutionState;
  /** Resolves once the events are stored and folded; rejects when they could not be stored. */
  record(produce: Produce): Promise<readonly ExecutionEvent[]>;
}

export interface ScribeOptions {
  readonly executionId: string;
  readonly state: ExecutionState;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onEvent: (event: ExecutionEvent, state: ExecutionState) => void;
}

interface Entry {
  readonly produce: Produce;
  readonly resolve: (events: readonly ExecutionEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

export function createScribe(options: ScribeOptions): Scribe {
  let state = options.state;
  let waiting: Entry[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    await undefined;
    while (waiting.length > 0) {
      const entries = waiting;
      waiting = [];
      await writeTogether(entries);
    }
    writing = false;
  }

  async function writeTogether(entries: readonly Entry[]): Promise<void> {
    const at = options.clock.now();
    const events: ExecutionEvent[] = [];
    const shares: ExecutionEvent[][] = [];
    // Later entries see what earlier ones of the same batch will have done.
    let next = state;
    const states: ExecutionState[] = [];
    try {
      for (const entry of entries) {
        const share: ExecutionEvent[] = [];
        for (const body of entry.produce(next)) {
          const event: ExecutionEvent = { seq: next.seq + 1, at, executionId: options.executionId, ...body };
          next = reduce(next, event);
          share.push(event);
          events.push(event);
          states.push(next);
        }
        shares.push(share);
      }
      if (events.length > 0) await options.journal.append(options.executionId, events);
    } catch (error) {
      for (const entry of entries) entry.reject(error);
      return;
    }
    for (const [index, event] of events.entries()) {
      // Stored, and not yet acted on or told to anyone: each type of event is a fault point of its own name.
      faultPoint(event.type);
      state = states[index] ?? state;
      options.onEvent(event, state);
    }
    for (const [index, entry] of entries.entries()) entry.resolve(shares[index] ?? []);
  }

  return {
    get state() {
      return state;
    },
    record(produce) {
      return new Promise((resolve, reject) => {
        waiting.push({ produce, resolve, reject });
        if (!writing) void write();
      });
    },
  };
}
