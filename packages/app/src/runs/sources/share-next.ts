/**
 * Has the same work done once for all who ask while it has not begun: each is given what a run gave that began after it
 * asked, so that nobody misses what was there before.
 */
export function createShareNext<Value>(): (key: string, work: () => Promise<Value>) => Promise<Value> {
  const running = new Map<string, Promise<unknown>>();
  const next = new Map<string, Promise<Value>>();
  return (key, work) => {
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const begin = async (): Promise<Value> => {
      await running.get(key)?.catch(() => undefined);
      next.delete(key);
      const run = work();
      running.set(key, run);
      try {
        return await run;
      } finally {
        if (running.get(key) === run) running.delete(key);
      }
    };
    const shared = begin();
    next.set(key, shared);
    return shared;
  };
}
