import type { Observer } from "@headrace/engine";
import {
  awaitedApprovals,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
} from "@headrace/execution";
import { furtherPhase } from "../../executions/phase.ts";
import type { LiveHub } from "../live/create-live.ts";
import { createLiveLines } from "../live/live-lines.ts";
import type { RunListener } from "../runs.ts";
import type { Sequences } from "../sequence/create-sequences.ts";
import type { Admission } from "../turns/admission.ts";
import type { HeldRun } from "./held-run.ts";

export interface ObserveRunOptions {
  readonly admission: Pick<Admission, "park">;
  readonly hub: LiveHub;
  readonly sequences: Pick<Sequences, "add" | "flush">;
  readonly listeners: ReadonlySet<RunListener>;
  now(): number;
  report(what: string, error: unknown): void;
}

/** What the orchestrator tells of an execution, told on: to what is kept of it elsewhere, then to those who watch. */
export function createRunObserver(options: ObserveRunOptions): (run: HeldRun) => Observer {
  const { admission, hub, sequences } = options;
  const liveLines = createLiveLines({ hub, sequences });

  return (run) => {
    const { link } = run;
    const { executionId } = link;
    return {
      event(event, state) {
        admission.park(executionId, isLeftToPeople(state, options.now()));
        notePhase(run, event, state.plan);
        for (const listener of options.listeners) {
          try {
            listener(event, state, link);
          } catch (error) {
            options.report(`a listener, at ${event.type} of execution ${executionId}`, error);
          }
        }
        // The lines before it come before it.
        liveLines.flush(executionId);
        hub.publish(executionId, { kind: "event", event });
      },
      log({ firstLine, count, stream, at, bytes, beginning }, { stage, instance, attempt }) {
        const line = sequences.add(executionId, { stage, instance, attempt }, { firstLine, count, at });
        if (!hub.isWatched(executionId)) return;
        liveLines.add({
          kind: "lines",
          executionId,
          stage,
          instance,
          attempt,
          line,
          firstLine,
          count,
          stream,
          at,
          bytes,
          ...(beginning === undefined ? {} : { beginning }),
        });
      },
    };
  };
}

/** Nothing can happen until somebody decides: it holds no worker. */
function isLeftToPeople(state: ExecutionState, now: number): boolean {
  if (state.status === "finished" || state.runningInstances > 0) return false;
  if (awaitedApprovals(state).next().done === true) return false;
  return decide(state, now).every(({ kind }) => kind === "wake");
}

export function notePhase(run: HeldRun, event: ExecutionEvent, { pipeline }: ExecutionPlan): void {
  if (event.type !== "stage.started") return;
  const stage = pipeline.stages.find(({ id }) => id === event.stage);
  if (stage !== undefined) run.phase = furtherPhase(run.phase, stage.category);
}
