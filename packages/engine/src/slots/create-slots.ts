import type { ReleaseSlot, SlotGroup, SlotRequest, Slots } from "../ports/slots.ts";

export interface SharedSlots extends Slots {
  /** Who has a slot and who waits for which reason, in the order in which executions come next. */
  look(): SlotsView;
}

export interface SlotsView {
  readonly running: readonly SlotHolder[];
  readonly waiting: readonly (SlotHolder & {
    /** The group that is full; absent where all slots are taken. */
    readonly group?: string;
  })[];
}

export type SlotHolder = Pick<SlotRequest, "executionId" | "stage" | "instance" | "priority">;

interface Claim {
  readonly request: SlotRequest;
  readonly age: number;
  superseded: boolean;
}

interface Waiter extends Claim {
  grant(): void;
}

/**
 * A number of slots shared in this process. The highest priority comes first; among equals the executions take turns,
 * the one that was served last coming last; within an execution, who asked first. What cannot be served because its
 * group is full is passed over and blocks nobody. An instance that waits holds nothing, so nothing can wait in a circle.
 */
export function createSlots({ limit }: { readonly limit: number }): SharedSlots {
  const running = new Set<Claim>();
  const held = new Map<string, Set<Claim>>();
  /** By execution, in the order of their turns; each by priority, then by age. */
  const waiting = new Map<string, Waiter[]>();
  let asked = 0;

  function fullGroup({ groups }: SlotRequest): string | undefined {
    return groups.find((group) => (held.get(group.name)?.size ?? 0) >= Math.max(1, group.limit))?.name;
  }

  function chooseNext(): Waiter | undefined {
    let best: Waiter | undefined;
    for (const queue of waiting.values()) {
      const first = queue.find(({ request, superseded }) => !superseded && fullGroup(request) === undefined);
      if (first === undefined) continue;
      if (best === undefined || first.request.priority > best.request.priority) best = first;
    }
    return best;
  }

  function giveOut(): void {
    while (running.size < Math.max(1, limit)) {
      const next = chooseNext();
      if (next === undefined) return;
      const { executionId } = next.request;
      leave(next);
      // Its execution has had its turn.
      const rest = waiting.get(executionId);
      if (rest !== undefined) {
        waiting.delete(executionId);
        waiting.set(executionId, rest);
      }
      next.grant();
    }
  }

  function enter(waiter: Waiter): void {
    const { executionId, priority } = waiter.request;
    const queue = waiting.get(executionId) ?? [];
    const place = queue.findLastIndex((other) => other.request.priority >= priority) + 1;
    queue.splice(place, 0, waiter);
    waiting.set(executionId, queue);
  }

  function leave(waiter: Waiter): void {
    const { executionId } = waiter.request;
    const queue = waiting.get(executionId) ?? [];
    const place = queue.indexOf(waiter);
    if (place >= 0) queue.splice(place, 1);
    if (queue.length === 0) waiting.delete(executionId);
  }

  function take(claim: Claim): ReleaseSlot {
    running.add(claim);
    for (const { name } of claim.request.groups) {
      const claims = held.get(name) ?? new Set();
      held.set(name, claims.add(claim));
    }
    return () => {
      if (!running.delete(claim)) return;
      for (const { name } of claim.request.groups) {
        const claims = held.get(name);
        claims?.delete(claim);
        if (claims?.size === 0) held.delete(name);
      }
      giveOut();
    };
  }

  /** Makes room for what is newer: the oldest of other executions go, until the group's limit would hold with it. */
  function supersede({ executionId }: SlotRequest, group: SlotGroup): void {
    const isOther = ({ request, superseded }: Claim): boolean =>
      !superseded && request.executionId !== executionId && request.groups.some(({ name }) => name === group.name);
    const others = [...running, ...[...waiting.values()].flat()].filter(isOther);
    const excess = others.length - Math.max(1, group.limit) + 1;
    if (excess <= 0) return;
    for (const claim of others.sort((one, other) => one.age - other.age).slice(0, excess)) {
      claim.superseded = true;
      claim.request.onSuperseded();
    }
  }

  return {
    acquire(request, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        asked += 1;
        const giveUp = (): void => {
          leave(waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          request,
          age: asked,
          superseded: false,
          grant() {
            signal.removeEventListener("abort", giveUp);
            resolve(take(waiter));
          },
        };
        signal.addEventListener("abort", giveUp, { once: true });
        for (const group of request.groups) if (group.cancelInProgress) supersede(request, group);
        enter(waiter);
        giveOut();
      });
    },

    look() {
      return {
        running: [...running].map(({ request }) => holderOf(request)),
        waiting: [...waiting.values()].flat().map(({ request }) => {
          const group = fullGroup(request);
          return { ...holderOf(request), ...(group === undefined ? {} : { group }) };
        }),
      };
    },
  };
}

function holderOf({ executionId, stage, instance, priority }: SlotRequest): SlotHolder {
  return { executionId, stage, instance, priority };
}
