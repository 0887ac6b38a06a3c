import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type LegacyPipeline, parseLegacyStages, printLegacyConfig, printLegacyStages } from "@headrace/dialects";
import { parsePipeline } from "@headrace/pipeline";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const text = fc
  .string({ unit: "grapheme" })
  .map((value) => value.replace(/[^\P{Cc}\n\t]|[\ud800-\udfff\ufffe\uffff\u0085\u2028\u2029\ufeff]/gu, "_"));
const name = fc.stringMatching(/^[a-z][a-z0-9 -]{0,8}[a-z0-9]$/);
const variables = fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}$/), text, {
  maxKeys: 3,
  noNullPrototype: true,
});

const job = fc.record({
  name,
  commands: fc.array(text, { minLength: 1, maxLength: 3 }),
  environment: variables,
  artifacts: fc.uniqueArray(fc.stringMatching(/^[a-z*][a-z0-9*. -]{0,8}$/), { maxLength: 2 }),
  dependencies: fc.constant([]),
  timeout: fc.integer({ min: 1, max: 10_000 }),
  retryCount: fc.integer({ min: 0, max: 3 }),
  allowFailure: fc.boolean(),
});

const stage = fc.record({
  name,
  dependencies: fc.constant([]),
  environment: variables,
  allowFailure: fc.boolean(),
  parallel: fc.boolean(),
  jobs: fc.uniqueArray(job, { selector: (each) => each.name, minLength: 1, maxLength: 3 }),
});

const config: fc.Arbitrary<LegacyPipeline> = fc.record({
  name,
  description: text,
  variables,
  triggers: fc.constantFrom(
    { schedule: [], manual: true },
    { push: [], schedule: ["0 3 * * *"], manual: false },
    { push: ["main"], pullRequest: ["main", "release/*"], schedule: [], manual: true },
  ),
  timeout: fc.integer({ min: 1, max: 10_000 }),
  stages: fc.uniqueArray(stage, { selector: (each) => each.name, minLength: 1, maxLength: 3 }),
});

describe("printLegacyConfig", () => {
  it.each(["yaml", "json"] as const)("writes %s that reads back as the same configuration", (format) => {
    fc.assert(
      fc.property(config, (written) => {
        const read = parseLegacyStages(printLegacyConfig(written, format));
        expect(read.diagnostics.filter((each) => each.severity === "error")).toEqual([]);
        expect(read.config).toEqual(written);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps conditions, dependencies and the place of deployment", () => {
    const source = readFileSync(join(import.meta.dirname, "fixtures", "web-shop.yaml"), "utf8");
    const { config: read } = parseLegacyStages(source);
    if (read === null) throw new Error("not read");
    expect(parseLegacyStages(printLegacyConfig(read, "yaml")).config).toEqual(read);
  });
});

describe("printLegacyStages", () => {
  const source = `
name: app
timeout: 1h
stages:
  build: { steps: [make, make check], variables: { MODE: fast }, timeout: 10m }
  test:
    needs: [build]
    matrix: { axes: { node: [22, 24] } }
    retry: { attempts: 3 }
    steps: [{ run: npm test, when: failure() }]
`;

  it("keeps the graph and the commands, and notes what is lost", () => {
    const { pipeline } = parsePipeline(source);
    if (pipeline === null) throw new Error("not read");
    const { text: printed, notes } = printLegacyStages(pipeline);
    const again = parseLegacyStages(printed).pipeline;
    expect(again?.timeout).toBe(3_600_000);
    expect(again?.stages.map((each) => [each.id, each.needs.map((need) => need.stage)])).toEqual([
      ["build-build", []],
      ["test-test", ["build-build"]],
    ]);
    expect(again?.stages[0]?.steps.map((step) => [step.run, step.timeout])).toEqual([
      ["make", 600_000],
      ["make check", 600_000],
    ]);
    expect(notes.map((note) => [note.code, note.path.join(".")])).toEqual([
      ["left-out", "stages.test.matrix"],
      ["left-out", "stages.test.steps"],
      ["changed", "stages.test.retry"],
    ]);
  });
});
