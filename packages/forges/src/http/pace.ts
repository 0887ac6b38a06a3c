import type { ForgeClock } from "./clock.ts";
import { ForgeError } from "./forge-error.ts";
import type { RequestBudget } from "./request-budget.ts";

/** Holds requests back while the forge takes none, by its own word or by our count. */
export interface Pace {
  /** Resolves when a request may be made. Throws `forge-limited` when that would take too long. */
  turn(signal: AbortSignal | undefined): Promise<void>;
  /** The last request has cost nothing. */
  giveBack(): Promise<void>;
  /** The forge takes no requests for so many milliseconds. */
  hold(milliseconds: number): void;
}

export interface PaceOptions {
  readonly clock: ForgeClock;
  readonly budget: RequestBudget | undefined;
  readonly longestWait: number;
  readonly forge: string;
}

export function createPace({ clock, budget, longestWait, forge }: PaceOptions): Pace {
  let heldUntil = 0;
  return {
    async turn(signal) {
      for (;;) {
        signal?.throwIfAborted();
        const held = heldUntil - clock.now();
        const wait = held > 0 ? held : ((await budget?.take()) ?? 0);
        if (wait <= 0) return;
        if (wait > longestWait) throw limited(forge, wait);
        await clock.sleep(wait, signal);
      }
    },
    giveBack: async () => budget?.giveBack(),
    hold(milliseconds) {
      heldUntil = Math.max(heldUntil, clock.now() + milliseconds);
    },
  };
}

function limited(forge: string, wait: number): ForgeError {
  const seconds = Math.ceil(wait / 1000);
  return new ForgeError("forge-limited", `${forge} takes no more requests of this connection for ${seconds} s`, {
    mend: "wait, or ask less often; what is kept is shown meanwhile",
    retryAfter: wait,
  });
}
