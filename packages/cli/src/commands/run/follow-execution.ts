import type { ExecutionHandle, Observer } from "@headrace/engine";
import type { ExecutionState } from "@headrace/execution";
import type { CommandContext } from "../../context.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm hands a terminal's Ctrl-C on to its child, which had it from the terminal already: one press
 * arrives twice. Milliseconds within which a signal is the echo of the one before.
 */
const echoWindow = 400;

/** Waits for the execution's end. The first signal cancels it with grace, a second one ends everything at once. */
export async function followExecution(
  context: CommandContext,
  handle: ExecutionHandle,
  observer: Observer,
): Promise<ExecutionState> {
  // A live picture has to make room for what is said between.
  const say = observer.notice ?? ((message: string) => void context.stderr.write(`${message}\n`));
  let cancelledAt: number | null = null;
  const cancel = (): void => {
    const now = performance.now();
    if (cancelledAt === null) {
      cancelledAt = now;
      say("Cancelling; what runs has 10 s to end. Press Ctrl-C again to end it at once.");
      handle.cancel();
    } else if (now - cancelledAt > echoWindow) {
      handle.cancel({ force: true });
    }
  };
  for (const signal of signals) process.on(signal, cancel);
  try {
    return await handle.finished;
  } finally {
    for (const signal of signals) process.off(signal, cancel);
  }
}
