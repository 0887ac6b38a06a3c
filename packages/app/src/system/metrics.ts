import { monitorEventLoopDelay, performance } from "node:perf_hooks";

/** What this process counts from its start on. */
export interface Metrics extends Disposable {
  /** An operation that was asked for; the outcome is `done` or a problem's code. Milliseconds. */
  count(operation: string, outcome: string, milliseconds: number): void;
  readonly requests: readonly { readonly operation: string; readonly outcome: string; readonly count: number }[];
  /** How many took at most so many seconds, each bucket with those before it; the last is all. */
  readonly durations: { readonly buckets: readonly (readonly [number, number])[]; readonly sum: number };
  /** Seconds by which work waits for its turn, of the time since it was last asked for. */
  takeLag(): { readonly mean: number; readonly p99: number; readonly max: number };
  /** Seconds. */
  readonly uptime: number;
}

/** Seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, Number.POSITIVE_INFINITY];

export function createMetrics(): Metrics {
  const began = performance.now();
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  const requests = new Map<string, { operation: string; outcome: string; count: number }>();
  const buckets = bounds.map(() => 0);
  let sum = 0;
  return {
    count: (operation, outcome, milliseconds) => {
      const key = `${operation} ${outcome}`;
      const entry = requests.get(key) ?? { operation, outcome, count: 0 };
      entry.count += 1;
      requests.set(key, entry);
      const seconds = milliseconds / 1000;
      sum += seconds;
      for (const [index, bound] of bounds.entries()) if (seconds <= bound) buckets[index] = (buckets[index] ?? 0) + 1;
    },
    get requests() {
      return [...requests.values()];
    },
    get durations() {
      return { buckets: bounds.map((bound, index) => [bound, buckets[index] ?? 0] as const), sum };
    },
    takeLag: () => {
      const seconds = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
      const taken = { mean: seconds(lag.mean), p99: seconds(lag.percentile(99)), max: seconds(lag.max) };
      lag.reset();
      return taken;
    },
    get uptime() {
      return (performance.now() - began) / 1000;
    },
    [Symbol.dispose]: () => {
      lag.disable();
    },
  };
}
