import { instanceOf } from "@headrace/execution";
import type { ReleaseSlot, SlotGroup, Slots } from "../ports/index.ts";
import { createSlots } from "../slots/create-slots.ts";
import { type AttemptReference, type Execution, stageNamed } from "./execution.ts";

/** The slots an execution asks for, for as long as it waits for them. */
export interface Claims {
  /** Null when it was given up before there was room. */
  acquire(start: AttemptReference, others?: readonly SlotGroup[]): Promise<ReleaseSlot | null>;
  /** Stops waiting: of one instance, or of all. */
  giveUp(instance?: string): void;
}

/** Null where nothing is shared and no stage has a concurrency group: then `decide` alone gives out the slots. */
export function createClaims(execution: Execution, onSuperseded: (start: AttemptReference) => void): Claims | null {
  const { plan, scribe } = execution;
  const slots = slotsFor(execution);
  if (slots === null) return null;
  const waiting = new Map<string, AbortController>();
  // `decide` passes over what waits here, so that the execution's own limit is kept here too.
  const own: SlotGroup = { name: `execution ${plan.executionId}`, limit: plan.concurrency, cancelInProgress: false };

  return {
    async acquire(start, others = []) {
      const { stage, instance } = start;
      const group = instanceOf(scribe.state, stage, instance)?.concurrency;
      const abort = new AbortController();
      waiting.set(instance, abort);
      try {
        return await slots.acquire(
          {
            executionId: plan.executionId,
            stage,
            instance,
            priority: stageNamed(execution, stage).priority ?? 0,
            groups: [own, ...others, ...(group === undefined ? [] : [{ ...group, name: `group ${group.group}` }])],
            onSuperseded: () => onSuperseded(start),
          },
          abort.signal,
        );
      } catch (error) {
        if (abort.signal.aborted) return null;
        throw error;
      } finally {
        waiting.delete(instance);
      }
    },

    giveUp(instance) {
      if (instance !== undefined) waiting.get(instance)?.abort();
      else for (const abort of waiting.values()) abort.abort();
    },
  };
}

function slotsFor({ services, plan, stages }: Execution): Slots | null {
  if (services.slots !== undefined) return services.slots;
  const grouped = plan.stages.some(({ id }) => stages.get(id)?.concurrency !== undefined);
  return grouped ? createSlots({ limit: Number.POSITIVE_INFINITY }) : null;
}
