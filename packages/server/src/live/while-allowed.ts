import type { App, LiveEvent } from "@headrace/app";

export interface Allowing {
  readonly app: Pick<App, "rights">;
  /** Throws once somebody who watches may not any more. */
  check(): Promise<unknown>;
  /** Ends what the events come from. */
  stop(): void;
}

/** Between two looks where nobody says that rights have changed: sessions and tokens end by their time too. Milliseconds. */
const interval = 60_000;

/**
 * Passes events on until whoever watches has lost the right to them, which is told by what `check` throws: as soon as
 * rights change, whether or not there is an event.
 */
export async function* whileAllowed(
  events: AsyncIterable<LiveEvent>,
  { app, check, stop }: Allowing,
): AsyncGenerator<LiveEvent> {
  const iterator = events[Symbol.asyncIterator]();
  let isDue = false;
  let wake: (() => void) | undefined;
  const look = (): void => {
    isDue = true;
    wake?.();
  };
  const unwatch = app.rights.watch(look);
  const timer = setInterval(look, interval).unref();
  let next: Promise<IteratorResult<LiveEvent>> | undefined;
  try {
    for (;;) {
      while (isDue) {
        isDue = false;
        await check();
      }
      next ??= iterator.next();
      const turn = Promise.withResolvers<IteratorResult<LiveEvent> | undefined>();
      wake = () => turn.resolve(undefined);
      next.then(turn.resolve, turn.reject);
      const result = await turn.promise;
      // The event waits until it is known whether it may be seen.
      if (isDue || result === undefined) continue;
      next = undefined;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    clearInterval(timer);
    unwatch();
    stop();
    await iterator.return?.();
  }
}
