import { describe, expect, test } from "vitest";
import { optimize } from "../../src/graph/index.ts";
import { pipelineOf, stageOf, stepOf } from "../support/pipelines.ts";

const dist = [{ name: "dist", paths: ["dist/**"] }];

describe("optimize", () => {
  const pipeline = pipelineOf([
    stageOf("build", [], { artifacts: dist }),
    stageOf("lint"),
    stageOf("test", ["build", "lint"]),
    stageOf("report", ["test"], { steps: [stepOf("echo ${{ needs.test.result }}")] }),
  ]);

  test("a need that gives nothing is named, with the seconds it costs", () => {
    const { suggestions, ...facts } = optimize(pipeline, { build: 10_000, lint: 30_000, test: 20_000, report: 1000 });
    expect(facts).toEqual({
      levels: [["build", "lint"], ["test"], ["report"]],
      estimatedParallelism: 1.2,
      criticalPath: { stages: ["lint", "test", "report"], totalMs: 51_000 },
    });
    expect(suggestions).toEqual([
      {
        kind: "unused-need",
        stage: "test",
        need: "lint",
        savesMs: 20_000,
        message:
          "test waits for lint, but takes no artifact and no output of it. Unless lint is a gate, or leaves files in a shared " +
          "workspace that test reads, drop the need: the pipeline would end 20 s sooner.",
      },
      {
        kind: "longest-stage",
        stage: "lint",
        message: expect.stringMatching(
          /^lint takes 30 s of the 51 s the longest path takes\. At half of that .* end 15 s sooner/,
        ),
      },
    ]);
  });

  test("without durations nothing is claimed in seconds", () => {
    const { suggestions, criticalPath } = optimize(pipeline);
    expect(suggestions.map(({ kind, need, savesMs }) => ({ kind, need, savesMs }))).toEqual([
      { kind: "unused-need", need: "lint", savesMs: undefined },
    ]);
    expect(criticalPath).toEqual({ stages: ["build", "test", "report"], totalMs: 0 });
  });

  test("a stage that waits on waits for what the dropped need waited for", () => {
    const chain = pipelineOf([
      stageOf("build", [], { artifacts: dist }),
      stageOf("slow", ["build"]),
      stageOf("pack", ["slow"]),
    ]);
    const [suggestion] = optimize(chain, { build: 5000, slow: 60_000, pack: 10_000 }).suggestions;
    expect(suggestion).toMatchObject({ stage: "pack", need: "slow", savesMs: 10_000 });
    expect(suggestion?.message).toContain("need build instead: the pipeline would end 10 s sooner");
  });

  test.each([
    ["an artifact it takes", stageOf("a", [], { artifacts: dist }), stageOf("b", ["a"])],
    ["an output in a script", stageOf("a"), stageOf("b", ["a"], { steps: [stepOf("echo ${{ needs.A.outputs.x }}")] })],
    ["an output in a variable", stageOf("a"), stageOf("b", ["a"], { variables: { V: "${{ needs['a'].outputs.x }}" } })],
    ["a condition that reads a result", stageOf("a"), stageOf("b", ["a"], { when: "needs.a.result == 'success'" })],
    [
      "a matrix that is planned by it",
      stageOf("a"),
      stageOf("b", ["a"], { variables: { ALL: "${{ toJSON(needs) }}" } }),
    ],
    ["a condition that asks how it went", stageOf("a"), stageOf("b", ["a"], { when: "failure()" })],
    ["a delivery", stageOf("a"), stageOf("b", ["a"], { environment: { name: "production" } })],
    ["a delivery before it", stageOf("a", [], { environment: { name: "staging" } }), stageOf("b", ["a"])],
    [
      "an approval",
      stageOf("a"),
      stageOf("b", ["a"], { approval: { approvers: [], minimum: 1, preventSelfApproval: false } }),
    ],
    ["a notification", stageOf("a"), stageOf("b", ["a"], { category: "notify" })],
    ["sources", stageOf("a", [], { category: "source" }), stageOf("b", ["a"])],
    [
      "a cache",
      stageOf("a", [], { cache: [{ key: "npm", restoreKeys: [], paths: [".npm"], scope: "branch" }] }),
      stageOf("b", ["a"], { cache: [{ key: "npm", restoreKeys: [], paths: [".npm"], scope: "branch" }] }),
    ],
    [
      "a concurrency group",
      stageOf("a", [], { concurrency: { group: "db", limit: 1, cancelInProgress: false } }),
      stageOf("b", ["a"], { concurrency: { group: "db", limit: 1, cancelInProgress: false } }),
    ],
  ])("%s is a reason to wait", (_, first, second) => {
    expect(optimize(pipelineOf([first, second])).suggestions).toEqual([]);
  });

  test("an artifact that is refused is no reason", () => {
    const refusing = stageOf("b", [], { needs: [{ stage: "a", artifacts: false }] });
    expect(optimize(pipelineOf([stageOf("a", [], { artifacts: dist }), refusing])).suggestions).toHaveLength(1);
  });

  test("a need that others imply is named, unless it brings something", () => {
    const stages = (artifacts: typeof dist) => [
      stageOf("a", [], { artifacts }),
      stageOf("b", ["a"], { artifacts: dist, category: "deploy" }),
      stageOf("c", ["a", "b"]),
    ];
    expect(optimize(pipelineOf(stages([]))).suggestions.map(({ kind, need }) => ({ kind, need }))).toEqual([
      { kind: "implied-need", need: "a" },
    ]);
    expect(optimize(pipelineOf(stages(dist))).suggestions).toEqual([]);
  });

  test("a long chain is named once", () => {
    const ids = Array.from({ length: 8 }, (_, index) => `s${index}`);
    const stages = ids.map((id, index) => stageOf(id, index === 0 ? [] : [`s${index - 1}`], { artifacts: dist }));
    expect(optimize(pipelineOf(stages)).suggestions).toEqual([
      {
        kind: "chain",
        stage: "s0",
        message: expect.stringContaining("s0 → s1 → s2 → … → s6 → s7 are 8 stages in a row"),
      },
    ]);
  });

  test("a cycle and an empty pipeline are no trouble", () => {
    expect(optimize(pipelineOf([stageOf("a", ["b"]), stageOf("b", ["a"])])).levels).toEqual([]);
    expect(optimize(pipelineOf([]))).toEqual({
      levels: [],
      estimatedParallelism: 0,
      criticalPath: { stages: [], totalMs: 0 },
      suggestions: [],
    });
  });
});
