import type { ForgeClock } from "./clock.ts";

/** A token that a host gives for a while, and whatever it says of it. */
export interface Grant {
  readonly token: string;
  /** When it ends. Epoch milliseconds. */
  readonly until: number;
}

export interface RenewedGrantOptions<Given extends Grant> {
  readonly fetch: () => Promise<Given>;
  readonly clock: ForgeClock;
  /** Milliseconds before its end from which it is used no more. */
  readonly margin: number;
}

/** The present grant, in memory only. */
export interface RenewedGrant<Given extends Grant> {
  /** Fetches one where none is held or its end is near, by one request for all who wait. Throws what fetching throws. */
  get(signal: AbortSignal | undefined): Promise<Given>;
  /** Drops what is held: the host believes it no more. Whether there was anything. */
  drop(): boolean;
  /** The tokens that may still stand in an answer: the present one and the one before it. */
  tokens(): readonly string[];
}

export function createRenewedGrant<Given extends Grant>(options: RenewedGrantOptions<Given>): RenewedGrant<Given> {
  const { fetch, clock, margin } = options;
  let tokens: readonly string[] = [];
  let held: { readonly grant: Promise<Given>; until: number } | undefined;

  function begin(): NonNullable<typeof held> {
    const mine = {
      until: Number.POSITIVE_INFINITY,
      grant: fetch().then(
        (grant) => {
          mine.until = grant.until - margin;
          tokens = [grant.token, ...tokens.slice(0, 1)];
          return grant;
        },
        (error: unknown) => {
          if (held === mine) held = undefined;
          throw error;
        },
      ),
    };
    return mine;
  }

  return {
    async get(signal) {
      signal?.throwIfAborted();
      if (held === undefined || held.until <= clock.now()) held = begin();
      return await held.grant;
    },
    drop() {
      const had = held !== undefined;
      held = undefined;
      return had;
    },
    tokens: () => tokens,
  };
}
