import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { instanceCount, toDot, toGraphJson, toMermaid } from "../../src/format/index.ts";
import { digestOf } from "../../src/index.ts";
import type { Matrix } from "../../src/model/index.ts";
import { pipelineOf, stageOf } from "../support/pipelines.ts";

const matrix: Matrix = { axes: { node: [22, 24] }, include: [], exclude: [], failFast: true };
const web = pipelineOf([
  stageOf("build"),
  stageOf("test", ["build"], { name: "Unit tests", matrix, group: "checks" }),
  stageOf("deploy", ["test", "build"], { when: "git.branch == 'main'" }),
]);

const hostile = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "]",
        "\n",
        "end",
        "-->",
        "%%{init: {}}%%",
        "<script>",
        "`",
        "#quot;",
        ";",
        "\\",
        "s0",
        "{",
        "click s0 href",
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join("")),
);

describe("Mermaid", () => {
  test("a web app", () => {
    expect(toMermaid(web)).toBe(
      [
        "flowchart LR",
        '  s0["build"]',
        '  s2["deploy"]',
        '  subgraph g1["checks"]',
        '    s1["Unit tests ×2"]',
        "  end",
        "  s0 --> s1",
        "  s1 --> s2",
        "  s0 --> s2",
        "  classDef conditional stroke-dasharray: 4 3",
        "  class s2 conditional",
        "",
      ].join("\n"),
    );
  });

  test("no name breaks out of its label", () => {
    const line =
      /^(flowchart LR| +(s|subgraph g)\d+\["([\p{L}\p{M}\p{N} _.,:/+×?()-]|#\d+;)*"\]| {2}end| {2}s\d+ --> s\d+| {2}class(Def conditional stroke-dasharray: 4 3| s0 conditional))$/u;
    fc.assert(
      fc.property(hostile, hostile, hostile, (id, name, group) => {
        const text = toMermaid(pipelineOf([stageOf(id, [], { name, group, when: name }), stageOf(`${id}x`, [id])]));
        for (const each of text.trimEnd().split("\n")) expect(each).toMatch(line);
      }),
      { numRuns: 500 },
    );
  });
});

describe("DOT", () => {
  test("no name breaks out of its quotes", () => {
    expect(toDot(web)).toContain('  s2 [label="deploy", style="rounded,dashed"];');
    expect(toDot(web)).toContain(
      '  subgraph cluster_0 {\n    label="checks";\n    s1 [label="Unit tests ×2", style="rounded"];\n  }',
    );
    fc.assert(
      fc.property(hostile, (name) => {
        const text = toDot(pipelineOf([stageOf("a", [], { name, group: name })], { name }));
        // With every quoted text taken out, only our own words are left.
        expect(text.replace(/"(?:[^"\\\n]|\\["\\])*"/g, "T")).toBe(
          "digraph T {\n  rankdir=LR;\n  node [shape=box];\n  subgraph cluster_0 {\n    label=T;\n    s0 [label=T, style=T];\n  }\n}\n",
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("graph as JSON", () => {
  test("nodes, edges and levels", () => {
    expect(toGraphJson(web)).toEqual({
      name: "web-app",
      nodes: [
        { id: "build", name: "build", category: "custom", instances: 1, level: 0 },
        { id: "test", name: "Unit tests", category: "custom", group: "checks", instances: 2, level: 1 },
        { id: "deploy", name: "deploy", category: "custom", when: "git.branch == 'main'", instances: 1, level: 2 },
      ],
      edges: [
        { from: "build", to: "test", implied: false },
        { from: "test", to: "deploy", implied: false },
        { from: "build", to: "deploy", implied: true },
      ],
      levels: [["build"], ["test"], ["deploy"]],
    });
    expect(toGraphJson(pipelineOf([stageOf("a", ["a"])])).nodes[0]?.level).toBeNull();
  });

  test("a matrix is counted only when its size is in the text", () => {
    const count = (axes: Matrix["axes"]) => instanceCount(stageOf("a", [], { matrix: { ...matrix, axes } }));
    expect(count({ a: [1, 2], b: ["${{ params.x }}", "y"] })).toBe(4);
    expect(count({ a: "${{ fromJSON(needs.x.outputs.list) }}" })).toBeNull();
    expect(count("${{ fromJSON(needs.x.outputs.axes) }}")).toBeNull();
  });
});

test("a digest follows the content, not the order of keys", () => {
  const reordered = pipelineOf(web.stages, Object.fromEntries(Object.entries(web).reverse()));
  expect(digestOf(reordered)).toBe(digestOf(web));
  expect(digestOf(pipelineOf(web.stages, { name: "other" }))).not.toBe(digestOf(web));
  expect(digestOf(web)).toMatch(/^[0-9a-f]{64}$/);
});
