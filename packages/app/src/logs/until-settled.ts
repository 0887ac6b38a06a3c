import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../app.ts";

const shortestPause = 5;
const longestPause = 500;

/** Milliseconds after which it is told all the same: what follows could not be written, and is tried again at the next start. */
const patience = 30_000;

/**
 * Waits until what follows from the end of an execution is written, such as which deployment is an environment's current one:
 * who is told that it is over may ask for that at once. Its last event is stored before.
 */
export async function untilSettled(
  { tables }: Pick<App, "tables">,
  executionId: string,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + patience;
  for (
    let pause = shortestPause;
    !signal.aborted && performance.now() < deadline;
    pause = Math.min(2 * pause, longestPause)
  ) {
    const link = await tables
      .selectFrom("execution_links")
      .select("state")
      .where("execution_id", "=", executionId)
      .executeTakeFirst();
    if (link === undefined || link.state === "ended") return;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
