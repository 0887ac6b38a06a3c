/**
 * Who may use a connection that does one thing at a time. On SQLite a transaction that waits for something in between (the
 * query builder's do) keeps the others out until it has ended. First come, first served.
 */
export interface Turns {
  /** Somebody has the connection. Who does all of his work at once need not take a turn while nobody has. */
  readonly taken: boolean;
  /** Resolves when it is the caller's turn, with what ends it. Ending it twice does nothing. */
  take(): Promise<() => void>;
}

export function createTurns(): Turns {
  let taken = false;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    const first = waiting.shift();
    if (first === undefined) taken = false;
    else first();
  };
  const turn = (): (() => void) => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      next();
    };
  };
  return {
    get taken() {
      return taken;
    },
    take: () => {
      if (!taken) {
        taken = true;
        return Promise.resolve(turn());
      }
      return new Promise((resolve) => waiting.push(() => resolve(turn())));
    },
  };
}
