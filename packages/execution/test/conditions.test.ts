import type { AttemptResult } from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { plan, type StageSketch } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const failed = { outcome: "failed" } as const;

function outcomesOf(
  stages: Readonly<Record<string, StageSketch>>,
  outcomes: Readonly<Record<string, Partial<AttemptResult>>> = {},
) {
  return createWorld(plan(stages)).run(outcomes).outcomes();
}

describe("without a status function, success() is understood", () => {
  test("a stage runs when all it needs succeeded", () => {
    expect(outcomesOf({ build: {}, test: { needs: ["build"] } })).toEqual({ build: "success", test: "success" });
  });

  test("it is skipped when what it needs failed, and so is what needs it in turn", () => {
    const world = createWorld(plan({ build: {}, test: { needs: ["build"] }, deploy: { needs: ["test"] } }));
    expect(world.run({ build: failed }).outcomes()).toEqual({ build: "failed", test: "skipped", deploy: "skipped" });
    expect(world.details()).toEqual({ test: "build failed", deploy: "build failed" });
  });

  test("the detail says how it failed, and which instance", () => {
    const world = createWorld(plan({ test: { matrix: { axes: { node: [22, 24] } } }, deploy: { needs: ["test"] } }));
    world.run({ "test (24)": { outcome: "timedOut" } });
    expect(world.details()).toEqual({ deploy: "test (24) timed out" });
  });

  test("a condition of its own is asked only after success()", () => {
    const stages = { build: {}, deploy: { needs: ["build"], when: "git.branch == 'main'" } };
    expect(outcomesOf(stages)).toEqual({ build: "success", deploy: "success" });
    expect(outcomesOf(stages, { build: failed })).toEqual({ build: "failed", deploy: "skipped" });
  });

  test("a stage skipped by its own condition makes what needs it be skipped, without having failed", () => {
    const world = createWorld(
      plan({
        deploy: { when: "git.branch == 'release'" },
        announce: { needs: ["deploy"] },
        apologize: { needs: ["deploy"], when: "failure()" },
        tidy: { needs: ["deploy"], when: "always() && needs.deploy.result == 'skipped'" },
      }),
    );
    expect(world.run().outcomes()).toEqual({
      deploy: "skipped",
      announce: "skipped",
      apologize: "skipped",
      tidy: "success",
    });
    expect(world.details().deploy).toContain("git.branch == 'release' is false");
    expect(world.details().announce).toBe("deploy was skipped");
    expect(world.state.outcome).toBe("success");
  });

  test("success() asks every ancestor, not the direct needs alone", () => {
    const stages = {
      build: {},
      report: { needs: ["build"], when: "always()" },
      publish: { needs: ["report"] },
    };
    const world = createWorld(plan(stages)).run({ build: failed });
    expect(world.outcomes()).toEqual({ build: "failed", report: "success", publish: "skipped" });
    expect(world.details()).toEqual({ publish: "build failed" });
  });

  test("an allowed failure counts as success", () => {
    const stages = {
      lint: { allowFailure: true },
      deploy: { needs: ["lint"], when: "needs.lint.result == 'success'" },
    };
    const world = createWorld(plan(stages)).run({ lint: failed });
    expect(world.outcomes()).toEqual({ lint: "failed", deploy: "success" });
    expect(world.state.outcome).toBe("success");
  });

  test("a failure is allowed for the exit codes that are named", () => {
    const stages = { lint: { allowFailure: { exitCodes: [2] } }, deploy: { needs: ["lint"] } };
    expect(outcomesOf(stages, { lint: { ...failed, exitCode: 2 } }).deploy).toBe("success");
    expect(outcomesOf(stages, { lint: { ...failed, exitCode: 1 } }).deploy).toBe("skipped");
    expect(outcomesOf(stages, { lint: { outcome: "timedOut", exitCode: null } }).deploy).toBe("skipped");
  });
});

describe("status functions", () => {
  test("failure() holds when an ancestor failed, at any distance", () => {
    const stages = {
      build: {},
      test: { needs: ["build"] },
      notify: { needs: ["test"], when: "failure()" },
    };
    expect(outcomesOf(stages, { build: failed })).toMatchObject({ test: "skipped", notify: "success" });
    expect(outcomesOf(stages)).toMatchObject({ test: "success", notify: "skipped" });
  });

  test.each(["failed", "timedOut", "outOfMemory", "infrastructure", "rejected"] as const)(
    "%s is a failure",
    (outcome) => {
      const stages = { build: {}, notify: { needs: ["build"], when: "failure()" } };
      expect(outcomesOf(stages, { build: { outcome } })).toEqual({ build: outcome, notify: "success" });
    },
  );

  test("always() runs whatever happened before", () => {
    const stages = { build: {}, cleanup: { needs: ["build"], when: "${{ always() }}" } };
    expect(outcomesOf(stages, { build: failed }).cleanup).toBe("success");
    expect(outcomesOf(stages).cleanup).toBe("success");
  });

  test("!cancelled() runs after a failure", () => {
    const stages = { build: {}, report: { needs: ["build"], when: "!cancelled()" } };
    expect(outcomesOf(stages, { build: failed }).report).toBe("success");
  });
});

describe("what a condition reads", () => {
  test("the results and outputs of direct needs", () => {
    const stages = {
      plan: {},
      deploy: { needs: ["plan"], when: "needs.plan.outputs.deploy == 'yes'" },
    };
    expect(outcomesOf(stages, { plan: { outputs: { deploy: "yes" } } }).deploy).toBe("success");
    expect(outcomesOf(stages, { plan: { outputs: { deploy: "no" } } }).deploy).toBe("skipped");
  });

  test("nothing of stages further away", () => {
    const stages = {
      plan: {},
      build: { needs: ["plan"] },
      deploy: { needs: ["build"], when: "needs.plan.outputs.deploy == 'yes'" },
    };
    expect(outcomesOf(stages, { plan: { outputs: { deploy: "yes" } } }).deploy).toBe("skipped");
  });

  test("the results of a matrix, as a list", () => {
    const stages = {
      test: { matrix: { axes: { node: [22, 24] } } },
      report: { needs: ["test"], when: "always() && contains(needs.test.results.*.result, 'failure')" },
      publish: { needs: ["test"], when: "always() && needs.test.results[1].outputs.version == 'b'" },
    };
    const outcomes = outcomesOf(stages, {
      "test (22)": { outcome: "failed" },
      "test (24)": { outputs: { version: "b" } },
    });
    expect(outcomes).toMatchObject({ report: "success", publish: "success" });
  });

  test("its own matrix", () => {
    const stages = { test: { matrix: { axes: { node: [22, 24] } }, when: "matrix.node > 22" } };
    expect(outcomesOf(stages)).toEqual({ "test (22)": "skipped", "test (24)": "success" });
  });

  test("parameters, variables, git, pipeline and execution", () => {
    const when = [
      "params.target == 'staging'",
      "vars.REGION == 'eu-main'",
      "vars.TIER == 'gold'",
      "vars.ZONE == 'eu-main-gold'",
      "vars.KEY == null",
      "vars.LOCK == null",
      "git.commit == '1f2e3d'",
      "pipeline.name == 'web-app'",
      "execution.number == 7",
      "execution.event == 'push'",
    ].join(" && ");
    const planned = plan({ deploy: { when } }, { parameters: { target: "staging" }, variables: { TIER: "gold" } });
    const variables = {
      REGION: "eu-${{ git.branch }}",
      TIER: "basic",
      ZONE: "${{ vars.REGION }}-${{ vars.TIER }}",
      KEY: "${{ secrets.KEY }}",
    };
    const withVariables = { ...planned, pipeline: { ...planned.pipeline, variables } };
    expect(createWorld(withVariables).run().outcomes()).toEqual({ deploy: "success" });
  });

  test("what it read from outside is in the event", () => {
    const planned = plan({
      lint: { when: "hashFiles('a/**', 'it''s') == 'abc'" },
      docs: { when: "changed('docs/**')" },
    });
    const world = createWorld(planned, { hashFiles: () => "abc", changed: () => false }).run();
    expect(world.events.find((event) => event.type === "stage.queued")).toMatchObject({
      stage: "lint",
      observed: { "hashFiles('a/**', 'it''s')": "abc" },
    });
    expect(world.events.find((event) => event.type === "stage.skipped")).toMatchObject({
      stage: "docs",
      observed: { "changed('docs/**')": false },
    });
  });

  test("a condition that cannot be evaluated fails the stage and names the expression", () => {
    const world = createWorld(
      plan({
        plan: {},
        deploy: { needs: ["plan"], when: "fromJSON(needs.plan.outputs.go)" },
        after: { needs: ["deploy"] },
      }),
    ).run({ plan: { outputs: { go: "{" } } });
    expect(world.outcomes()).toEqual({ plan: "success", deploy: "failed", after: "skipped" });
    const finished = world.events.find((event) => event.type === "stage.finished" && event.stage === "deploy");
    expect(finished).toMatchObject({ attempt: 0, exitCode: null, allowed: false });
    expect(finished).toHaveProperty("message", expect.stringContaining("fromJSON(needs.plan.outputs.go)"));
    expect(world.state.outcome).toBe("failed");
  });

  test("stages may bear the names of JavaScript's own properties", () => {
    const stages = Object.fromEntries(
      ["constructor", "__proto__", "toString"].map((id) => [id, {}] as const),
    ) satisfies Record<string, StageSketch>;
    const world = createWorld(
      plan({
        ...stages,
        ["__proto__"]: {},
        last: { needs: ["constructor"], when: "needs.constructor.result == 'success'" },
      }),
    ).run();
    expect(world.outcomes()).toMatchObject({ constructor: "success", toString: "success", last: "success" });
  });
});
