import type { Clock } from "@headrace/engine";

export interface SeldomOptions {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly every: number;
}

/** Keys of which the last time is remembered. */
const mostRemembered = 10_000;

/** Says of a key whether it is the first time in a while: true once, and again when so long has passed since. */
export function createSeldom({ clock, every }: SeldomOptions): (key: string) => boolean {
  const last = new Map<string, number>();
  return (key) => {
    const now = clock.now();
    const before = last.get(key);
    if (before !== undefined && Math.abs(now - before) < every) return false;
    // A map keeps its order of insertion: the oldest is first.
    last.delete(key);
    last.set(key, now);
    if (last.size > mostRemembered) for (const [oldest] of last) return last.delete(oldest);
    return true;
  };
}
