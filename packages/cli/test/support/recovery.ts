import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@headrace/engine";
import type { ExecutionEvent } from "@headrace/execution";
import { openStore, type Store } from "@headrace/store";
import type { Workbench } from "./workbench.ts";

/** What one execution has come to, as it is kept. */
export interface Kept {
  readonly executionId: string;
  readonly events: readonly ExecutionEvent[];
}

/** The newest execution of a workbench; null when none was stored. */
export async function readKept(bench: Workbench): Promise<Kept | null> {
  return await withStore(bench, async (store) => {
    const [newest] = (await store.executions.list({ limit: 1 })).executions;
    if (newest === undefined) return null;
    return { executionId: newest.id, events: await store.executions.events(newest.id) };
  });
}

/** The rows that lists show, and what they are when they are folded from the events afresh. */
export async function rowsAndRebuilt(
  bench: Workbench,
  executionId: string,
): Promise<{ readonly rows: unknown; readonly rebuilt: unknown }> {
  return await withStore(bench, async (store) => {
    const read = async (): Promise<unknown> => ({
      execution: await store.executions.get(executionId),
      stages: await store.executions.stages(executionId),
    });
    const rows = await read();
    await store.rebuildProjection(executionId);
    return { rows, rebuilt: await read() };
  });
}

export async function withStore<Value>(bench: Workbench, use: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ directory: join(bench.directory, ".headrace"), clock: systemClock });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** The instances whose final event is among these. */
export function settledIn(events: readonly ExecutionEvent[]): ReadonlySet<string> {
  const settled = new Set<string>();
  for (const event of events) {
    if (event.type === "stage.finished" || event.type === "stage.skipped" || event.type === "stage.reused") {
      settled.add(event.instance);
    }
  }
  return settled;
}

/** The instances that were at work after the last of these events. */
export function runningAfter(events: readonly ExecutionEvent[]): ReadonlySet<string> {
  const running = new Set<string>();
  for (const event of events) {
    if (event.type === "stage.started") running.add(event.instance);
    if (event.type === "stage.finished" || event.type === "stage.retrying" || event.type === "stage.waiting") {
      running.delete(event.instance);
    }
  }
  return running;
}

/** How often each line stands in a file that stages append to; none when there is no file. */
export function countLines(bench: Workbench, path: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of linesIn(join(bench.directory, path))) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
}

function linesIn(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

/** The living processes that bear the mark of an execution. */
export function processesOf(executionId: string): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && environmentOf(pid).includes(`${executionId}/`));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}
