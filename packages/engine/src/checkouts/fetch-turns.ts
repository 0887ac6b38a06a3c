/** Gathers those who want the same work done, so that many at once cause it once. */
export interface Turns<Wish> {
  /**
   * Waits for a turn that began after this was called and knows of the wish. It is stopped when nobody waits for it any more. Throws what the
   * work throws, or the signal's reason.
   */
  take(wish: Wish, signal?: AbortSignal): Promise<void>;
}

interface Turn<Wish> {
  readonly wishes: Wish[];
  readonly done: Promise<void>;
  readonly stop: AbortController;
  waiting: number;
}

export function createTurns<Wish>(work: (wishes: readonly Wish[], signal: AbortSignal) => Promise<void>): Turns<Wish> {
  let running: Promise<void> = Promise.resolve();
  let next: Turn<Wish> | undefined;

  const prepare = (): Turn<Wish> => {
    const wishes: Wish[] = [];
    const stop = new AbortController();
    const begin = async (before: Promise<void>): Promise<void> => {
      await before.catch(() => undefined);
      // From now on it may miss what happens, so whoever comes later waits for another.
      if (next?.stop === stop) next = undefined;
      stop.signal.throwIfAborted();
      await work(wishes, stop.signal);
    };
    const done = begin(running);
    done.catch(() => undefined);
    running = done;
    return { wishes, done, stop, waiting: 0 };
  };

  return {
    async take(wish, signal) {
      signal?.throwIfAborted();
      next ??= prepare();
      const turn = next;
      turn.waiting += 1;
      turn.wishes.push(wish);
      try {
        await unlessAborted(turn.done, signal);
      } finally {
        turn.waiting -= 1;
        if (turn.waiting === 0) {
          turn.stop.abort();
          // Nobody may join a turn that is already given up.
          if (next === turn) next = undefined;
        }
      }
    },
  };
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
