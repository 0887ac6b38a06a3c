import type { Clock } from "@headrace/engine";
import { Problem } from "../problems/problem.ts";

/** How often a password may be tried for an account, from wherever. Kept in this process's memory only. */
export interface Attempts {
  /** Counts an attempt before it is made, so that several at once count too. Throws `rate-limited`. */
  begin(account: string): { succeeded(): void };
}

/** Wrong passwords for an account within the window; a right one forgets them. */
const most = 10;
/** Milliseconds. */
const window = 10 * 60 * 1000;
/** Accounts remembered, real or invented: the oldest are forgotten first. */
const remembered = 10_000;

export function createAttempts(clock: Clock): Attempts {
  const failures = new Map<string, { count: number; readonly since: number }>();
  return {
    begin: (account) => {
      const now = clock.now();
      const known = failures.get(account);
      const entry = known === undefined || now - known.since >= window ? { count: 0, since: now } : known;
      // The same words for an account that does not exist.
      if (entry.count >= most) {
        const seconds = Math.ceil((entry.since + window - now) / 1000);
        throw new Problem("rate-limited", "too many wrong passwords for this account", {
          mend: `try again in ${Math.ceil(seconds / 60)} minutes, or use a sign-in link`,
          detail: { retryAfter: seconds },
        });
      }
      entry.count += 1;
      failures.delete(account);
      failures.set(account, entry);
      const [oldest] = failures.keys();
      if (failures.size > remembered && oldest !== undefined) failures.delete(oldest);
      return { succeeded: () => failures.delete(account) };
    },
  };
}
