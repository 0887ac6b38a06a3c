/**
 * The two lifetimes of an attempt: the work, and the cleanup that outlives a cancel of the work.
 * A forced stop ends both, without grace.
 */
export interface Lifetimes {
  /** Aborted when the work is to stop; its reason says why. */
  readonly work: AbortSignal;
  /** Aborted when even the cleanup is to stop. */
  readonly cleanup: AbortSignal;
  /** Aborted to end processes without grace. */
  readonly kill: AbortSignal;
  /** Why the work was stopped, if it was. The first reason stands. */
  readonly stopped: StopReason | null;
  /** What a person is told about the stop, where there is something to tell. */
  readonly stopMessage: string | undefined;
  stop(reason: StopReason, message?: string): void;
  force(): void;
}

export type StopReason = "cancelled" | "timedOut";

export function createLifetimes(): Lifetimes {
  const work = new AbortController();
  const cleanup = new AbortController();
  const kill = new AbortController();
  let stopped: StopReason | null = null;
  let stopMessage: string | undefined;
  const stop = (reason: StopReason, message?: string): void => {
    if (stopped === null) {
      stopped = reason;
      stopMessage = message;
    }
    work.abort();
  };
  return {
    work: work.signal,
    cleanup: cleanup.signal,
    kill: kill.signal,
    get stopped() {
      return stopped;
    },
    get stopMessage() {
      return stopMessage;
    },
    stop,
    force() {
      stop("cancelled");
      cleanup.abort();
      kill.abort();
    },
  };
}
