import type { LogReader } from "@headrace/engine";
import { createFileLogStore } from "@headrace/store";
import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";

interface Parts extends Pick<App, "clock"> {
  readonly store: Ended["store"] & { readonly layout: { readonly logs: string } };
}

interface Ended {
  readonly store: { readonly executions: { get(executionId: string): Promise<{ readonly outcome?: unknown }> } };
}

/** The log of one attempt. Null while it has none yet. Throws `gone` where it had one. */
export async function openAttemptLog(app: Parts, executionId: string, of: AttemptName): Promise<LogReader | null> {
  const logs = createFileLogStore({ directory: app.store.layout.logs, clock: app.clock });
  const open = () => logs.open({ executionId, instance: of.instance, attempt: of.attempt });
  const reader = await open();
  if (reader !== null || !(await hasEnded(app, executionId))) return reader;
  // It may have ended between the two looks, and a short log is written at the end.
  const written = await open();
  if (written === null) throw logsAreGone(executionId);
  return written;
}

/** Throws `gone` for an execution whose stages ran and whose logs are not there any more. */
export async function refuseGone(app: Parts, executionId: string, attempts: readonly AttemptName[]): Promise<void> {
  // Each attempt makes its log when it begins: if the first one's is there, none was removed.
  const [first] = attempts;
  if (first === undefined) return;
  await using reader = await openAttemptLog(app, executionId, first);
  void reader;
}

export async function hasEnded(app: Ended, executionId: string): Promise<boolean> {
  return (await app.store.executions.get(executionId)).outcome !== undefined;
}

function logsAreGone(executionId: string): Problem {
  return new Problem("gone", `the logs of execution ${executionId} were removed`, {
    mend: "logs are kept for as long as the organization's limits say; run the execution again to have new ones",
  });
}
