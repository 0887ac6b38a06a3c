import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toTerminalGraph } from "../../src/format/index.ts";
import { createGraph } from "../../src/graph/index.ts";
import { pipelineOf, stageOf } from "../support/pipelines.ts";

const web = pipelineOf([
  stageOf("build"),
  stageOf("lint"),
  stageOf("test", ["build"], {
    matrix: { axes: { node: [22, 24], database: ["a", "b"] }, include: [], exclude: [], failFast: true },
  }),
  stageOf("e2e", ["build"], { group: "checks" }),
  stageOf("deploy", ["build", "test", "e2e", "lint"], { when: "git.branch == 'main'" }),
  stageOf("cleanup", ["deploy"], { when: "always()" }),
]);

describe("terminal graph", () => {
  test("a web app", () => {
    expect(toTerminalGraph(web, { width: 100 })).toBe(
      [
        "●─╮    build",
        "● │    test ×4",
        "│ ●    e2e  checks",
        "│ │ ●  lint",
        "○─┴─╯  deploy  if git.branch == 'main'",
        "○      cleanup  if always()",
        "",
        "6 stages on 4 levels · ○ has a condition · needs that others imply are not drawn",
        "",
      ].join("\n"),
    );
  });

  test("colour changes nothing but colour", () => {
    const colored = toTerminalGraph(web, { width: 100, color: true });
    const sequence = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
    expect(colored).toMatch(sequence);
    expect(colored.replace(sequence, "")).toBe(toTerminalGraph(web, { width: 100 }));
  });

  test("stages that need nothing are not drawn as if they did, and cycles are told", () => {
    expect(toTerminalGraph(pipelineOf([stageOf("a"), stageOf("b"), stageOf("c")]), { width: 80 })).toBe(
      "●    a\n  ●  b\n●    c\n\n3 stages on 1 level\n",
    );
    const knot = pipelineOf([stageOf("a"), stageOf("x", ["y"]), stageOf("y", ["x", "a"])]);
    expect(toTerminalGraph(knot, { width: 80 })).toContain("never starts: x → y → x");
    expect(toTerminalGraph(pipelineOf([]), { width: 80 })).toContain("0 stages");
  });

  test("hostile names stay on their line", () => {
    const text = toTerminalGraph(
      pipelineOf([stageOf("a", [], { name: "x\n\u001b[2J\u202e\u0007y", when: "a\n&& b" })]),
      { width: 60 },
    );
    expect(text).toBe("○  x [2J y  if a && b\n\n1 stage on 1 level · ○ has a condition\n");
  });

  test("every line fits, wide letters too", () => {
    const names = ["部署到生产环境的阶段", "a".repeat(200), "e\u0301".repeat(30), "🚀 launch"];
    const stages = names.map((name, index) =>
      stageOf(`s${index}`, index === 0 ? [] : [`s${index - 1}`], { name, when: "x".repeat(99) }),
    );
    for (const width of [30, 50]) {
      for (const line of toTerminalGraph(pipelineOf(stages), { width }).split("\n")) {
        expect(line.replace(/\p{Mn}/gu, "").replace(/[\p{Script=Han}🚀]/gu, "xx").length).toBeLessThanOrEqual(width);
      }
    }
  });

  test("the drawing, read back, is the reduced graph", () => {
    const needs = fc.array(fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), { minLength: 1, maxLength: 18 });
    fc.assert(
      fc.property(needs, fc.constantFrom(40, 60, 200), (lists, width) => {
        const stages = lists.map((list, index) =>
          stageOf(`s${index}`, index === 0 ? [] : list.map((need) => `s${need % index}`)),
        );
        const reduction = createGraph(stages).transitiveReduction();
        const expected = [...reduction].flatMap(([to, needed]) => needed.map((from) => `${from} → ${to}`));
        const drawing = toTerminalGraph(pipelineOf(stages), { width });
        if (drawing.startsWith("level")) return;
        expect(readBack(drawing).sort()).toEqual(expected.sort());
      }),
      // Two that need nothing stand below one another, with a line to the side between them.
      { numRuns: 500, examples: [[[[], [], [], [], [], [], [], [4, 0, 1], [], [1, 4, 0], [4, 3, 1]], 40]] },
    );
  });

  test("a graph too tangled for the width is listed by level", () => {
    const dense = Array.from({ length: 200 }, (_, index) =>
      stageOf(
        `s${index}`,
        index < 50 ? [] : Array.from({ length: 50 }, (__, need) => `s${Math.floor(index / 50) * 50 - 50 + need}`),
      ),
    );
    const lines = toTerminalGraph(pipelineOf(dense), { width: 80 }).split("\n");
    expect(lines[0]).toBe("level 1");
    expect(lines.filter((line) => line.startsWith("● "))).toHaveLength(200);
    expect(lines.find((line) => line.startsWith("● s50 "))).toMatch(/^● s50 {2}after s0, s1, .*…$/);
  });
});

/** Follows the lines as a person would: down lanes, and sideways from each `●`. */
function readBack(drawing: string): string[] {
  const edges: string[] = [];
  const lanes = new Map<number, Set<string>>();
  for (const line of drawing.slice(0, drawing.indexOf("\n\n")).split("\n")) {
    const name = /s\d+$/.exec(line)?.[0] ?? "";
    const glyph = (lane: number) => line.charAt(lane * 2);
    const own = Array.from(line.slice(0, line.length - name.length)).indexOf("●") / 2;
    let [first, last] = [own, own];
    while (first > 0 && line.charAt(first * 2 - 1) === "─") first -= 1;
    while (line.charAt(last * 2 + 1) === "─") last += 1;
    const sources = new Set<string>();
    for (let lane = first; lane <= last; lane += 1) {
      if (lane !== own && !"┴╯".includes(glyph(lane))) continue;
      for (const source of lanes.get(lane) ?? []) sources.add(source);
      lanes.delete(lane);
    }
    for (const source of sources) edges.push(`${source} → ${name}`);
    // What crosses a lane that goes on leaves that one whole.
    for (const lane of lanes.keys()) if (" ─".includes(glyph(lane))) lanes.delete(lane);
    lanes.set(own, new Set([name]));
    for (let lane = first; lane <= last; lane += 1) {
      if ("┬╮".includes(glyph(lane))) lanes.set(lane, new Set([name]));
      if ("├┼┤".includes(glyph(lane))) lanes.set(lane, new Set([...(lanes.get(lane) ?? []), name]));
    }
  }
  return edges;
}
