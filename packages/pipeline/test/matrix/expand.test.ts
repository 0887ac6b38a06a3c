import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateValue } from "../../src/expressions/index.ts";
import { type ExpandedMatrix, expandMatrix } from "../../src/matrix/index.ts";
import type { Matrix, MatrixValues } from "../../src/model/index.ts";
import { scopeOf } from "../expressions/scope.ts";

const scope = scopeOf({
  params: { versions: [1, 2], one: [1], empty: [] },
  needs: { plan: { outputs: { all: '{"os":["a","b"],"include":[{"os":"a","fast":true}],"exclude":[{"os":"b"}]}' } } },
});

function expand(matrix: Partial<Matrix>, limit?: number): ExpandedMatrix {
  const whole: Matrix = { axes: {}, include: [], exclude: [], failFast: true, ...matrix };
  const evaluate = (template: string) => evaluateValue(template, scope);
  return expandMatrix("test", whole, limit === undefined ? { evaluate } : { evaluate, limit });
}

function instancesOf(matrix: Partial<Matrix>): readonly { readonly instance: string; readonly matrix: MatrixValues }[] {
  const expanded = expand(matrix);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.problems));
  return expanded.instances;
}

describe("matrix", () => {
  test("the example of the language", () => {
    const instances = instancesOf({
      axes: { node: [22, 24], database: ["postgres", "mariadb"] },
      exclude: [{ node: 22, database: "mariadb" }],
      include: [{ node: 24, database: "postgres", coverage: true }],
    });
    expect(instances).toEqual([
      { instance: "test (22, postgres)", matrix: { node: 22, database: "postgres" } },
      { instance: "test (24, postgres, true)", matrix: { node: 24, database: "postgres", coverage: true } },
      { instance: "test (24, mariadb)", matrix: { node: 24, database: "mariadb" } },
    ]);
  });

  test("the example of GitHub's documentation on include", () => {
    const instances = instancesOf({
      axes: { fruit: ["apple", "pear"], animal: ["cat", "dog"] },
      include: [
        { color: "green" },
        { color: "pink", animal: "cat" },
        { fruit: "apple", shape: "circle" },
        { fruit: "banana" },
        { fruit: "banana", animal: "cat" },
      ],
    });
    expect(instances.map(({ matrix }) => matrix)).toEqual([
      { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
      { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
      { fruit: "pear", animal: "cat", color: "pink" },
      { fruit: "pear", animal: "dog", color: "green" },
      { fruit: "banana" },
      { fruit: "banana", animal: "cat" },
    ]);
  });

  test("include alone makes an instance each", () => {
    expect(
      instancesOf({ include: [{ site: "production" }, { site: "staging", x: 1 }, {}] }).map((i) => i.instance),
    ).toEqual(["test (production)", "test (staging, 1)", "test"]);
  });

  test("objects are values: named by their leaves, compared by content", () => {
    const os = [{ name: "linux", version: 1 }, { name: "mac" }];
    const instances = instancesOf({
      axes: { os, flag: [null, false] },
      exclude: [{ os: { version: 1, name: "linux" }, flag: null }],
    });
    expect(instances.map(({ instance }) => instance)).toEqual([
      "test (linux, 1, false)",
      "test (mac)",
      "test (mac, false)",
    ]);
  });

  test("names are unique, short and free of control characters", () => {
    const names = instancesOf({
      axes: { v: [1, "1", `${"x".repeat(200)}a`, `${"x".repeat(200)}b`, "a\n\u001b[2Jb", "__proto__"] },
    }).map(({ instance }) => instance);
    expect(names.slice(0, 2)).toEqual(["test (1)", "test (1) #2"]);
    expect(names.slice(4)).toEqual(["test (a [2Jb)", "test (__proto__)"]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.length).toBeLessThan(104);
  });

  test("templates anywhere are evaluated, a whole matrix may come from one", () => {
    expect(
      instancesOf({ axes: { v: "${{ params.versions }}", w: ["x${{ params.versions[1] }}"] } }).map((i) => i.matrix),
    ).toEqual([
      { v: 1, w: "x2" },
      { v: 2, w: "x2" },
    ]);
    expect(instancesOf({ axes: "${{ fromJSON(needs.plan.outputs.all) }}" }).map((i) => i.matrix)).toEqual([
      { os: "a", fast: true },
    ]);
  });

  test("prototype names are plain axes", () => {
    const axes: Matrix["axes"] = JSON.parse('{"__proto__":[1],"constructor":[2]}');
    expect(JSON.stringify(instancesOf({ axes })[0]?.matrix)).toBe('{"__proto__":1,"constructor":2}');
  });

  test.each<[string, Partial<Matrix>, unknown]>([
    ["nothing at all", {}, { kind: "empty", path: [] }],
    ["an empty axis", { axes: { a: [] } }, { kind: "empty", path: ["axes", "a"] }],
    [
      "an axis that evaluates to nothing",
      { axes: { a: "${{ params.empty }}" } },
      { kind: "empty", path: ["axes", "a"] },
    ],
    ["everything excluded", { axes: { a: [1] }, exclude: [{ a: 1 }] }, { kind: "empty", path: [] }],
    ["an axis that is a text", { axes: { a: "x" } }, { kind: "wrong-type", path: ["axes", "a"] }],
    ["axes that are a list", { axes: "${{ params.versions }}" }, { kind: "wrong-type", path: ["axes"] }],
    [
      "an include that is a number",
      { axes: { a: [1] }, include: "${{ params.one }}" },
      { kind: "wrong-type", path: ["include", 0] },
    ],
    [
      "an exclude of no axis",
      { axes: { a: [1] }, exclude: [{ b: 1 }] },
      { kind: "unknown-axis", path: ["exclude", 0, "b"] },
    ],
    ["a bad expression", { axes: { a: ["${{ fromJSON('') }}"] } }, { kind: "bad-expression", path: ["axes", "a", 0] }],
    ["more than 256", { axes: { a: numbers(17), b: numbers(16) } }, { kind: "too-large", path: [] }],
    [
      "far too many",
      { axes: { a: numbers(999), b: numbers(999), c: numbers(999) } },
      { kind: "too-large", path: ["axes"] },
    ],
  ])("%s is a problem", (_, matrix, problem) => {
    const expanded = expand(matrix);
    expect(expanded.ok ? [] : expanded.problems).toEqual([expect.objectContaining(problem)]);
  });

  test("the limit is on what is left after exclusion", () => {
    expect(expand({ axes: { a: numbers(17), b: numbers(16) }, exclude: [{ a: 0 }] }).ok).toBe(true);
    expect(expand({ axes: { a: numbers(3) } }, 2).ok).toBe(false);
  });

  test("agrees with a model that reads GitHub's rules literally", () => {
    const key = fc.constantFrom("a", "b", "x", "y");
    const entry = fc.dictionary(key, fc.nat({ max: 2 }), { minKeys: 1, maxKeys: 3 });
    const axes = fc.record({
      a: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1 }),
      b: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1 }),
    });
    const exclude = fc.dictionary(fc.constantFrom("a", "b"), fc.nat({ max: 2 }), { minKeys: 1 });
    fc.assert(
      fc.property(
        axes,
        fc.array(exclude, { maxLength: 3 }),
        fc.array(entry, { maxLength: 5 }),
        (own, excluded, included) => {
          const expected = modelOf(own, excluded, included);
          const expanded = expand({ axes: own, exclude: excluded, include: included });
          if (expected.length === 0) expect(expanded.ok).toBe(false);
          else expect(expanded.ok && expanded.instances.map(({ matrix }) => matrix)).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

type Entry = Readonly<Record<string, number>>;

function modelOf(
  axes: { a: number[]; b: number[] },
  exclude: readonly Entry[],
  include: readonly Entry[],
): readonly Entry[] {
  const originals: Entry[] = [];
  for (const a of axes.a) {
    for (const b of axes.b) {
      const combination: Entry = { a, b };
      if (!exclude.some((entry) => Object.keys(entry).every((key) => combination[key] === entry[key])))
        originals.push(combination);
    }
  }
  const jobs = originals.map((original) => ({ original, values: { ...original } }));
  const additional: Entry[] = [];
  for (const entry of include) {
    const receivers = jobs.filter(({ original }) =>
      Object.keys(entry).every((key) => !(key in original) || original[key] === entry[key]),
    );
    for (const job of receivers) Object.assign(job.values, entry);
    if (receivers.length === 0) additional.push(entry);
  }
  return [...jobs.map(({ values }) => values), ...additional];
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
