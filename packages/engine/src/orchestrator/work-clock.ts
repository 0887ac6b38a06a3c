/** Measures the time in which at least one stage runs; waiting for a person or a slot stops it. */
export interface WorkClock {
  update(runningInstances: number): void;
  stop(): void;
}

/** Calls `expired` once when the limit (milliseconds) of working time is used up; no limit, no clock. */
export function createWorkClock(limit: number | undefined, expired: () => void): WorkClock {
  if (limit === undefined) return { update: () => {}, stop: () => {} };
  let left = limit;
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const pause = (): void => {
    if (since !== null) left -= performance.now() - since;
    since = null;
    clearTimeout(timer);
  };
  return {
    update(runningInstances) {
      if (runningInstances === 0) return pause();
      if (since !== null) return;
      since = performance.now();
      timer = setTimeout(expired, Math.max(0, left));
    },
    stop: pause,
  };
}
