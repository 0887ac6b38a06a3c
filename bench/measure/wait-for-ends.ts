import { setTimeout as sleep } from "node:timers/promises";
import type { BenchServer } from "./bench-server.ts";

/** Waits until nothing runs or waits any more. */
export async function waitForEnds(server: Pick<BenchServer, "request">): Promise<void> {
  for (;;) {
    const { executionsUnended } = await server.request("GET", "/organization/limits/usage");
    if (executionsUnended === 0) return;
    await sleep(50);
  }
}
