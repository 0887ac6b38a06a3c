import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parsePipeline } from "../src/index.ts";

const language = readFileSync(join(import.meta.dirname, "fixtures/definitions/language.yml"), "utf8");

describe("a definition that is sound", () => {
  test("the language's own example has no problem", () => {
    const { pipeline, diagnostics } = parsePipeline(language);
    expect(diagnostics).toEqual([]);
    expect(pipeline?.stages.map(({ id }) => id)).toEqual(["build", "test", "lint", "deploy", "cleanup"]);
  });

  test("short forms are written out and defaults applied", () => {
    const { pipeline } = parsePipeline(`
name: shop
defaults: { timeout: 10m, shell: bash, retry: { attempts: 3, backoff: 5s } }
stages:
  build: { steps: [make] }
  test: { needs: build, timeout: 90s, retry: { attempts: 2 }, environment: staging, steps: [{ run: "a\\nb" }] }
`);
    expect(pipeline?.stages[0]).toMatchObject({
      id: "build",
      name: "build",
      category: "custom",
      shell: "bash",
      timeout: 600_000,
      checkout: true,
      retry: { attempts: 3, backoff: 5000, on: ["failed", "timedOut", "outOfMemory", "infrastructure"] },
      steps: [{ name: "make", run: "make", shell: "bash", allowFailure: false }],
    });
    expect(pipeline?.stages[1]).toMatchObject({
      needs: [{ stage: "build", artifacts: true }],
      timeout: 90_000,
      retry: { attempts: 2, backoff: 5000 },
      environment: { name: "staging" },
      steps: [{ name: "a", run: "a\nb" }],
    });
  });

  test("JSON is read as YAML is", () => {
    const yaml = parsePipeline("name: a\nstages:\n  b:\n    steps:\n      - run: c\n").pipeline;
    expect(parsePipeline('{"name":"a","stages":{"b":{"steps":[{"run":"c"}]}}}').pipeline).toEqual(yaml);
  });

  test("stages keep the order of the file, also when their ids look like numbers", () => {
    const { pipeline } = parsePipeline(
      "name: a\nstages:\n  b: { steps: [x] }\n  2: { steps: [x] }\n  1: { steps: [x] }\n",
    );
    expect(pipeline?.stages.map(({ id }) => id)).toEqual(["b", "2", "1"]);
  });

  test("a number given as text is kept as it is written", () => {
    const { pipeline } = parsePipeline(
      "name: a\nvariables: { V: 1.10, W: 0x1F, X: yes, Y: true }\nstages: { b: { steps: [x] } }",
    );
    expect({ ...pipeline?.variables }).toEqual({ V: "1.10", W: "0x1F", X: "yes", Y: "true" });
  });

  test("keys of a prototype are names like others", () => {
    const { pipeline, diagnostics } = parsePipeline(
      "name: a\nvariables: { __proto__: p, constructor: c }\nstages: { toString: { steps: [x] }, constructor: { needs: [toString], steps: [x] } }",
    );
    expect(diagnostics).toEqual([]);
    expect(Object.keys(pipeline?.variables ?? {})).toEqual(["__proto__", "constructor"]);
    expect(pipeline?.stages.map(({ id }) => id)).toEqual(["toString", "constructor"]);
    const bad = parsePipeline(
      "name: a\n__proto__: { x: 1 }\nconstructor: 2\nstages: { b: { steps: [x], hasOwnProperty: 1 } }",
    );
    expect(bad.diagnostics.map(({ code }) => code)).toEqual(["unknown-key", "unknown-key", "unknown-key"]);
  });

  test("anchors and merge keys are written out, the nearer key wins", () => {
    const { pipeline, diagnostics } = parsePipeline(`
name: a
stages:
  one: &base { timeout: 5m, steps: [x] }
  two: { <<: *base, timeout: 9m }
  three: { <<: [{ group: g }, *base] }
`);
    expect(diagnostics).toEqual([]);
    expect(pipeline?.stages.map(({ timeout, group }) => [timeout, group])).toEqual([
      [300_000, undefined],
      [540_000, undefined],
      [300_000, "g"],
    ]);
  });
});

describe("places", () => {
  const text =
    "name: shop\nstages:\n  test:\n    needs: [build]\n    steps:\n      - run: make\n  build: { steps: [make] }\n";
  const { locate } = parsePipeline(text);

  test("a part of the model is found in the text", () => {
    expect(locate(["stages", "test", "needs", 0])).toEqual({
      start: { line: 4, column: 13, offset: 39 },
      end: { line: 4, column: 18, offset: 44 },
    });
    const run = locate(["stages", "test", "steps", 0, "run"]);
    expect(text.slice(run?.start.offset, run?.end.offset)).toBe("make");
  });

  test("what the text does not say has no place", () => {
    expect(locate(["stages", "test", "shell"])).toBeUndefined();
    expect(locate(["stages", "deploy"])).toBeUndefined();
  });

  test("an unsound item of a list does not shift the places of those after it", () => {
    const { diagnostics } = parsePipeline(
      "name: a\nstages:\n  b:\n    steps:\n      - 7\n      - echo ${{ nothing.x }}\n",
    );
    expect(diagnostics.map(({ code, range }) => [code, range?.start.line, range?.start.column])).toEqual([
      ["wrong-type", 5, 9],
      ["unknown-name", 6, 18],
    ]);
  });

  test("expressions are found in quoted, folded and literal text", () => {
    const { diagnostics } = parsePipeline(
      "name: a\nstages:\n  b:\n    steps:\n      - \"a\\t\\\"${{ one.x }}\"\n      - >\n        folded\n        text ${{ two.x }}\n      - |\n        first\n          ${{ three.x }}\n      - 'it''s ${{ four.x }}'\n",
    );
    expect(diagnostics.map(({ range }) => [range?.start.line, range?.start.column, range?.end.column])).toEqual([
      [5, 19, 24],
      [8, 18, 23],
      [11, 15, 22],
      [12, 20, 26],
    ]);
  });

  test("lines end with LF, CR LF or CR", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const { diagnostics } = parsePipeline(
        ["name: a", "stages:", "  b:", "    need: []", "    steps: [x]", ""].join(end),
      );
      expect(diagnostics.map(({ code, range }) => [code, range?.start.line, range?.start.column])).toEqual([
        ["unknown-key", 4, 5],
      ]);
    }
  });

  test("a byte order mark is no part of the first key", () => {
    expect(parsePipeline("\uFEFFname: a\nstages: { b: { steps: [x] } }").diagnostics).toEqual([]);
  });
});

describe("hostile text", () => {
  test("50 MB are refused by their size", () => {
    const { diagnostics } = parsePipeline(`name: a\n${"x".repeat(50_000_000)}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["too-large"]);
  });

  test.each([
    [
      "merge keys",
      Array.from({ length: 24 }, (_, i) =>
        i === 0 ? "k0: &k0 { a0: 1 }" : `k${i}: &k${i} { <<: *k${i - 1}, x${i}: *k${i - 1}, y${i}: *k${i - 1} }`,
      ).join("\n"),
    ],
    [
      "depth by aliases",
      `k0: &k0 [1]\n${Array.from({ length: 200 }, (_, i) => `k${i + 1}: &k${i + 1} [*k${i}]`).join("\n")}`,
    ],
  ])("aliases that explode by %s are refused", (_, text) => {
    expect(parsePipeline(text).diagnostics.map(({ code }) => code)).toContain("alias-limit");
  });

  test("a file that is too large without any alias is not told of aliases", () => {
    const { diagnostics } = parsePipeline(`name: a\nstages: [${"1,".repeat(500_000)}]`);
    const found = diagnostics.find(({ code }) => code === "alias-limit");
    expect(found?.message).toContain("holds more than");
    expect(`${found?.message} ${found?.mend}`).not.toMatch(/alias/i);
  });

  test("brackets nested a hundred thousand deep are refused", () => {
    expect(parsePipeline("[".repeat(100_000)).diagnostics.map(({ code }) => code)).toEqual(["yaml-syntax"]);
  });

  test("three hundred stages in one circle are reported once", () => {
    const stages = Array.from({ length: 300 }, (_, i) => `  s${i}: { needs: [s${(i + 1) % 300}], steps: [x] }`);
    const { diagnostics } = parsePipeline(`name: a\nstages:\n${stages.join("\n")}\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["cycle"]);
    expect(diagnostics[0]?.message.length).toBeLessThan(1000);
  });
});
