import { decide, type EventBody, type ExecutionEvent, initialState, reduce, stageOf } from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { plan } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const executionId = "0198c5a0-0000-7000-8000-000000000001";

/** `done` is finished, `build` runs, `queued` waits for the slot, `later` for its needs, `late` has no instances yet. */
function midway() {
  const world = createWorld(
    plan(
      {
        done: {},
        build: {},
        queued: {},
        later: { needs: ["build"] },
        late: { needs: ["done"], matrix: { axes: { a: "${{ fromJSON(needs.done.outputs.list) }}" } } },
      },
      { concurrency: 1 },
    ),
  );
  world.act();
  world.end("done");
  world.put({ type: "stage.started", stage: "build", instance: "build", attempt: 1 });
  return world;
}

const attempt = { exitCode: 0, durationMs: 1 };
const nonsense: readonly EventBody[] = [
  { type: "stage.queued", stage: "nowhere", instance: "nowhere" },
  { type: "stage.queued", stage: "constructor", instance: "constructor" },
  { type: "stage.queued", stage: "build", instance: "build" },
  { type: "stage.queued", stage: "build", instance: "build (1)" },
  { type: "stage.queued", stage: "later", instance: "later" },
  { type: "stage.queued", stage: "done", instance: "done" },
  { type: "stage.started", stage: "later", instance: "later", attempt: 1 },
  { type: "stage.started", stage: "done", instance: "done", attempt: 2 },
  { type: "stage.cancelling", stage: "queued", instance: "queued", reason: "requested" },
  {
    type: "stage.retrying",
    stage: "queued",
    instance: "queued",
    attempt: 1,
    outcome: "failed",
    nextAttemptAt: 0,
    ...attempt,
  },
  { type: "stage.skipped", stage: "later", instance: "later", reason: "need", detail: "" },
  {
    type: "stage.finished",
    stage: "later",
    instance: "later",
    attempt: 1,
    outcome: "success",
    allowed: false,
    outputs: {},
    ...attempt,
  },
  {
    type: "stage.finished",
    stage: "done",
    instance: "done",
    attempt: 1,
    outcome: "failed",
    allowed: false,
    outputs: {},
    ...attempt,
  },
  { type: "stage.expanded", stage: "late", instances: [] },
  { type: "stage.expanded", stage: "build", instances: [{ instance: "build (1)", matrix: { a: 1 } }] },
  { type: "stage.expanded", stage: "later", instances: [{ instance: "later (1)", matrix: { a: 1 } }] },
];

describe("an event that makes no sense for the state", () => {
  test.each(nonsense.map((body) => [JSON.stringify(body), body] as const))("%s changes seq alone", (_, body) => {
    const { state, events } = midway();
    const seq = events.length + 1;
    expect(reduce(state, { seq, at: 9, executionId, ...body })).toEqual({ ...state, seq });
  });

  test("one seen before, or of another execution, changes nothing at all", () => {
    const { state, events } = midway();
    for (const event of events) expect(reduce(state, event)).toBe(state);
    const [first] = events;
    if (first !== undefined) expect(reduce(state, { ...first, seq: 999, executionId: "another" })).toBe(state);
  });

  test("one of a later version's type is passed over", () => {
    const { state } = midway();
    const event: ExecutionEvent = JSON.parse(JSON.stringify({ seq: 99, at: 9, executionId, type: "stage.teleported" }));
    expect(reduce(state, event)).toEqual({ ...state, seq: 99 });
  });

  test("after the end nothing changes any more", () => {
    const { state } = createWorld(plan({ build: {} })).run();
    const body = { type: "execution.cancelling", reason: "requested", force: true } as const;
    expect(reduce(state, { seq: 99, at: 9, executionId, ...body })).toEqual({ ...state, seq: 99 });
  });

  test("a retry without a time is due at once", () => {
    const { state, events } = midway();
    const text = JSON.stringify({
      seq: events.length + 1,
      at: 50,
      executionId,
      type: "stage.retrying",
      stage: "build",
      instance: "build",
      attempt: 1,
      outcome: "failed",
      nextAttemptAt: null,
    });
    const event: ExecutionEvent = JSON.parse(text);
    expect(stageOf(reduce(state, event), "build")?.instances[0]).toMatchObject({ nextAttemptAt: 50 });
  });
});

test("earlier states stay as they were", () => {
  const world = midway();
  const before = world.state;
  const kept = structuredClone(before);
  world.run();
  expect(before).toEqual(kept);
  expect(world.state.status).toBe("finished");
});

describe("what starts first", () => {
  const order = (stages: Parameters<typeof plan>[0]) =>
    createWorld(plan(stages, { concurrency: 1 }))
      .run()
      .started();

  test("the longest path of dependents, then what was queued first", () => {
    const stages = {
      lint: {},
      docs: {},
      build: {},
      test: { needs: ["build"] },
      deploy: { needs: ["test"] },
    };
    expect(order(stages)).toEqual(["build", "test", "lint", "docs", "deploy"]);
  });

  test("a retry that is due goes before what never ran", () => {
    const retry = { attempts: 2, on: ["failed"], backoff: 0 } as const;
    const world = createWorld(plan({ flaky: { retry }, other: {} }, { concurrency: 1 }));
    world.act();
    world.end("flaky", { outcome: "failed" });
    expect(decide(world.state, world.now)).toEqual([{ kind: "start", stage: "flaky", instance: "flaky", attempt: 2 }]);
  });

  test("no slot is left free while something can start", () => {
    const world = createWorld(plan({ slow: {}, fast: {}, after: { needs: ["fast"] } }, { concurrency: 2 }));
    world.act();
    world.end("fast");
    world.act();
    expect(world.running()).toEqual(["slow", "after"]);
  });
});

test("long fans come in batches, each answered before the next", () => {
  const stages = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`s${index}`, {}]));
  const world = createWorld(plan(stages));
  world.put({ type: "execution.started" });
  expect(decide(world.state, 0)).toHaveLength(64);
  expect(world.run().state).toMatchObject({ outcome: "success", settledStages: 200 });
  const cancelled = createWorld(plan(stages));
  cancelled.act();
  cancelled.cancel();
  expect(decide(cancelled.state, 0)).toHaveLength(4 + 64);
  expect(cancelled.run().state.outcome).toBe("cancelled");
});

test("a plan without stages ends at once", () => {
  const world = createWorld(plan({}));
  expect(world.run().events.map(({ type }) => type)).toEqual([
    "execution.created",
    "execution.started",
    "execution.finished",
  ]);
  expect(initialState(plan({})).settledStages).toBe(0);
});
