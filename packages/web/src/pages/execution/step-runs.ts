import type { ExecutionEvent, Outcome, StepPhase } from "@headrace/execution";

/** A step of one attempt that began. */
export interface StepRun {
  readonly key: string;
  readonly phase: StepPhase;
  readonly name: string;
  /** Its first line in the attempt's log. */
  readonly line: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly outcome?: Outcome;
  readonly exitCode?: number | null;
  readonly durationMs?: number;
}

/** The steps of an attempt that have begun, in order. */
export function stepRunsOf(
  events: readonly ExecutionEvent[],
  { instance, attempt }: { readonly instance: string; readonly attempt: number },
): readonly StepRun[] {
  const runs = new Map<string, StepRun>();
  for (const event of events) {
    if (event.type !== "step.started" && event.type !== "step.finished") continue;
    if (event.instance !== instance || event.attempt !== attempt) continue;
    const key = `step ${event.phase} ${event.step}`;
    if (event.type === "step.started") {
      const { phase, name, line, at } = event;
      runs.set(key, { key, phase, name, line, startedAt: at });
    } else {
      const begun = runs.get(key);
      const { outcome, exitCode, durationMs } = event;
      if (begun !== undefined) runs.set(key, { ...begun, outcome, exitCode, durationMs });
    }
  }
  return [...runs.values()].sort((one, other) => one.line - other.line || one.startedAt - other.startedAt);
}
