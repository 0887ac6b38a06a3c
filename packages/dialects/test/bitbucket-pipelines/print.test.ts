import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { detectDialect, parseLegacyStages, printBitbucketPipelines } from "@headrace/dialects";
import { type Pipeline, parsePipeline } from "@headrace/pipeline";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { hasPipelinesSchema, pipelinesViolations } from "../../../../test/pipelines-schema.ts";

const root = join(import.meta.dirname, "../../../..");
const fixtures = join(import.meta.dirname, "fixtures");

function read(text: string): Pipeline {
  const { pipeline, diagnostics } = detectDialect(text) === "headrace" ? parsePipeline(text) : parseLegacyStages(text);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
}

function notesOf(text: string) {
  return printBitbucketPipelines(read(text)).notes.map(({ severity, path }) => `${severity} ${path.join(".")}`);
}

describe("the fixtures", () => {
  it.each(["triggers", "work", "changed-files", "outputs"])("print %s as it is written beside", async (name) => {
    const pipeline = read(readFileSync(join(fixtures, `${name}.yml`), "utf8"));
    const { text, notes } = printBitbucketPipelines(pipeline);
    const said = notes.map(
      ({ severity, code, path, message }) => `# ${severity} ${code} ${path.join(".")}: ${message}\n`,
    );
    await expect(text + said.join("")).toMatchFileSnapshot(join(fixtures, `${name}.expected.yml`));
    expect(printBitbucketPipelines(structuredClone(pipeline)).text).toBe(text);
  });
});

describe("the vendor's schema", () => {
  const files = [
    ...globSync("examples/*/{headrace,pipeline}.yml", { cwd: root }),
    ...globSync("packages/dialects/test/{json/full,bitbucket-pipelines/fixtures/!(*.expected)}.yml", { cwd: root }),
    "headrace.yml",
  ].sort();

  it.skipIf(!hasPipelinesSchema).each(files)("takes %s", (file) => {
    expect(existsSync(join(root, file))).toBe(true);
    const pipeline = read(readFileSync(join(root, file), "utf8"));
    expect(pipelinesViolations(printBitbucketPipelines(pipeline).text)).toEqual([]);
    expect(pipelinesViolations(printBitbucketPipelines(pipeline, { onDemand: true }).text)).toEqual([]);
  });

  it.skipIf(!hasPipelinesSchema)("sees what is wrong", () => {
    expect(pipelinesViolations("pipelines: { default: [{ step: { size: 3x, script: [] } }] }")).not.toEqual([]);
  });

  it("has many files to look at", () => {
    expect(files.map((file) => basename(file))).toContain("full.yml");
    expect(files.length).toBeGreaterThan(8);
  });
});

describe("a run without a commit", () => {
  it("has the one pipeline that is started by its name, whatever the triggers say", () => {
    const pipeline = read(readFileSync(join(fixtures, "triggers.yml"), "utf8"));
    const { text, custom, variables } = printBitbucketPipelines(pipeline, { onDemand: true });
    expect(load(text)).toMatchObject({ pipelines: { custom: { shop: expect.any(Array) } } });
    expect(text).not.toContain("branches:");
    expect([custom, [...variables]]).toEqual(["shop", [["level", "level"]]]);
  });
});

describe("notes", () => {
  it("tell each thing that Bitbucket has no words for, with its place", () => {
    const text = `
name: a
timeout: 1h
concurrency: { group: a }
notifications: [{ on: [failure], to: slack }]
stages:
  a:
    retry: { attempts: 2 }
    outputs: { x: "1" }
    gates: { warnings: 0 }
    reuse: { inputs: [a] }
    rollback: { steps: ["true"] }
    network: none
    priority: 3
    timeout: 13h
    environment: { name: here, url: https://example.org }
    reports: { coverage: { path: lcov.info } }
    cache: [{ key: a, paths: [a], restoreKeys: [b], ttl: 1d }]
    steps: [{ run: 'echo A=1 >> "$HEADRACE_ENV"' }, { run: "true", when: "always()" }]
  b: { needs: [a], environment: here, steps: ["true"], timeout: 90s }
`;
    expect(notesOf(text).sort()).toEqual(
      [
        "error stages.a.steps",
        "error stages.b.environment",
        "info stages.b.timeout",
        "warning concurrency",
        "warning notifications",
        ...[
          "approval",
          "environment",
          "environment.url",
          "gates",
          "network",
          "outputs",
          "priority",
          "reports",
          "retry",
        ].flatMap((key) => (key === "approval" ? [] : [`warning stages.a.${key}`])),
        ...[
          "cache.0.key",
          "cache.0.restoreKeys",
          "cache.0.scope",
          "cache.0.ttl",
          "reuse",
          "rollback",
          "steps.1.when",
          "timeout",
        ].map((key) => `warning stages.a.${key}`),
        "warning stages.b.environment",
        "warning timeout",
      ].sort(),
    );
  });

  it("are errors where something else would be run, or nothing", () => {
    const expression =
      "name: a\nstages: { a: { timeout: 1m, steps: [{ run: b, variables: { M: '${{ git.message }}' } }] } }";
    expect(notesOf(expression)).toEqual(["error stages.a.steps.0.variables.M"]);
    const condition = "name: a\nstages: { a: { timeout: 1m, when: \"contains(git.message, 'x')\", steps: [b] } }";
    expect(notesOf(condition)).toEqual(["error stages.a.when"]);
    const many = `name: a\nstages: { a: { timeout: 1m, matrix: { axes: { a: [${Array.from({ length: 60 }, (_, index) => index)}] } }, steps: [b] },
      b: { timeout: 1m, needs: [a], matrix: { axes: { a: [${Array.from({ length: 60 }, (_, index) => index)}] } }, steps: [b] } }`;
    expect(notesOf(many)).toEqual(["info stages.a.matrix", "info stages.b.matrix", "error stages"]);
    const labels = `name: a\nstages: { a: { timeout: 1m, runsOn: [${Array.from({ length: 10 }, (_, index) => `l${index}`)}], steps: [b] } }`;
    expect(notesOf(labels)).toContain("error stages.a.runsOn");
    const ignored = "name: a\ntriggers: { push: { ignoreBranches: [x] } }\nstages: { a: { timeout: 1m, steps: [b] } }";
    expect(notesOf(ignored)).toEqual(["error triggers.push.ignoreBranches"]);
  });

  it("tell what scripts hand on by files that nobody reads there", () => {
    const text = (name: string, line: string) =>
      `name: a\nstages: { a: { timeout: 1m, steps: [{ id: x, run: 'echo "${line}" >> "$${name}"' }] } }`;
    expect(notesOf(text("HEADRACE_OUTPUT", "a=1"))).toEqual([]);
    expect(notesOf(text("HEADRACE_OUTPUT", "a<<END"))).toEqual(["warning stages.a.steps"]);
    expect(notesOf(text("HEADRACE_SUMMARY", "done"))).toEqual(["warning stages.a.steps"]);
    expect(notesOf(text("HEADRACE_PATH", "bin"))).toEqual(["error stages.a.steps"]);
  });

  it("say the same once for all instances of a matrix, and mends where there is something to do", () => {
    const { notes } = printBitbucketPipelines(
      read(
        "name: a\nstages: { a: { timeout: 1m, retry: { attempts: 2 }, matrix: { axes: { a: [1, 2] } }, steps: [b] } }",
      ),
    );
    expect(notes.map(({ code }) => code)).toEqual(["rewritten", "left-out"]);
    expect(notes[1]?.mend).toMatch(/Repeat/);
  });
});

it("keeps a description from ending its comment, whatever ends a line", () => {
  const pipeline = {
    ...read("name: a\nstages: { a: { steps: [b] } }"),
    description: "x\rpipelines: y\u2028image: z\u0085w",
  };
  const { text } = printBitbucketPipelines(pipeline);
  expect(text.split(/[\r\n\u0085\u2028]/).slice(0, 5)).toEqual([
    "# a, written by Headrace",
    "# x",
    "# pipelines: y",
    "# image: z",
    "# w",
  ]);
});
