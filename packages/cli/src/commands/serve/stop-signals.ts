import { exitCodes } from "../../exit-codes.ts";

/** npm hands a terminal's Ctrl-C on to its child, which had it already. Milliseconds. */
const echoWindow = 400;

/** The signals that ask a server to stop, caught until this is disposed of. */
export interface StopSignals extends Disposable {
  readonly first: Promise<NodeJS.Signals>;
}

/** A second signal ends the process at once. */
export function catchStopSignals(): StopSignals {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let stoppedAt: number | undefined;
  const { promise: first, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const listener = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (stoppedAt === undefined) {
      stoppedAt = now;
      resolve(signal);
    } else if (now - stoppedAt > echoWindow) {
      process.exit(exitCodes.cancelled);
    }
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    first,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
