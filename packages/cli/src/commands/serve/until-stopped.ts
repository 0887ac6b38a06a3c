import { exitCodes } from "../../exit-codes.ts";

/** npm hands a terminal's Ctrl-C on to its child, which had it already. Milliseconds. */
const echoWindow = 400;

/** Waits for the first signal to stop, then calls `stop`. A second signal ends the process at once. */
export async function untilStopped(stop: (signal: NodeJS.Signals) => Promise<void>): Promise<void> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let stoppedAt: number | undefined;
  const asked = Promise.withResolvers<NodeJS.Signals>();
  const listener = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (stoppedAt === undefined) {
      stoppedAt = now;
      asked.resolve(signal);
    } else if (now - stoppedAt > echoWindow) {
      process.exit(exitCodes.cancelled);
    }
  };
  for (const signal of signals) process.on(signal, listener);
  try {
    await stop(await asked.promise);
  } finally {
    for (const signal of signals) process.off(signal, listener);
  }
}
