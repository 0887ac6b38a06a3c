import { type Action, instanceOf } from "@headrace/execution";
import { formatDuration } from "@headrace/pipeline";
import type { Admissions } from "./admissions.ts";
import { dropDetail, supersededDetail } from "./drop-detail.ts";
import type { AttemptReference, Execution } from "./execution.ts";
import { isStartable } from "./is-startable.ts";
import type { Lifetimes } from "./lifetimes.ts";

/** Records that an instance is not to go on, then has what it does or waits for end. */
export interface Interruptions {
  /** What has not started will not. */
  drop(action: Extract<Action, { kind: "drop" }>): Promise<void>;
  /** What runs is to end, with grace unless the execution's end is forced. */
  stop(action: Extract<Action, { kind: "cancel" }>): Promise<void>;
  /** A newer execution takes the place of this instance in its concurrency group. */
  supersede(start: AttemptReference): Promise<void>;
}

interface InterruptionNeeds {
  /** By instance, of attempts that run. */
  readonly live: ReadonlyMap<string, Lifetimes>;
  readonly admissions: Pick<Admissions, "giveUp">;
}

export function createInterruptions(
  { scribe, plan }: Execution,
  { live, admissions }: InterruptionNeeds,
): Interruptions {
  function timeoutMessage(): string {
    const { timeout } = plan.pipeline;
    return `the pipeline took longer than its timeout${timeout === undefined ? "" : ` of ${formatDuration(timeout)}`}`;
  }

  return {
    async drop(action) {
      const { kind: _, ...dropped } = action;
      const detail = dropDetail(action.reason, scribe.state);
      await scribe.record(() => [{ type: "stage.skipped", ...dropped, detail }]);
      admissions.giveUp(action.instance);
    },

    async stop({ stage, instance, reason }) {
      await scribe.record(() => [{ type: "stage.cancelling", stage, instance, reason }]);
      const lifetimes = live.get(instance);
      if (scribe.state.forced) lifetimes?.force();
      else if (reason === "timedOut") lifetimes?.stop("timedOut", timeoutMessage());
      else lifetimes?.stop("cancelled");
    },

    async supersede(start) {
      const { stage, instance } = start;
      const reason = "superseded";
      await scribe.record((state) => {
        const now = instanceOf(state, stage, instance);
        if (now?.status === "running") return [{ type: "stage.cancelling", stage, instance, reason }];
        if (!isStartable(state, start)) return [];
        return [{ type: "stage.skipped", stage, instance, reason: "cancelled", detail: supersededDetail }];
      });
      admissions.giveUp(instance);
      live.get(instance)?.stop("cancelled", supersededDetail);
    },
  };
}
