import type { ForgeClock } from "./clock.ts";

export interface RequestBudgetOptions {
  /** Requests in any window. */
  readonly limit: number;
  /** Milliseconds; an hour unless said. */
  readonly window?: number;
  readonly clock: ForgeClock;
}

/** A rolling budget of requests, for forges that do not say what is left. Shared by all clients of one token. */
export interface RequestBudget {
  /** Spends one request: zero, or the milliseconds until one is free; then nothing is spent. */
  take(): number | Promise<number>;
  /** One that was taken a moment ago has cost nothing. */
  giveBack(): void | Promise<void>;
  /** Requests that may be made now. */
  left(): number | Promise<number>;
}

/** One that this process keeps for itself. */
export function createRequestBudget({ limit, window = 3_600_000, clock }: RequestBudgetOptions): RequestBudget {
  // When each request of the window was made, oldest first.
  const spent: number[] = [];
  const forget = () => {
    const since = clock.now() - window;
    const first = spent.findIndex((at) => at > since);
    spent.splice(0, first === -1 ? spent.length : first);
  };
  return {
    take() {
      forget();
      if (limit < 1) return window;
      const oldest = spent[spent.length - limit];
      if (oldest !== undefined) return oldest + window - clock.now();
      spent.push(clock.now());
      return 0;
    },
    giveBack: () => void spent.pop(),
    left() {
      forget();
      return Math.max(0, limit - spent.length);
    },
  };
}
