import { type CarriedStage, createdEvent, planExecution } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import { describe, expect, test } from "vitest";
import { pipeline, plan, request, stage } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const web = { build: {}, lint: {}, test: { needs: ["build"] }, deploy: { needs: ["test", "lint"] } };

function errorOf(work: () => unknown): HeadraceError {
  try {
    work();
  } catch (error) {
    if (error instanceof HeadraceError) return error;
    throw error;
  }
  throw new Error("an error was expected");
}

describe("the graph", () => {
  test("is resolved to indexes both ways", () => {
    expect(plan(web).stages.map(({ id, needs, dependents }) => ({ id, needs, dependents }))).toEqual([
      { id: "build", needs: [], dependents: [2] },
      { id: "lint", needs: [], dependents: [3] },
      { id: "test", needs: [0], dependents: [3] },
      { id: "deploy", needs: [2, 1], dependents: [] },
    ]);
  });

  test("is plain JSON", () => {
    const planned = plan({ ...web, matrix: { matrix: { axes: { node: [22, 24] } } } });
    expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
  });

  test("a circle is refused", () => {
    const error = errorOf(() => plan({ a: { needs: ["b"] }, b: { needs: ["a"] }, c: { needs: ["b"] } }));
    expect(error.code).toBe("invalid-definition");
  });

  test("a need without a stage is refused", () => {
    expect(errorOf(() => plan({ a: { needs: ["b"] } }))).toMatchObject({
      code: "invalid-definition",
      message: 'stage "a" needs "b", which does not exist',
    });
  });
});

describe("a selection", () => {
  test("only: these stages, as if their other needs were met", () => {
    const world = createWorld(plan(web, { only: ["deploy", "lint"] }));
    expect(world.state.plan.stages.map(({ id }) => id)).toEqual(["lint", "deploy"]);
    expect(world.run().outcomes()).toEqual({ lint: "success", deploy: "success" });
  });

  test("until: these stages and all they need", () => {
    expect(plan(web, { until: ["test"] }).stages.map(({ id }) => id)).toEqual(["build", "test"]);
  });

  test("both: what either names", () => {
    expect(plan(web, { until: ["test"], only: ["lint"] }).stages.map(({ id }) => id)).toEqual([
      "build",
      "lint",
      "test",
    ]);
  });

  test.each(["only", "until"] as const)("an unknown name in %s is refused with the nearest one", (key) => {
    const error = errorOf(() => plan(web, { [key]: ["delpoy"] }));
    expect(error).toMatchObject({ code: "stage-not-found", mend: 'did you mean "deploy"?' });
    expect(error.message).toContain('"delpoy"');
  });

  test("an unknown name without a near one lists the stages", () => {
    expect(errorOf(() => plan(web, { only: ["zzz"] })).mend).toBe("its stages are build, lint, test, deploy");
  });
});

describe("matrices", () => {
  test("are expanded where planning knows what they read", () => {
    const axes = { node: "${{ fromJSON(params.nodes) }}", os: ["linux"] };
    const { stages } = plan({ test: { matrix: { axes } } }, { parameters: { nodes: "[22, 24]" } });
    expect(stages[0]?.instances).toEqual([
      { instance: "test (22, linux)", matrix: { node: 22, os: "linux" } },
      { instance: "test (24, linux)", matrix: { node: 24, os: "linux" } },
    ]);
  });

  test("are left open where they read needs, in whatever part", () => {
    const reading = "${{ fromJSON(needs.build.outputs.x) }}";
    for (const matrix of [{ axes: reading }, { axes: { a: [1, reading] } }, { axes: { a: [1] }, include: reading }]) {
      expect(plan({ build: {}, test: { needs: ["build"], matrix } }).stages[1]?.instances).toBeNull();
    }
  });

  test("too large a one is refused, by name", () => {
    const axes = { a: Array.from({ length: 257 }, (_, index) => index) };
    const error = errorOf(() => plan({ test: { matrix: { axes } } }));
    expect(error.code).toBe("invalid-definition");
    expect(error.message).toContain('stage "test"');
  });
});

describe("results carried over from an earlier execution", () => {
  const carried: Record<string, CarriedStage> = {
    build: { executionId: "earlier", instances: [{ instance: "build", outputs: { version: "1.2" } }] },
    test: {
      executionId: "earlier",
      instances: [
        { instance: "test (22)", matrix: { node: 22 }, outputs: {} },
        { instance: "test (24)", matrix: { node: 24 }, outputs: {} },
      ],
    },
  };

  test("stand in this one, and nothing is evaluated or run for them", () => {
    const stages = {
      build: { when: "failure()" },
      test: { needs: ["build"], matrix: { axes: { node: [22, 24] } } },
      deploy: { needs: ["build", "test"], when: "needs.build.outputs.version == '1.2'" },
    };
    const world = createWorld(plan(stages, { carried })).run();
    expect(world.started()).toEqual(["deploy"]);
    expect(world.outcomes()).toEqual({
      build: "success",
      "test (22)": "success",
      "test (24)": "success",
      deploy: "success",
    });
    expect(world.events.find((event) => event.type === "stage.reused")).toMatchObject({
      stage: "build",
      from: { executionId: "earlier", instance: "build" },
      why: "rerun",
      outputs: { version: "1.2" },
    });
  });

  test("of some instances stand, while the others run again", () => {
    const stages = {
      test: { matrix: { axes: { node: [20, 22, 24] }, maxParallel: 1, failFast: true } },
      deploy: { needs: ["test"], when: "needs.test.results[1].outputs.kept == 'yes'" },
    };
    const all = [20, 22, 24].map((node) => ({ instance: `test (${node})`, matrix: { node } }));
    const kept = { instance: "test (22)", matrix: { node: 22 }, outputs: { kept: "yes" } };
    const partly = { test: { executionId: "earlier", instances: [kept], all } };
    const world = createWorld(plan(stages, { carried: partly })).run();
    expect(world.started()).toEqual(["test (20)", "test (24)", "deploy"]);
    expect(world.outcomes()).toMatchObject({ "test (22)": "success", "test (24)": "success", deploy: "success" });

    const late = {
      test: { needs: ["build"], matrix: { axes: { node: "${{ fromJSON(needs.build.outputs.list) }}" } } },
    };
    const build = { executionId: "earlier", instances: [{ instance: "build", outputs: { list: "[20, 22, 24]" } }] };
    const again = createWorld(plan({ build: {}, ...late }, { carried: { ...partly, build } })).run();
    expect(again.started()).toEqual(["test (20)", "test (24)"]);

    const changed = { test: { matrix: { axes: { node: [22, 26] } } } };
    expect(
      createWorld(plan(changed, { carried: partly }))
        .run()
        .started(),
    ).toEqual(["test (26)"]);
  });

  test("of a stage that had none are no results", () => {
    const world = createWorld(plan({ build: {} }, { carried: { build: { executionId: "earlier", instances: [] } } }));
    expect(world.run().started()).toEqual(["build"]);
  });
});

test("the first event says what there is to see", () => {
  const planned = planExecution(
    request(pipeline([stage("build", { name: "Build it", group: "ci" }), stage("test", { needs: ["build"] })])),
  );
  expect(createdEvent(planned, "earlier")).toEqual({
    type: "execution.created",
    version: 1,
    pipeline: "web-app",
    number: 7,
    digest: "c0ffee",
    event: "push",
    branch: "main",
    commit: "1f2e3d",
    workspace: "shared",
    stages: [
      { stage: "build", name: "Build it", needs: [], group: "ci" },
      { stage: "test", name: "test", needs: ["build"] },
    ],
    rerunOf: "earlier",
  });
});

test("a variable of the pipeline that cannot be evaluated is named", () => {
  const broken = pipeline([stage("build")], { variables: { PORT: "${{ fromJSON(git.branch) }}" } });
  const error = errorOf(() => planExecution(request(broken)));
  expect(error.fault).toBe("user");
  expect(error.message).toContain('"PORT"');
});
