import { decide, instanceOf, settleAttempt } from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { plan } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const twice = { attempts: 2, on: ["failed"], backoff: 0 } as const;

describe("retry", () => {
  test("tries again for the outcomes it names, as often as it says", () => {
    const world = createWorld(plan({ build: { retry: { attempts: 3, on: ["failed"], backoff: 0 } } }));
    world.run({ build: { outcome: "failed", exitCode: 9 } });
    expect(world.started()).toEqual(["build", "build", "build"]);
    expect(world.events.filter((event) => event.type === "stage.started").map(({ attempt }) => attempt)).toEqual([
      1, 2, 3,
    ]);
    expect(world.events.find((event) => event.type === "stage.finished")).toMatchObject({ attempt: 3, exitCode: 9 });
  });

  test("what all attempts ran is added up, but not what was lost, nor what waited", () => {
    const world = createWorld(plan({ build: { retry: { attempts: 3, on: ["failed"], backoff: 5_000 } } }));
    world.act();
    world.end("build", { outcome: "failed", durationMs: 300 });
    world.now += 20_000;
    world.act();
    world.end("build", { outcome: "infrastructure", interrupted: true, durationMs: 4_000 });
    world.act();
    world.end("build", { outcome: "failed", durationMs: 50 });
    world.cancel();
    world.act();
    expect(instanceOf(world.state, "build", "build")).toMatchObject({ outcome: "cancelled", ranMs: 350 });
  });

  test("does not try again for another outcome", () => {
    const world = createWorld(plan({ build: { retry: twice } })).run({ build: { outcome: "timedOut" } });
    expect(world.started()).toEqual(["build"]);
  });

  test("waits for the backoff, doubled each time", () => {
    const world = createWorld(plan({ build: { retry: { attempts: 4, on: ["failed"], backoff: 5_000 } } }));
    const waits: number[] = [];
    world.act();
    for (let attempt = 1; attempt < 4; attempt += 1) {
      world.end("build", { outcome: "failed" });
      const [wake] = decide(world.state, world.now);
      if (wake?.kind !== "wake") throw new Error("a wake was expected");
      waits.push(wake.at - world.now);
      expect(decide(world.state, wake.at - 1)).toEqual([wake]);
      world.now = wake.at;
      expect(decide(world.state, world.now)).toEqual([
        { kind: "start", stage: "build", instance: "build", attempt: attempt + 1 },
      ]);
      world.act();
    }
    expect(waits).toEqual([5_000, 10_000, 20_000]);
  });

  test("the doubling has an end", () => {
    const world = createWorld(plan({ build: { retry: { attempts: 2_000, on: ["failed"], backoff: 5_000 } } }));
    world.act();
    world.put({ type: "stage.started", stage: "build", instance: "build", attempt: 1_500 });
    const ref = { stage: "build", instance: "build" };
    const result = { outcome: "failed", exitCode: 1, durationMs: 1, outputs: {} } as const;
    expect(settleAttempt(world.state, ref, result, 0)).toMatchObject({ nextAttemptAt: 24 * 60 * 60 * 1_000 });
  });

  test("an interrupted attempt is repeated at once and does not count", () => {
    const world = createWorld(plan({ build: { retry: { attempts: 1, on: [], backoff: 5_000 } } }));
    world.act();
    world.end("build", { outcome: "infrastructure", interrupted: true });
    expect(world.events.at(-1)).toMatchObject({ type: "stage.retrying", interrupted: true, nextAttemptAt: world.now });
    world.act();
    world.end("build", { outcome: "failed" });
    expect(world.run().outcomes()).toEqual({ build: "failed" });
    expect(instanceOf(world.state, "build", "build")).toMatchObject({ attempt: 2, interruptedAttempts: 1 });
  });

  test("interrupted attempts leave the others as many as before", () => {
    const world = createWorld(plan({ build: { retry: twice } }));
    world.act();
    world.crash();
    world.act();
    world.end("build", { outcome: "failed" });
    world.act();
    expect(world.running()).toEqual(["build"]);
    world.end("build", { outcome: "failed" });
    expect(world.run().outcomes()).toEqual({ build: "failed" });
    expect(world.started()).toHaveLength(3);
  });

  test("what the failed attempt left is gone once the next succeeds", () => {
    const world = createWorld(plan({ build: { retry: twice } }));
    world.act();
    world.end("build", { outcome: "failed", exitCode: 3, message: "no space" });
    world.run();
    const instance = instanceOf(world.state, "build", "build");
    expect(instance).toMatchObject({ outcome: "success", exitCode: 0 });
    expect(instance).not.toHaveProperty("message");
    expect(instance).not.toHaveProperty("nextAttemptAt");
  });
});

describe("after a crash", () => {
  test("what ran is a new attempt, and what was finished stays so", () => {
    const world = createWorld(plan({ build: {}, test: { needs: ["build"] }, lint: { needs: ["build"] } }));
    world.act();
    world.end("build", { outputs: { version: "1.2" } });
    world.act();
    world.crash();
    expect(world.events.slice(-2)).toMatchObject([
      { type: "stage.retrying", stage: "test", attempt: 1, outcome: "infrastructure", interrupted: true },
      { type: "stage.retrying", stage: "lint", attempt: 1, outcome: "infrastructure", interrupted: true },
    ]);
    world.run();
    expect(world.started()).toEqual(["build", "test", "lint", "test", "lint"]);
    expect(world.events.at(-1)).toMatchObject({ type: "execution.finished", outcome: "success", attempt: 2 });
  });

  test("a deployment waits for a person, however often the process dies", () => {
    const world = createWorld(plan({ deploy: { environment: { name: "production" } }, after: { needs: ["deploy"] } }));
    world.act();
    world.crash();
    expect(world.events.at(-1)).toMatchObject({ type: "stage.waiting", reason: "interruptedDeployment" });
    expect(decide(world.state, world.now)).toEqual([]);
    world.crash();
    expect(world.outcomes()).toEqual({ deploy: "waiting", after: "pending" });
    world.release();
    world.run();
    expect(world.outcomes()).toEqual({ deploy: "success", after: "success" });
    expect(world.started()).toEqual(["deploy", "deploy", "after"]);
  });

  test("a cancel ends such a wait", () => {
    const world = createWorld(plan({ deploy: { environment: { name: "production" } } }));
    world.act();
    world.crash();
    world.cancel();
    expect(world.run().outcomes()).toEqual({ deploy: "cancelled" });
  });

  test("what was being cancelled is dropped and not run again", () => {
    const world = createWorld(plan({ build: {} }));
    world.act();
    world.cancel();
    world.act();
    world.crash();
    expect(world.run().outcomes()).toEqual({ build: "cancelled" });
    expect(world.started()).toEqual(["build"]);
  });

  test("a settlement that was cut short goes on where it stopped", () => {
    const world = createWorld(plan({ test: { matrix: { axes: { node: [20, 22, 24] } } } }, { concurrency: 1 }));
    world.put({ type: "execution.started" }, { type: "stage.queued", stage: "test", instance: "test (20)" });
    world.crash();
    expect(decide(world.state, world.now)).toContainEqual({ kind: "settle", stage: "test" });
    expect(world.run().outcomes()).toEqual({ "test (20)": "success", "test (22)": "success", "test (24)": "success" });
    expect(world.events.filter((event) => event.type === "stage.queued")).toHaveLength(3);
  });
});
