import {
  awaitedApprovals,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  type InstanceRef,
  initialState,
  instanceOf,
  type Outcome,
  type Result,
  reduce,
  type StageState,
  stageOf,
  stagesOf,
} from "@headrace/execution";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conditions, dice, plans } from "./support/arbitraries.ts";
import { instancesIn, naiveView, stagesIn } from "./support/naive.ts";
import { createWorld, type World } from "./support/world.ts";

const seeds = fc.integer();
const outcomes: readonly Outcome[] = [
  "success",
  "success",
  "success",
  "failed",
  "infrastructure",
  "timedOut",
  "cancelled",
];
const outside = { hashFiles: () => "abc", changed: () => false };

interface Chaos {
  readonly cancels: number;
  readonly crashes: number;
}

/** Lets chance choose what happens, one event or so at a time, until the execution is finished. */
function live(plan: ExecutionPlan, seed: number, { cancels, crashes }: Chaos, look: (world: World) => void): World {
  const world = createWorld(plan, outside);
  const roll = dice(seed);
  let cancelsLeft = cancels;
  let crashesLeft = crashes;
  for (let step = 0; world.state.status !== "finished"; step += 1) {
    if (step > 20_000) throw new Error("the execution does not end");
    const running = world.running();
    const due = decide(world.state, world.now);
    const acting = due.filter((action) => action.kind !== "wake");
    const choice = roll(100);
    if (choice < 2 && cancelsLeft > 0) {
      cancelsLeft -= 1;
      world.cancel(roll(3) === 0);
    } else if (choice < 4 && crashesLeft > 0) {
      crashesLeft -= 1;
      world.crash();
    } else if (choice < 12) {
      // Someone has a word to say, whether asked or not.
      const asking = [...awaitedApprovals(world.state)];
      const asked = asking[roll(Math.max(1, asking.length))];
      const who = ["ada", "ben", "cleo"][roll(3)] ?? "ada";
      if (asked !== undefined) world.answer(who, roll(5) === 0 ? "reject" : "approve", asked.instance);
    } else if (running.length > 0 && (choice < 40 || acting.length === 0)) {
      endOne(world, running, roll);
    } else if (acting.length > 0) {
      const action = acting[roll(acting.length)];
      if (action !== undefined) world.perform(action);
    } else {
      const wake = due.at(-1);
      if (wake?.kind === "wake" && roll(2) === 0) world.now = wake.at;
      else world.release();
    }
    look(world);
  }
  return world;
}

function endOne(world: World, running: readonly string[], roll: (sides: number) => number): void {
  const instance = running[roll(running.length)];
  const outcome = outcomes[roll(outcomes.length)] ?? "success";
  if (instance === undefined) return;
  world.end(instance, {
    outcome,
    exitCode: outcome === "failed" ? 1 + roll(2) : 0,
    outputs: { list: ["[0, 1, 2]", "[]", "[1]", "nonsense"][roll(4)] ?? "" },
    interrupted: outcome === "infrastructure" && roll(4) === 0,
  });
}

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}

function replay(plan: ExecutionPlan, events: readonly ExecutionEvent[]): ExecutionState {
  return events.reduce(reduce, initialState(plan));
}

const chaos = fc.record({ cancels: fc.nat(3), crashes: fc.nat(3) });

test("every execution ends, with every stage settled, whatever happens", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const world = live(plan, seed, mishaps, () => {});
      expect([...stagesOf(world.state)].filter(({ status }) => status !== "settled")).toEqual([]);
      expect(world.running()).toEqual([]);
      expect(decide(world.state, world.now)).toEqual([]);
      const failed = [...stagesOf(world.state)].some(({ result }) => result === "failure");
      const { cancelReason, outcome } = world.state;
      if (cancelReason === undefined) expect(outcome).toBe(failed ? "failed" : "success");
      else expect(outcome).toBe(cancelReason === "failFast" ? "failed" : "cancelled");
    }),
    { numRuns: 40 },
  );
});

test("nothing starts before its needs are settled, nor beyond the slots there are", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const parallel = new Map(plan.pipeline.stages.map(({ id, matrix }) => [id, matrix?.maxParallel]));
      let seen = 0;
      live(plan, seed, mishaps, ({ state, events }) => {
        expect(state.runningInstances).toBeLessThanOrEqual(plan.concurrency);
        for (const event of events.slice(seen)) {
          if (event.type !== "stage.started") continue;
          const stage = stageOf(state, event.stage);
          const needs = plan.stages[stage?.index ?? -1]?.needs ?? [];
          for (const need of needs) expect(stageOf(state, plan.stages[need]?.id ?? "")?.status).toBe("settled");
          const running = stage?.instances.filter(({ status }) => status === "running" || status === "cancelling");
          expect(running?.length).toBeLessThanOrEqual(parallel.get(event.stage) ?? Number.POSITIVE_INFINITY);
        }
        seen = events.length;
      });
    }),
    { numRuns: 35 },
  );
});

test("decide says what a look at every stage says, and says it again", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const places = new Set<string>();
      live(plan, seed, mishaps, ({ state, now }) => {
        const actions = decide(state, now);
        expect(decide(state, now)).toEqual(actions);
        const view = naiveView(state, now, places);
        expect(state.runningInstances).toBe(view.running);
        expect(state.settledStages).toBe(view.settled);
        const [first] = actions;
        if (state.status === "created" || state.status === "finished") return;
        if (first?.kind === "fail-fast" || first?.kind === "finish") return;
        expect([...stagesIn(actions)].sort()).toEqual([...view.settle].sort());
        expect([...instancesIn(actions, "cancel")].sort()).toEqual([...view.cancel].sort());
        expect([...instancesIn(actions, "drop")].sort()).toEqual([...view.drop].sort());
        expect([...instancesIn(actions, "conclude")].sort()).toEqual([...view.conclude].sort());
        const starts = instancesIn(actions, "start");
        expect(view.startable).toEqual(expect.arrayContaining([...starts]));
        const slots = view.settle.length > 0 ? 0 : plan.concurrency - view.running;
        expect(starts).toHaveLength(Math.min(view.startable.length, slots));
      });
    }),
    { numRuns: 30 },
  );
});

test("always() stages run unless they are forced to end", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const { state } = live(plan, seed, mishaps, () => {});
      fc.pre(!state.forced);
      for (const { id, matrix } of plan.pipeline.stages.filter(({ when }) => when === "always()")) {
        for (const instance of stageOf(state, id)?.instances ?? []) {
          if (matrix?.failFast === true || (matrix !== undefined && instance.matrix === undefined)) continue;
          if (instance.outcome === "rejected") continue;
          expect(instance.attempt > 0 || instance.reused).toBe(true);
        }
      }
    }),
    { numRuns: 35 },
  );
});

test("what needs approval runs only after enough different people approved, and nobody rejected", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const { state, events } = live(plan, seed, mishaps, () => {});
      const definitions = new Map(plan.pipeline.stages.map((stage) => [stage.id, stage]));
      for (const stage of stagesOf(state)) {
        const rule = definitions.get(stage.id)?.approval;
        for (const { instance, attempt, outcome, approval } of stage.instances) {
          const words = events.filter((event) => event.type === "approval.decided" && event.instance === instance);
          const asked = events.filter((event) => event.type === "approval.requested" && event.instance === instance);
          expect(asked.length).toBeLessThanOrEqual(rule === undefined ? 0 : 1);
          expect(words).toHaveLength(approval?.decisions.length ?? 0);
          if (rule === undefined || approval === undefined) continue;
          const people = new Set(approval.decisions.map(({ by }) => by));
          expect(people.size).toBe(words.length);
          const consented =
            words.length >= rule.minimum && approval.decisions.every((each) => each.decision === "approve");
          if (attempt > 0) expect([consented, approval.outcome]).toEqual([true, "approved"]);
          if (outcome === "rejected") expect(consented).toBe(false);
        }
      }
    }),
    { numRuns: 35 },
  );
});

test("of what can start the higher priority starts first, then the longer path", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const priorities = new Map(plan.pipeline.stages.map(({ id, priority }) => [id, priority ?? 0]));
      const places = new Set<string>();
      live(plan, seed, mishaps, ({ state, now }) => {
        const { startable } = naiveView(state, now, places);
        const started = decide(state, now).flatMap((action) => (action.kind === "start" ? [action] : []));
        if (started.length === 0) return;
        const chosen = new Set(started.map(({ instance }) => instance));
        const fresh = started.filter(({ attempt }) => attempt === 1).map(({ stage }) => priorities.get(stage) ?? 0);
        if (fresh.length === 0) return;
        const left = startable.filter((instance) => !chosen.has(instance));
        for (const stage of stagesOf(state)) {
          for (const { instance, status } of stage.instances) {
            if (status !== "queued" || !left.includes(instance)) continue;
            expect(priorities.get(stage.id) ?? 0).toBeLessThanOrEqual(Math.min(...fresh));
          }
        }
      });
    }),
    { numRuns: 25 },
  );
});

test("what is claimed elsewhere is passed over, and everything else comes in its order", () => {
  fc.assert(
    fc.property(plans, seeds, (plan, seed) => {
      const roll = dice(seed ^ 2);
      const places = new Set<string>();
      live(plan, seed, { cancels: 1, crashes: 1 }, ({ state, now }) => {
        const { startable, settle } = naiveView(state, now, places);
        if (settle.length > 0 || state.status === "created") return;
        const claimed = new Set(startable.filter(() => roll(2) === 0));
        const others = decide(state, now, claimed);
        const starts = instancesIn(others, "start");
        expect(starts.filter((instance) => claimed.has(instance))).toEqual([]);
        if (others[0]?.kind === "fail-fast" || others[0]?.kind === "finish") return;
        const free = plan.concurrency - state.runningInstances;
        expect(starts).toHaveLength(Math.max(0, Math.min(startable.length - claimed.size, free)));
      });
    }),
    { numRuns: 20 },
  );
});

test("conditions see exactly what became of all ancestors", () => {
  fc.assert(
    fc.property(plans, seeds, fc.nat(2), (plan, seed, crashes) => {
      let seen = 0;
      live(plan, seed, { cancels: 0, crashes }, ({ state, events }) => {
        for (const event of events.slice(seen)) {
          if (event.type !== "stage.queued" && event.type !== "stage.skipped" && event.type !== "approval.requested")
            continue;
          // Where people were asked, the condition held before; what follows is their doing.
          if (event.type !== "approval.requested" && wasAsked(state, event)) continue;
          if (event.type === "stage.skipped" && (event.reason === "failFast" || event.reason === "cancelled")) continue;
          const when = plan.pipeline.stages.find(({ id }) => id === event.stage)?.when;
          if (state.status === "cancelling" || !isKnown(when)) continue;
          expect(event.type !== "stage.skipped").toBe(expected(when, ancestorResults(state, event.stage)));
        }
        seen = events.length;
      });
    }),
    { numRuns: 35 },
  );
});

test("replaying the events gives the same state, and no state is ever changed in place", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      deepFreeze(initialState(plan));
      const world = live(plan, seed, mishaps, ({ state, events }) => {
        deepFreeze(state);
        deepFreeze(events.at(-1));
      });
      const stored: readonly ExecutionEvent[] = JSON.parse(JSON.stringify(world.events));
      expect(replay(JSON.parse(JSON.stringify(plan)), stored)).toEqual(world.state);
      for (const event of stored) expect(reduce(world.state, event)).toBe(world.state);
    }),
    { numRuns: 25 },
  );
});

test("events that make no sense are survived, and what decide says still stands", () => {
  fc.assert(
    fc.property(plans, seeds, chaos, (plan, seed, mishaps) => {
      const { events } = live(plan, seed, mishaps, () => {});
      const roll = dice(seed ^ 1);
      const places = new Set<string>();
      let state = initialState(plan);
      for (let seq = 1; seq <= 60; seq += 1) {
        const event = events[roll(events.length)];
        if (event === undefined || event.type === "execution.finished") continue;
        const before = state;
        state = reduce(before, { ...event, seq });
        for (const stage of stagesOf(before)) expectFinalToStay(stage, state);
        const view = naiveView(state, event.at, places);
        if (state.status !== "running" && state.status !== "cancelling") continue;
        expect(state.runningInstances).toBe(view.running);
        expect(state.settledStages).toBe(view.settled);
        const actions = decide(state, event.at);
        if (actions[0]?.kind === "fail-fast" || actions[0]?.kind === "finish") continue;
        expect([...stagesIn(actions)].sort()).toEqual([...view.settle].sort());
        expect([...instancesIn(actions, "cancel")].sort()).toEqual([...view.cancel].sort());
        expect([...instancesIn(actions, "drop")].sort()).toEqual([...view.drop].sort());
        expect([...instancesIn(actions, "conclude")].sort()).toEqual([...view.conclude].sort());
      }
    }),
    { numRuns: 35 },
  );
});

/** What is settled or finished never changes again. */
function expectFinalToStay(stage: StageState, later: ExecutionState): void {
  const after = stageOf(later, stage.id);
  if (stage.status === "settled") expect(after).toBe(stage);
  for (const [position, instance] of stage.instances.entries()) {
    if (instance.status === "finished") expect(after?.instances[position]).toBe(instance);
  }
}

function wasAsked(state: ExecutionState, { stage, instance }: InstanceRef): boolean {
  return instanceOf(state, stage, instance)?.approval !== undefined;
}

type Known = (typeof conditions)[number];

function isKnown(when: string | undefined): when is Known {
  return conditions.some((condition) => condition === when);
}

function expected(when: Known, ancestors: readonly Result[]): boolean {
  const success = ancestors.every((result) => result === "success");
  const failure = ancestors.includes("failure");
  switch (when) {
    case undefined:
      return success;
    case "always()":
    case "!cancelled()":
      return true;
    case "failure()":
      return failure;
    case "cancelled()":
      return false;
    case "success() || failure()":
      return success || failure;
    case "git.branch == 'release'":
      return false;
    case "git.branch == 'main'":
      return success;
  }
}

function ancestorResults(state: ExecutionState, stage: string): readonly Result[] {
  const found = new Map<number, Result>();
  const visit = (index: number): void => {
    for (const need of state.plan.stages[index]?.needs ?? []) {
      if (found.has(need)) continue;
      const result = stageOf(state, state.plan.stages[need]?.id ?? "")?.result;
      if (result !== undefined) found.set(need, result);
      visit(need);
    }
  };
  visit(stageOf(state, stage)?.index ?? -1);
  return [...found.values()];
}
