import type { ExecutionEvent } from "@headrace/execution";

/**
 * What happens in the executions at work in this process, as it happens, for any number of people who watch. Nobody who
 * watches ever slows a build. What was before is read from the store: subscribe first, then read, and leave out
 * what came twice (events have their `seq`, lines their `line`).
 */
export interface Live {
  /** Calls for every message from now on, in order. The listener returns at once; what it throws is dropped. */
  subscribe(executionId: string, listener: (message: LiveMessage) => void): () => void;
  /**
   * The same as something to wait for, with a bounded store: who is too slow gets a `gap` in place of what was dropped,
   * and reads that from the store. Ends after `execution.finished`, or when `signal` is aborted or the server stops.
   */
  follow(executionId: string, options?: FollowOptions): AsyncIterableIterator<LiveMessage | LiveGap> & AsyncDisposable;
  /** Whether this process holds the execution, so that there may be messages. */
  isLive(executionId: string): boolean;
}

export interface FollowOptions {
  /** Which messages to hold; all unless said. `execution.finished` always comes. */
  readonly wants?: (message: LiveMessage) => boolean;
  /** Messages held for a slow reader; 1,000 unless said. */
  readonly mostMessages?: number;
  /** Bytes of lines held for a slow reader; 1 MiB unless said. */
  readonly mostBytes?: number;
  readonly signal?: AbortSignal;
}

export type LiveMessage = LiveEventMessage | LiveLines;

/** After the event is stored. `publicEvent` of @headrace/execution gives it the form in which the world sees it. */
export interface LiveEventMessage {
  readonly kind: "event";
  readonly event: ExecutionEvent;
}

/** Complete lines of one stream of one attempt, masked. */
export interface LiveLines {
  readonly kind: "lines";
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  /** Of the first line, in the execution's one sequence; counts from 1. */
  readonly line: number;
  /** Of the first line, in the attempt's log; counts from 1. */
  readonly firstLine: number;
  readonly count: number;
  readonly stream: "stdout" | "stderr";
  /** Epoch milliseconds. */
  readonly at: number;
  /** With line ends; a last line without one has none. */
  readonly bytes: Buffer;
  /** The one line is so long that only its beginning is here; the log keeps it whole. */
  readonly beginning?: true;
}

/** Messages dropped for a reader that was too slow. */
export interface LiveGap {
  readonly kind: "gap";
  /** In the execution's sequence, both included. Of a reader of one stage, lines of others lie between. */
  readonly lines?: { readonly first: number; readonly last: number };
  /** By `seq`, both included. */
  readonly events?: { readonly first: number; readonly last: number };
}
