import { cpSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createWorkbench, type PublicEvent, type Ran, type Workbench } from "./workbench.ts";

const testDirectory = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** A workbench with a copy of `test/fixtures/<name>`. */
export function useFixture(name: string): Workbench {
  return copyInto(resolve(testDirectory, "fixtures", name));
}

/** A workbench with a copy of `examples/<name>`. */
export function useExample(name: string): Workbench {
  return copyInto(resolve(testDirectory, "../../../examples", name));
}

function copyInto(directory: string): Workbench {
  const bench = createWorkbench();
  cpSync(directory, bench.directory, { recursive: true });
  return bench;
}

/** How each instance ended, as an outcome word; `reused` for one whose result was taken over. */
export function outcomesOf(ran: Ran): Readonly<Record<string, unknown>> {
  const outcomes: Record<string, unknown> = {};
  for (const event of ran.events) {
    if (event.type === "stage.finished") outcomes[String(event.instance)] = event.outcome;
    if (event.type === "stage.skipped") {
      const { instance, reason } = event;
      outcomes[String(instance)] = reason === "cancelled" || reason === "failFast" ? "cancelled" : "skipped";
    }
    if (event.type === "stage.reused") outcomes[String(event.instance)] = "reused";
  }
  return outcomes;
}

/** The lines an instance printed, in all its attempts; with `--json`. */
export function linesOf(ran: Ran, instance: string): readonly string[] {
  return ran.events
    .filter((event) => event.type === "log" && event.instance === instance)
    .map((event) => String(event.text));
}

export function eventsOf(ran: Ran, type: string, instance?: string): readonly PublicEvent[] {
  return ran.events.filter((event) => event.type === type && (instance === undefined || event.instance === instance));
}
