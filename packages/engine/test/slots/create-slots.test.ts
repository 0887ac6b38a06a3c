import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReleaseSlot, SlotGroup } from "../../src/ports/index.ts";
import { createSlots, type SharedSlots } from "../../src/slots/index.ts";

interface Asked {
  readonly executionId: string;
  readonly instance: string;
  readonly priority: number;
  readonly groups: readonly SlotGroup[];
  readonly abort: AbortController;
  release?: ReleaseSlot;
  supersededTimes: number;
  gaveUp: boolean;
}

interface Wish {
  readonly execution: number;
  readonly priority: number;
  readonly group: number | null;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  execution: fc.nat(4),
  priority: fc.constantFrom(0, 0, 0, 3, -2),
  group: fc.constantFrom(null, null, 0, 1),
});

/** What happens next: someone asks, what runs longest ends, or someone who waits gives up. */
const happening = fc.oneof(
  { weight: 5, arbitrary: wish.map((wanted) => ({ kind: "ask", wanted }) as const) },
  { weight: 3, arbitrary: fc.nat(20).map((which) => ({ kind: "release", which }) as const) },
  { weight: 1, arbitrary: fc.nat(20).map((which) => ({ kind: "give-up", which }) as const) },
);

const groups: readonly SlotGroup[] = [
  { name: "production", limit: 1, cancelInProgress: false },
  { name: "staging", limit: 2, cancelInProgress: false },
];

function createWorld(slots: SharedSlots) {
  const all: Asked[] = [];
  const granted: Asked[] = [];
  const isWaiting = ({ release, gaveUp }: Asked) => release === undefined && !gaveUp;
  const running = () => granted.filter(({ release }) => release !== undefined && live.has(release));
  const live = new Set<ReleaseSlot>();
  return {
    all,
    granted,
    running,
    waiting: () => all.filter(isWaiting),
    ask(executionId: string, options: Partial<Pick<Asked, "priority" | "groups">> = {}): Asked {
      const { priority = 0, groups: wanted = [] } = options;
      const instance = `${executionId}-${all.length}`;
      const asked: Asked = {
        executionId,
        instance,
        priority,
        groups: wanted,
        abort: new AbortController(),
        supersededTimes: 0,
        gaveUp: false,
      };
      all.push(asked);
      const request = { executionId, stage: instance, instance, priority, groups: wanted };
      const superseded = () => {
        asked.supersededTimes += 1;
      };
      slots.acquire({ ...request, onSuperseded: superseded }, asked.abort.signal).then(
        (release) => {
          asked.release = release;
          live.add(release);
          granted.push(asked);
        },
        () => {
          asked.gaveUp = true;
        },
      );
      return asked;
    },
    end(asked: Asked | undefined): void {
      if (asked?.release === undefined) return;
      live.delete(asked.release);
      asked.release();
    },
  };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await undefined;
};

test("never more than there are, never more than a group has, and nothing stays free that someone waits for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(happening, { maxLength: 60 }), async (limit, story) => {
      const slots = createSlots({ limit });
      const world = createWorld(slots);
      for (const next of story) {
        if (next.kind === "ask") {
          const { execution, priority, group } = next.wanted;
          const wanted = group === null ? [] : groups.slice(group, group + 1);
          world.ask(`e${execution}`, { priority, groups: wanted });
        } else if (next.kind === "release") {
          const running = world.running();
          world.end(running[next.which % Math.max(1, running.length)]);
        } else {
          const waiting = world.waiting();
          waiting[next.which % Math.max(1, waiting.length)]?.abort.abort(new Error("no longer wanted"));
        }
        await settled();
        const running = world.running();
        expect(running.length).toBeLessThanOrEqual(limit);
        const held = (name: string) =>
          running.filter((each) => each.groups.some((group) => group.name === name)).length;
        for (const { name, limit: most } of groups) expect(held(name)).toBeLessThanOrEqual(most);
        const servable = world
          .waiting()
          .filter((each) => each.groups.every(({ name, limit: most }) => held(name) < most));
        if (running.length < limit) expect(servable).toEqual([]);
        const view = slots.look();
        expect(view.running.map(({ instance }) => instance).sort()).toEqual(
          running.map(({ instance }) => instance).sort(),
        );
        expect(view.waiting).toHaveLength(world.waiting().length);
      }
      // Whoever waits is served in the end.
      for (let running = world.running(); running.length > 0; running = world.running()) {
        world.end(running[0]);
        await settled();
      }
      expect(world.waiting()).toEqual([]);
      expect(slots.look()).toEqual({ running: [], waiting: [] });
    }),
    { numRuns: 150 },
  );
});

test("executions take turns, a higher priority comes first, and within an execution who asked first", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 40 }), async (wishes) => {
      const world = createWorld(createSlots({ limit: 1 }));
      const first = world.ask("first");
      await settled();
      for (const { execution, priority } of wishes) world.ask(`e${execution}`, { priority });
      world.end(first);
      await settled();
      for (let [running] = world.running(); running !== undefined; [running] = world.running()) {
        world.end(running);
        await settled();
      }
      const order = world.granted.slice(1);
      expect(order).toHaveLength(wishes.length);
      expect(order.map(({ priority }) => priority)).toEqual(
        order.map(({ priority }) => priority).sort((a, b) => b - a),
      );
      for (const priority of new Set(order.map((asked) => asked.priority))) {
        const equals = order.filter((asked) => asked.priority === priority);
        for (const one of new Set(equals.map(({ executionId }) => executionId))) {
          const own = equals.filter(({ executionId }) => executionId === one);
          expect(own).toEqual(world.all.filter((asked) => own.includes(asked)));
          // While one execution waits, none of the others is served twice.
          for (const [turn, asked] of own.entries()) {
            const before = turn === 0 ? -1 : equals.indexOf(own[turn - 1] ?? asked);
            const between = equals.slice(before + 1, equals.indexOf(asked)).map(({ executionId }) => executionId);
            expect(new Set(between).size).toBe(between.length);
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("what a newer execution of the group supersedes is told once, and makes room by ending", async () => {
  const slots = createSlots({ limit: 10 });
  const world = createWorld(slots);
  const production = [{ name: "production", limit: 1, cancelInProgress: true }];
  const older = world.ask("e1", { groups: production });
  const sibling = world.ask("e1", { groups: production });
  await settled();
  expect([older.supersededTimes, sibling.supersededTimes]).toEqual([0, 0]);
  const newer = world.ask("e2", { groups: production });
  await settled();
  expect([older.supersededTimes, sibling.supersededTimes, newer.supersededTimes]).toEqual([1, 1, 0]);
  expect(world.running()).toEqual([older]);
  const newest = world.ask("e3", { groups: production });
  await settled();
  expect([older, sibling, newer, newest].map((each) => each.supersededTimes)).toEqual([1, 1, 1, 0]);
  expect(slots.look().waiting.map(({ group }) => group)).toEqual(["production", "production", "production"]);
  sibling.abort.abort();
  newer.abort.abort();
  world.end(older);
  await settled();
  expect(world.running()).toEqual([newest]);
});

test("releasing twice is releasing once, and who gave up before asking gets nothing", async () => {
  const slots = createSlots({ limit: 1 });
  const world = createWorld(slots);
  const first = world.ask("e1");
  await settled();
  first.release?.();
  first.release?.();
  expect(slots.look().running).toEqual([]);
  const request = { executionId: "e2", stage: "s", instance: "s", priority: 0, groups: [], onSuperseded: () => {} };
  await expect(slots.acquire(request, AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
  expect(slots.look()).toEqual({ running: [], waiting: [] });
});
