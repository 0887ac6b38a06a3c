import { setTimeout as sleep } from "node:timers/promises";
import type { BenchServer } from "./bench-server.ts";

/** In the order in which an execution goes through them, so that none slips past between two looks. */
const unended = ["queued", "running"] as const;

/** Waits until nothing runs or waits any more, by questions that cost little beside what is measured. */
export async function waitForEnds(server: Pick<BenchServer, "request">): Promise<void> {
  while (await hasUnended(server)) await sleep(50);
}

async function hasUnended(server: Pick<BenchServer, "request">): Promise<boolean> {
  for (const state of unended) {
    const { items } = await server.request("GET", `/executions?limit=1&state=${state}`);
    if (items.length > 0) return true;
  }
  return false;
}
