import { type OutputOf, Problem } from "@headrace/app/client";
import { type ExecutionEvent, type ExecutionState, eventOfPublic, initialState, reduce } from "@headrace/execution";
import { useEffect, useState } from "react";
import { isUnreachable } from "../client/create-queries.ts";
import { useServer } from "../client/server-provider.tsx";
import { asProblem, useOperation } from "../client/use-operation.ts";

export interface LiveExecution {
  /** Undefined until the plan is there. */
  readonly state: ExecutionState | undefined;
  /** All events so far, in order. */
  readonly events: readonly ExecutionEvent[];
  /** What it was started with. */
  readonly record: OutputOf<"executions.record"> | undefined;
  /** `lost` while the server cannot be reached: what is shown is what was last known. */
  readonly connection: "connecting" | "live" | "lost" | "ended";
  readonly problem: Problem | undefined;
}

interface Folded {
  readonly state: ExecutionState | undefined;
  readonly events: readonly ExecutionEvent[];
  readonly connection: LiveExecution["connection"];
  readonly problem: Problem | undefined;
}

const nothing: Folded = { state: undefined, events: [], connection: "connecting", problem: undefined };

/**
 * An execution as it happens: its events folded over its plan. A lost connection is taken up after the last event, so that
 * none is missing or doubled.
 */
export function useLiveExecution(execution: string): LiveExecution {
  const { client, connection } = useServer();
  const { data: record, error } = useOperation("executions.record", { execution });
  const [folded, setFolded] = useState(nothing);
  const plan = record?.plan;

  useEffect(() => {
    if (plan === undefined) return;
    const stop = new AbortController();
    const events: ExecutionEvent[] = [];
    let state = initialState(plan);
    let frame: number | undefined;
    let live: LiveExecution["connection"] = "connecting";
    // Many events may come at once: the page is drawn once for all of them.
    const show = (): void => {
      frame ??= window.requestAnimationFrame(() => {
        frame = undefined;
        if (!stop.signal.aborted) setFolded({ state, events: [...events], connection: live, problem: undefined });
      });
    };
    const enter = (next: LiveExecution["connection"]): void => {
      live = next;
      show();
    };
    const follow = async (): Promise<void> => {
      const last = events.at(-1);
      const stream = client.events(
        "executions.events",
        { execution, follow: true },
        {
          signal: stop.signal,
          ...(last === undefined ? {} : { headers: { "last-event-id": String(last.seq) } }),
          onConnection: (next) => {
            enter(next === "lost" ? "lost" : "live");
            if (next === "lost") connection.lost();
            else connection.back();
          },
        },
      );
      for await (const { event, data } of stream) {
        if (event === "complete") return enter("ended");
        if (event !== "event") continue;
        const next = eventOfPublic(data);
        if (next.seq <= (events.at(-1)?.seq ?? 0)) continue;
        events.push(next);
        state = reduce(state, next);
        enter("live");
      }
      // A stream that ends without saying so was cut off.
      throw new Problem("unavailable", "the server stopped in between", { mend: "it is asked again by itself" });
    };
    const followToTheEnd = async (): Promise<void> => {
      for (;;) {
        try {
          return await asProblem(follow());
        } catch (error) {
          if (stop.signal.aborted) return;
          if (!isUnreachable(error)) throw error;
          enter("lost");
          connection.lost();
          await connection.whenBack(stop.signal);
        }
      }
    };
    setFolded(nothing);
    show();
    void followToTheEnd().catch((error: unknown) => {
      if (stop.signal.aborted || !(error instanceof Problem)) return;
      setFolded({ state, events, connection: live, problem: error });
    });
    return () => {
      stop.abort();
      if (frame !== undefined) window.cancelAnimationFrame(frame);
    };
  }, [client, connection, execution, plan]);

  return { ...folded, record, problem: folded.problem ?? error ?? undefined };
}
