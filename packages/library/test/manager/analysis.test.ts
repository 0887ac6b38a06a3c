import { join } from "node:path";
import {
  conditionalStageExecution,
  createPipeline,
  generatePipelineVisualization,
  optimizePipelineSchedule,
  type Pipeline,
  validatePipelineConfig,
  validateStageDependencies,
} from "@headrace/library";
import { describe, expect, it } from "vitest";

const fixture = (name: string) => createPipeline(join(import.meta.dirname, "fixtures", name));

describe("validatePipelineConfig", () => {
  const job = { name: "j", commands: ["true"] };

  it("accepts what is sound, in either language", () => {
    expect(validatePipelineConfig({ name: "x", stages: [{ name: "s", jobs: [job] }] })).toEqual([true, []]);
    expect(validatePipelineConfig({ name: "x", stages: { s: { steps: ["true"] } } })).toEqual([true, []]);
  });

  it.each([
    [{ stages: [{ name: "s", jobs: [job] }] }, /name/],
    [{ name: "x" }, /no `stages`/],
    [{ name: 3, stages: "all" }, /^stages: "stages" must be a list/],
    [{ name: "x", stages: [{ jobs: [job] }] }, /^stages\[0\]: It has no name/],
    [{ name: "x", stages: [{ name: "s" }] }, /^stages\[0\]: The stage has no `jobs`/],
    [{ name: "x", stages: [{ name: "s", jobs: {} }] }, /^stages\[0\]\.jobs: "jobs" must be a list/],
    [{ name: "x", stages: [{ name: "s", dependencies: 3, jobs: [job] }] }, /There is no stage "3"/],
    [{ name: "x", stages: [{ name: "s", jobs: [{ name: "j", commands: [] }] }] }, /has no commands/],
    [{ name: "x", stages: [{ name: "s", jobs: [{ ...job, timeout: -1 }] }] }, /timeout" must be above 0/],
    [
      { name: "x", stages: [{ name: "s", jobs: [{ ...job, retry_count: 1.5 }] }] },
      /retry_count" must be a whole number/,
    ],
    [{ name: "x", triggers: ["pull"], stages: [{ name: "s", jobs: [job] }] }, /"pull" is no kind of trigger/],
    [{ name: "x", stages: { s: { step: [] } } }, /step/],
    [null, /./],
    [[], /./],
    ["name: x", /./],
  ])("says what is wrong with %j", (config, problem) => {
    const [valid, errors] = validatePipelineConfig(config);
    expect(valid).toBe(false);
    expect(errors.join("\n")).toMatch(problem);
  });
});

describe("validateStageDependencies", () => {
  it("finds missing stages, self needs and every cycle, by any name of the key", () => {
    const [valid, errors] = validateStageDependencies([
      { name: "a", dependencies: ["missing"] },
      { name: "b", depends_on: ["b"] },
      { name: "c", needs: ["d"] },
      { name: "d", dependencies: ["c"] },
      { name: "e", dependencies: ["f"] },
      { name: "f", dependencies: ["e"] },
    ]);
    expect(valid).toBe(false);
    expect(errors).toEqual([
      expect.stringContaining('no stage "missing"'),
      expect.stringContaining('"b" depends on itself'),
      expect.stringContaining("c → d → c"),
      expect.stringContaining("e → f → e"),
    ]);
  });

  it("accepts what has no such fault, whatever else is wrong with it", () => {
    expect(validateStageDependencies([{ name: "a" }, { name: "b", dependencies: ["a"], jobs: 3 }])).toEqual([true, []]);
    expect(validateStageDependencies([])).toEqual([true, []]);
    expect(validateStageDependencies("all")[0]).toBe(false);
    expect(validateStageDependencies([null])[0]).toBe(false);
  });
});

describe("conditionalStageExecution", () => {
  it("lets every condition decide, the custom one too", () => {
    const decide = (conditions: object, values: Record<string, unknown> = {}) =>
      conditionalStageExecution({ conditions }, values);
    expect(conditionalStageExecution({}, {})).toBe(true);
    expect(decide({ branch: "feature/*" }, { branch: "feature/a/b" })).toBe(true);
    expect(decide({ branch: "feature/*" }, { branch: "main" })).toBe(false);
    expect(decide({ environment: { A: "1", B: "2" } }, { env_A: "1", env_B: "2" })).toBe(true);
    expect(decide({ environment: { A: "1", B: "2" } }, { env_A: "1" })).toBe(false);
    expect(decide({ custom: "previous_failure" }, { hasPreviousFailures: true })).toBe(true);
    expect(decide({ custom: "previous_failure" }, { has_previous_failures: false })).toBe(false);
    expect(decide({ custom: "on_success" }, { has_previous_failures: true })).toBe(false);
    expect(decide({ custom: "on_success" })).toBe(true);
    expect(decide({ custom: "ready" }, { ready: true })).toBe(true);
    expect(decide({ custom: "ready" }, { env_ready: "0" })).toBe(false);
    expect(decide({ custom: "ready" })).toBe(false);
    expect(decide({ custom: "1 + 1 == 2" })).toBe(false);
    expect(decide({ branch: "*", custom: "on_failure" }, { branch: "main" })).toBe(false);
  });
});

describe("optimizePipelineSchedule", () => {
  it("gives levels, the widest of them, and what could run side by side", async () => {
    const analysis = optimizePipelineSchedule(await fixture("commands.yaml"));
    expect(analysis).toMatchObject({
      parallelStages: 1,
      sequentialChains: 3,
      executionLevels: [["retries"], ["jobs", "variables"], ["last"]],
      estimatedParallelism: 2,
    });
    expect(analysis.optimizationSuggestions).toContainEqual(expect.stringContaining('jobs of the stage "jobs"'));
  });
});

describe("generatePipelineVisualization", () => {
  it("draws stages, jobs and both kinds of dependency, one to a line", async () => {
    const lines = generatePipelineVisualization(await fixture("commands.yaml")).split("\n");
    expect(lines[0]).toBe("graph TD");
    expect(lines).toContain('  subgraph stage_3["jobs"]');
    expect(lines).toContain('    job_3_1["second"]');
    expect(lines).toContain("  stage_3 --> stage_1");
    expect(lines).toContain("  job_3_2 --> job_3_1");
    expect(lines.every((line) => !line.includes("\\n"))).toBe(true);
  });

  it("draws no circle where jobs in order name each other against the list", async () => {
    const lines = generatePipelineVisualization(await fixture("commands.yaml")).split("\n");
    expect(lines).not.toContain("  job_3_1 --> job_3_2");
  });

  it("escapes names", () => {
    const progress = { status: "SUCCESS", startedAt: null, finishedAt: null, durationMs: null } as const;
    const stage = {
      name: 'a"]\n  click stage_1 "javascript:alert(1)"',
      dependencies: [],
      environment: {},
      allowFailure: false,
      parallel: true,
      jobs: [],
      ...progress,
    };
    const text = generatePipelineVisualization({ stages: [stage] } satisfies Pick<Pipeline, "stages">);
    expect(text.split("\n")[1]).toBe(
      '  subgraph stage_1["a#34;#93;   click stage_1 #34;javascript:alert#40;1#41;#34;"]',
    );
  });
});
