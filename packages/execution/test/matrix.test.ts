import { decide, needsContext, stageOf } from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { plan } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const nodes = { axes: { node: [20, 22, 24] } };

describe("a matrix", () => {
  test("maxParallel bounds what runs at once, in the order of the matrix", () => {
    const world = createWorld(plan({ test: { matrix: { ...nodes, maxParallel: 2 } } }));
    world.act();
    expect(world.running()).toEqual(["test (20)", "test (22)"]);
    world.end("test (22)");
    world.act();
    expect(world.running()).toEqual(["test (20)", "test (24)"]);
    expect(world.run().state.outcome).toBe("success");
  });

  test("an instance between two attempts keeps its place", () => {
    const retry = { attempts: 2, on: ["failed"], backoff: 1_000 } as const;
    const world = createWorld(plan({ test: { matrix: { ...nodes, maxParallel: 1 }, retry } }));
    world.act();
    world.end("test (20)", { outcome: "failed" });
    world.act();
    expect(world.running()).toEqual([]);
    world.now += 1_000;
    world.act();
    expect(world.running()).toEqual(["test (20)"]);
  });

  test("failFast stops its other instances, and no other stage", () => {
    const world = createWorld(
      plan({
        test: { matrix: { ...nodes, maxParallel: 2, failFast: true } },
        lint: {},
        report: { needs: ["test"], when: "failure()" },
      }),
    );
    world.act();
    world.end("test (22)", { outcome: "failed" });
    world.run({ "test (20)": { outcome: "failed", exitCode: 143 } });
    expect(world.outcomes()).toEqual({
      "test (20)": "cancelled",
      "test (22)": "failed",
      "test (24)": "cancelled",
      lint: "success",
      report: "success",
    });
    expect(world.state).toMatchObject({ outcome: "failed" });
    expect(world.state.cancelReason).toBeUndefined();
  });

  test("failFast is not struck by an allowed failure", () => {
    const world = createWorld(plan({ test: { matrix: { ...nodes, failFast: true }, allowFailure: true } }));
    world.act();
    world.end("test (20)", { outcome: "failed" });
    expect(world.run().outcomes()).toEqual({ "test (20)": "failed", "test (22)": "success", "test (24)": "success" });
    expect(world.state.outcome).toBe("success");
  });

  test("failFast does not try again what it stopped", () => {
    const retry = { attempts: 5, on: ["failed"], backoff: 0 } as const;
    const world = createWorld(plan({ test: { matrix: { ...nodes, failFast: true }, retry } }));
    world.act();
    world.end("test (20)", { outcome: "timedOut" });
    world.run({ "test (22)": { outcome: "failed" }, "test (24)": { outcome: "failed" } });
    expect(world.outcomes()).toEqual({ "test (20)": "timedOut", "test (22)": "cancelled", "test (24)": "cancelled" });
    expect(world.started()).toHaveLength(3);
  });

  test("failFast ends the wait for another attempt, even one that is due", () => {
    const retry = { attempts: 2, on: ["failed"], backoff: 0 } as const;
    const world = createWorld(plan({ test: { matrix: { ...nodes, failFast: true }, retry } }));
    world.act();
    world.end("test (22)", { outcome: "failed" });
    world.end("test (20)", { outcome: "timedOut" });
    expect(decide(world.state, world.now)).toEqual([
      { kind: "drop", stage: "test", instance: "test (22)", reason: "failFast" },
      { kind: "cancel", stage: "test", instance: "test (24)", reason: "failFast" },
    ]);
  });

  test("failFast skips the instances that a crash kept from being queued", () => {
    const world = createWorld(plan({ test: { matrix: { ...nodes, failFast: true } } }));
    const first = { stage: "test", instance: "test (20)" };
    world.put({ type: "execution.started" }, { type: "stage.queued", ...first });
    world.put({ type: "stage.started", ...first, attempt: 1 });
    world.end("test (20)", { outcome: "failed" });
    world.run();
    expect(world.outcomes()).toEqual({ "test (20)": "failed", "test (22)": "cancelled", "test (24)": "cancelled" });
    expect(world.details()["test (22)"]).toBe("test (20) failed, and the matrix fails fast");
    expect(world.events.filter(({ type }) => type === "stage.queued")).toHaveLength(1);
  });

  test("its result is the worst of its instances", () => {
    const results = (outcomes: readonly ("success" | "failed" | "cancelled")[], skipLast = false) => {
      const matrix = { axes: { node: outcomes.map((_, index) => index) } };
      const when = skipLast ? `matrix.node < ${outcomes.length - 1}` : "always()";
      const world = createWorld(plan({ test: { matrix, when } }));
      world.run(Object.fromEntries(outcomes.map((outcome, index) => [`test (${index})`, { outcome }])));
      return stageOf(world.state, "test")?.result;
    };
    expect(results(["success", "success"])).toBe("success");
    expect(results(["success", "success"], true)).toBe("skipped");
    expect(results(["cancelled", "success"], true)).toBe("cancelled");
    expect(results(["failed", "cancelled", "success"], true)).toBe("failure");
  });

  test("what needs it sees the results of its instances", () => {
    const world = createWorld(plan({ test: { matrix: { axes: { node: [22, 24] } } }, after: { needs: ["test"] } }));
    world.run({ "test (22)": { outputs: { a: "1" } }, "test (24)": { outcome: "failed" } });
    expect(needsContext(world.state, "after")).toEqual({
      test: {
        result: "failure",
        results: [
          { matrix: { node: 22 }, result: "success", outputs: { a: "1" } },
          { matrix: { node: 24 }, result: "failure", outputs: {} },
        ],
      },
    });
  });
});

describe("a matrix that reads needs", () => {
  const late = { axes: { package: "${{ fromJSON(needs.list.outputs.packages) }}" } };

  test("is expanded when they are settled", () => {
    const world = createWorld(plan({ list: {}, test: { needs: ["list"], matrix: late }, report: { needs: ["test"] } }));
    world.run({ list: { outputs: { packages: '["a", "b"]' } } });
    expect(world.outcomes()).toEqual({
      list: "success",
      "test (a)": "success",
      "test (b)": "success",
      report: "success",
    });
    expect(world.events.find((event) => event.type === "stage.expanded")).toMatchObject({
      stage: "test",
      instances: [
        { instance: "test (a)", matrix: { package: "a" } },
        { instance: "test (b)", matrix: { package: "b" } },
      ],
    });
    expect(world.events.find((event) => event.type === "stage.queued" && event.stage === "test")).toMatchObject({
      matrix: { package: "a" },
    });
  });

  test("is not looked at when the stage is skipped", () => {
    const world = createWorld(plan({ list: {}, test: { needs: ["list"], matrix: late }, report: { needs: ["test"] } }));
    world.run({ list: { outcome: "failed" } });
    expect(world.outcomes()).toEqual({ list: "failed", test: "skipped", report: "skipped" });
  });

  test("is not looked at either when its condition reads it, but a need failed", () => {
    const test = { needs: ["list"], matrix: late, when: "matrix.package != 'a'" };
    const world = createWorld(plan({ list: {}, test })).run({ list: { outcome: "failed" } });
    expect(world.outcomes()).toEqual({ list: "failed", test: "skipped" });
    expect(world.details()).toEqual({ test: "list failed" });
  });

  test("is expanded before a condition that reads it", () => {
    const world = createWorld(
      plan({ list: {}, test: { needs: ["list"], matrix: late, when: "matrix.package != 'a'" } }),
    );
    world.run({ list: { outputs: { packages: '["a", "b"]' } } });
    expect(world.outcomes()).toEqual({ list: "success", "test (a)": "skipped", "test (b)": "success" });
  });

  test.each([
    ["[]", "empty"],
    [JSON.stringify(Array.from({ length: 300 }, (_, index) => index)), "300"],
    ['"a"', "not a list"],
    ["", "fromJSON"],
  ])("fails the stage when it comes to %s", (packages, message) => {
    const world = createWorld(plan({ list: {}, test: { needs: ["list"], matrix: late }, report: { needs: ["test"] } }));
    world.run({ list: { outputs: { packages } } });
    expect(world.outcomes()).toEqual({ list: "success", test: "failed", report: "skipped" });
    const finished = world.events.find((event) => event.type === "stage.finished" && event.stage === "test");
    expect(finished).toMatchObject({ attempt: 0, instance: "test", outcome: "failed" });
    expect(finished).toHaveProperty("message", expect.stringContaining(message));
  });
});
