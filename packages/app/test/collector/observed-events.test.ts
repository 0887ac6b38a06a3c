import { type ExecutionState, initialState, reduce, stagesOf } from "@headrace/execution";
import type { ForgeRun, ForgeStage, ForgeState } from "@headrace/forges";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { observedEvents } from "../../src/collector/observed-events.ts";
import { observedPlan } from "../../src/collector/observed-plan.ts";
import { keyOf, type ObservedRun, observedStages } from "../../src/collector/observed-run.ts";

const createdAt = Date.UTC(2026, 0, 1);
const queued: ForgeState = { kind: "queued", word: "PENDING" };
const running: ForgeState = { kind: "running", word: "RUNNING" };
const ended = (outcome: "success" | "failed" | "skipped" | "timedOut" | "infrastructure", word = "X"): ForgeState => ({
  kind: "finished",
  outcome,
  word,
});

function observed(state: ForgeState, stages: readonly ForgeStage[], change: Partial<ForgeRun> = {}): ObservedRun {
  const run: ForgeRun = {
    id: "{1}",
    number: 7,
    state,
    target: { kind: "branch", name: "main", commit: "c0ffee" },
    trigger: "push",
    createdAt,
    url: "https://bitbucket.org/acme/shop/pipelines/results/7",
    ...change,
  };
  return { run, stages: observedStages(stages) };
}

function stage(name: string, state: ForgeState, from?: number, to?: number): ForgeStage {
  return {
    id: `{${name}}`,
    name,
    state,
    ...(from === undefined ? {} : { startedAt: createdAt + from }),
    ...(to === undefined ? {} : { finishedAt: createdAt + to }),
  };
}

/** What was read, one after the other, folded as it would be stored. */
function fold(...readings: readonly ObservedRun[]) {
  const options = { executionId: "01a1fc42-b97f-7bef-9713-0b6621de95b1", repositoryName: "shop" };
  let plan: ReturnType<typeof observedPlan> | undefined;
  const events = [];
  let state: ExecutionState | undefined;
  for (const reading of readings) {
    plan = observedPlan(reading, { ...options, before: state });
    state = events.reduce<ExecutionState>(reduce, initialState(plan));
    const more = observedEvents(state, reading);
    events.push(...more);
    state = more.reduce<ExecutionState>(reduce, state);
  }
  return { events, types: events.map(({ type }) => type), state, plan };
}

describe("a run on a host", () => {
  it("is told by the events of an execution, at the host's own times", () => {
    const { events, types, state } = fold(
      observed(queued, [stage("Build", queued)]),
      observed(running, [stage("Build", running, 2_000)]),
      observed(ended("success"), [stage("Build", ended("success"), 2_000, 60_000)], { finishedAt: createdAt + 61_000 }),
    );
    expect(types).toEqual([
      "execution.created",
      "stage.queued",
      "execution.started",
      "stage.started",
      "stage.finished",
      "execution.finished",
    ]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.map(({ at }) => at - createdAt)).toEqual([0, 0, 2_000, 2_000, 60_000, 61_000]);
    expect(events[4]).toMatchObject({ outcome: "success", durationMs: 58_000, attempt: 1 });
    expect(state).toMatchObject({ status: "finished", outcome: "success" });
  });

  it("is the same whether it was watched or read once at its end", () => {
    const last = observed(ended("failed"), [stage("a", ended("success"), 0, 10), stage("b", ended("failed"), 10, 30)], {
      finishedAt: createdAt + 30,
    });
    const once = fold(last);
    const watched = fold(observed(queued, []), observed(running, [stage("a", running, 0)]), last);
    expect(watched.state?.outcome).toBe(once.state?.outcome);
    expect(watched.types.toSorted()).toEqual(once.types.toSorted());
  });

  it("takes in stages that appear while it runs, also several of one name", () => {
    const { plan, types } = fold(
      observed(running, [stage("test", running, 0)]),
      observed(running, [stage("test", running, 0), stage("test", queued)]),
    );
    expect(plan?.stages.map(({ id }) => id)).toEqual(["test", "test (2)"]);
    expect(types.filter((type) => type === "stage.queued")).toHaveLength(2);
  });

  it("keeps a word that nobody knows", () => {
    const odd: ForgeState = { kind: "unknown", isOver: true, word: "EVAPORATED" };
    const { events, state } = fold(observed(odd, [stage("a", odd, 0, 5)], { finishedAt: createdAt + 5 }));
    expect(state).toMatchObject({ status: "finished", outcome: "unknown" });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "stage.finished", outcome: "unknown", message: "the host calls it EVAPORATED" }),
    );
  });

  it("waits for a person without ending, and calls skipped what never ran", () => {
    const waiting: ForgeState = { kind: "waiting", word: "PAUSED" };
    expect(fold(observed(waiting, [stage("deploy", waiting)])).types).toEqual(["execution.created"]);
    const { types, state } = fold(
      observed(ended("failed"), [
        stage("a", ended("failed"), 0, 5),
        stage("b", ended("skipped", "NOT_RUN")),
        stage("c", queued),
      ]),
    );
    expect(types.filter((type) => type === "stage.skipped")).toHaveLength(2);
    expect(state?.outcome).toBe("failed");
  });

  it("has the graph that its file says, as far as the host's own course does not speak against it", () => {
    const needing = (one: ObservedRun, needs: Readonly<Record<string, readonly string[]>>): ObservedRun => ({
      ...one,
      stages: one.stages.map((stage) => ({ ...stage, needs: needs[stage.key] ?? [] })),
    });
    const graph = { Test: ["Build"], Ship: ["Test", "Lint"] };
    const first = observed(running, [stage("Build", running, 0), stage("Lint", running, 0), stage("Test", queued)]);
    const second = observed(running, [
      stage("Ship", running, 9_000),
      stage("Build", ended("success"), 0, 5_000),
      stage("Lint", running, 0),
      stage("Test", ended("success"), 6_000, 8_000),
    ]);
    const { plan, state, types } = fold(needing(first, graph), needing(second, graph), first);
    const needs = plan?.stages.map(({ id, needs }) => [id, needs.map((index) => plan.stages[index]?.id)]);
    // That it began while Lint ran shows that it does not wait for it.
    expect(needs).toEqual([
      ["Build", []],
      ["Lint", []],
      ["Test", ["Build"]],
      ["Ship", ["Test"]],
    ]);
    expect(plan?.pipeline.stages[3]?.needs).toMatchObject([{ stage: "Test" }]);
    expect(types.filter((type) => type === "stage.finished")).toHaveLength(2);
    expect([...stagesOf(state ?? expect.fail())].map(({ status }) => status)).toEqual([
      "settled",
      "active",
      "settled",
      "active",
    ]);
  });

  it("tells of a stage that the host calls queued once what it waits for has ended, and then once", () => {
    const reading = (build: ForgeState): ObservedRun => {
      const { run, stages } = observed(running, [stage("Test", queued), stage("Build", build, 0)]);
      return { run, stages: stages.map((one) => ({ ...one, needs: one.key === "Test" ? ["Build"] : [] })) };
    };
    const before = [reading(running), reading(running)];
    expect(fold(...before).events.filter((event) => "stage" in event && event.stage === "Test")).toEqual([]);
    const after = [reading(ended("success")), reading(ended("success"))];
    expect(fold(...before, ...after).types.slice(-2)).toEqual(["stage.finished", "stage.queued"]);
  });

  it("is another execution for each attempt", () => {
    const { run } = observed(queued, []);
    expect([keyOf(run), keyOf({ ...run, attempt: 1 }), keyOf({ ...run, attempt: 2 })]).toEqual(["{1}", "{1}", "{1}/2"]);
  });

  const anyState = fc.oneof(
    fc.constantFrom<ForgeState>(queued, running, { kind: "waiting", word: "PAUSED" }),
    fc.constantFrom<ForgeState>(ended("success"), ended("failed"), ended("skipped"), ended("infrastructure")),
    fc.boolean().map((isOver): ForgeState => ({ kind: "unknown", isOver, word: "?" })),
  );
  const anyStage = fc
    .record({
      name: fc.constantFrom("build", "test", "__proto__", "constructor"),
      state: anyState,
      from: fc.option(fc.nat(1_000), { nil: undefined }),
      to: fc.option(fc.nat(1_000), { nil: undefined }),
    })
    .map(({ name, state, from, to }) => stage(name, state, from, to));
  /** As a file may say it, of which a host's names and their numbers may be read otherwise the next time. */
  const anyNeeds = fc.array(fc.array(fc.nat(3), { maxLength: 3 }), { maxLength: 4 });
  const anyReading = fc
    .record({ state: anyState, stages: fc.array(anyStage, { maxLength: 4 }), needs: anyNeeds, up: fc.boolean() })
    .map(({ state, stages, needs, up }) => {
      const { run, stages: read } = observed(state, stages);
      const isBefore = (one: number, other: number) => (up ? one < other : one > other);
      const waiting = read.map((one, index) => {
        const before = new Set((needs[index] ?? []).filter((need) => isBefore(need, index)));
        return { ...one, needs: [...before].flatMap((need) => read[need]?.key ?? []) };
      });
      return { run, stages: waiting };
    });

  it("changes nothing when the same is read twice, whatever was read before, and ends once", () => {
    fc.assert(
      fc.property(fc.array(anyReading, { minLength: 1, maxLength: 4 }), (readings) => {
        const once = fold(...readings);
        const last = readings.at(-1);
        const twice = last === undefined ? once : fold(...readings, last);
        expect(twice.events).toEqual(once.events);
        expect(once.events.map(({ seq }) => seq)).toEqual(once.events.map((_, index) => index + 1));
        expect(once.types.filter((type) => type === "execution.finished").length).toBeLessThanOrEqual(1);
        if (once.types.includes("execution.finished")) expect(once.types.at(-1)).toBe("execution.finished");
        // Whatever waits for whatever: what has ended is settled, and in the end everything is.
        for (const { status, instances } of once.state === undefined ? [] : stagesOf(once.state)) {
          expect(status === "settled").toBe(instances.every((instance) => instance.status === "finished"));
        }
      }),
      { numRuns: 300 },
    );
  });
});
