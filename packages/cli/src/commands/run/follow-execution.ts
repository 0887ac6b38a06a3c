import type { ExecutionHandle } from "@headrace/engine";
import type { ExecutionState } from "@headrace/execution";
import type { CommandContext } from "../../context.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Waits for the execution's end. The first signal cancels it with grace, a second one ends everything at once. */
export async function followExecution(context: CommandContext, handle: ExecutionHandle): Promise<ExecutionState> {
  let cancels = 0;
  const cancel = (): void => {
    cancels += 1;
    if (cancels === 1)
      context.stderr.write("\nCancelling; what runs has 10 s to end. Press Ctrl-C again to end it at once.\n");
    if (cancels <= 2) handle.cancel();
  };
  for (const signal of signals) process.on(signal, cancel);
  try {
    return await handle.finished;
  } finally {
    for (const signal of signals) process.off(signal, cancel);
  }
}
