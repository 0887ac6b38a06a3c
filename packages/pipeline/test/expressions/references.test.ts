import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  callsOf,
  type Expression,
  evaluateTemplate,
  evaluateValue,
  hasStatusFunction,
  parseExpression,
  readsContext,
  referencesOf,
  taintedReferences,
  textOf,
} from "../../src/expressions/index.ts";
import { scopeOf } from "./scope.ts";

function read(source: string): Expression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

describe("references", () => {
  test("have a path and a place", () => {
    expect(referencesOf(read("Needs.build.outputs['a b'] == matrix[params.key].x[0] || needs.*.result"))).toEqual([
      { context: "needs", path: ["build", "outputs", "a b"], text: "Needs.build.outputs['a b']", offset: 0 },
      { context: "matrix", path: [{ kind: "computed" }, "x", "0"], text: "matrix[…].x['0']", offset: 30 },
      { context: "params", path: ["key"], text: "params.key", offset: 37 },
      { context: "needs", path: [{ kind: "every" }, "result"], text: "needs.*.result", offset: 57 },
    ]);
    expect(referencesOf(read("fromJSON(needs.a.outputs.list)[git.x].y")).map(({ text }) => text)).toEqual([
      "needs.a.outputs.list",
      "git.x",
    ]);
    expect(referencesOf(read("toJSON(github)"))).toEqual([{ context: "github", path: [], text: "github", offset: 7 }]);
  });

  test("calls are listed with their kind", () => {
    expect(callsOf(read("!Success() && hashfiles('x') || what(contains(a, 'b'))"))).toEqual([
      { name: "Success", kind: "status", offset: 1 },
      { name: "hashfiles", kind: "files", offset: 14 },
      { name: "what", kind: "unknown", offset: 32 },
      { name: "contains", kind: "general", offset: 37 },
    ]);
    expect(hasStatusFunction(read("failure()"))).toBe(true);
    expect(hasStatusFunction(read("contains('always()', x.failure)"))).toBe(false);
  });

  test.each<[string, readonly string[]]>([
    ["git.branch", ["git.branch"]],
    ["git.branch == 'x'", []],
    ["!git.branch", []],
    ["contains(git.message, 'x')", []],
    ["hashFiles(git.branch)", []],
    ["format('{0}', git.branch)", ["git.branch"]],
    ["params.on && git.branch", ["git.branch"]],
    ["git.branch && 'fixed'", []],
    ["git.branch || params.name", ["git.branch", "params.name"]],
    ["(git.branch == 'main') && 'yes' || 'no'", []],
    ["case(git.branch == 'x', git.author, git.message && 1, 'b', git.tag)", ["git.author", "git.tag"]],
    ["matrix[git.branch]", ["matrix[…]"]],
    ["fromJSON(needs.a.outputs.x).y", ["needs.a.outputs.x"]],
    ["join(git.*)", ["git.*"]],
    ["unknown(git.branch)", ["git.branch"]],
    ["toJSON((git))", ["git"]],
  ])("%s carries %j", (source, carried) => {
    expect(taintedReferences(read(source)).map(({ text }) => text)).toEqual(carried);
  });

  test("what carries nothing shows nothing of a value", () => {
    const atom = fc.constantFrom("git.branch", "params.on", "'fixed'", "1", "null", "git['branch']");
    const source = fc.letrec<{ part: string }>((tie) => ({
      part: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc
          .tuple(tie("part"), fc.constantFrom("&&", "||", "==", "!=", "<"), tie("part"))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        tie("part").map((part) => `!${part}`),
        tie("part").map((part) => `format('<{0}>', ${part})`),
        tie("part").map((part) => `toJSON(${part})`),
        tie("part").map((part) => `contains(${part}, 'e')`),
        fc.tuple(tie("part"), tie("part"), tie("part")).map(([a, b, c]) => `case(!${a}, ${b}, ${c})`),
      ),
    })).part;
    fc.assert(
      fc.property(source, (text) => {
        const tainted = taintedReferences(read(text)).some(({ context }) => context === "git");
        const result = textOf(
          evaluateValue(`\${{ ${text} }}`, scopeOf({ git: { branch: "EVIL" }, params: { on: true } })),
        );
        if (result.includes("EVIL")) expect(tainted).toBe(true);
        expect(evaluateTemplate(`\${{ ${text} }}`, scopeOf({ git: { branch: "EVIL" }, params: { on: true } }))).toBe(
          result,
        );
      }),
      { numRuns: 1500 },
    );
  });
});

test("templates at any depth tell which contexts they read", () => {
  const matrix = {
    axes: { a: [1, { b: "x${{ fromJSON(Needs.plan.outputs.list) }}" }] },
    include: "${{ params.x == 'needs.y' }}",
  };
  expect(readsContext(matrix, "needs")).toBe(true);
  expect(readsContext(matrix.include, "needs")).toBe(false);
  expect(readsContext("${{ needs. }}", "needs")).toBe(false);
});
