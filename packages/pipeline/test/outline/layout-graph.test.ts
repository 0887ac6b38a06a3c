import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GraphLayout, LayoutStage } from "../../src/outline/index.ts";
import { layoutGraph } from "../../src/outline/index.ts";

const stageOf = (id: string, needs: readonly string[] = [], group?: string): LayoutStage => ({
  id,
  needs: needs.map((stage) => ({ stage })),
  ...(group === undefined ? {} : { group }),
});

/** Graphs of up to 30 stages, with needs of any stage before them, and cycles when asked for. */
function graphs(cyclic: boolean): fc.Arbitrary<readonly LayoutStage[]> {
  const stage = fc.record({
    needs: fc.array(fc.nat(40), { maxLength: 3 }),
    group: fc.constantFrom(undefined, "a", "b"),
  });
  return fc.array(stage, { minLength: 1, maxLength: 30 }).map((stages) =>
    stages.map(({ needs, group }, index) => {
      const most = cyclic ? stages.length : index;
      const names = most === 0 ? [] : [...new Set(needs.map((need) => `s${need % most}`))];
      return stageOf(`s${index}`, names, group);
    }),
  );
}

function expectSound(stages: readonly LayoutStage[], layout: GraphLayout): void {
  const cells = [...layout.cells.values()].map(({ column, row }) => `${column}:${row}`);
  expect(layout.cells.size).toBe(stages.length);
  expect(new Set(cells).size).toBe(cells.length);
  const taken = new Set(cells);
  for (const { via } of layout.edges)
    for (const { column, row } of via) expect(taken.has(`${column}:${row}`)).toBe(false);
  for (const { id, group } of stages) {
    const row = layout.cells.get(id)?.row ?? -1;
    const lane = layout.lanes.find(({ first, last }) => first <= row && row <= last);
    expect(lane?.group).toBe(group);
  }
}

describe("a layout", () => {
  test("puts chains in straight rows, and siblings below each other", () => {
    const layout = layoutGraph([
      stageOf("build"),
      stageOf("test", ["build"]),
      stageOf("lint", ["build"]),
      stageOf("deploy", ["test", "lint"]),
      stageOf("audit"),
    ]);
    expect(Object.fromEntries(layout.cells)).toEqual({
      build: { column: 0, row: 0 },
      test: { column: 1, row: 0 },
      lint: { column: 1, row: 1 },
      deploy: { column: 2, row: 0 },
      audit: { column: 0, row: 1 },
    });
  });

  test("leads a long edge through free cells, and an implied one nowhere", () => {
    const chain = [stageOf("a"), stageOf("b", ["a"]), stageOf("c", ["b"]), stageOf("x"), stageOf("d", ["c", "x", "a"])];
    const { edges } = layoutGraph(chain);
    expect(edges.find(({ from, to }) => from === "x" && to === "d")).toMatchObject({
      implied: false,
      via: [
        { column: 1, row: 1 },
        { column: 2, row: 1 },
      ],
    });
    expect(edges.find(({ from, to }) => from === "a" && to === "d")).toMatchObject({ implied: true, via: [] });
  });

  test("has one place for each stage, never on the way of an edge, needs to the left", () => {
    fc.assert(
      fc.property(graphs(false), (stages) => {
        const layout = layoutGraph(stages);
        expectSound(stages, layout);
        for (const { from, to } of layout.edges) {
          expect(layout.cells.get(from)?.column).toBeLessThan(layout.cells.get(to)?.column ?? -1);
        }
      }),
    );
  });

  test("exists for cycles too", () => {
    fc.assert(fc.property(graphs(true), (stages) => expectSound(stages, layoutGraph(stages))));
  });

  test("is the same for the same graph", () => {
    fc.assert(
      fc.property(graphs(false), (stages) => {
        expect(layoutGraph(stages)).toEqual(layoutGraph(stages));
      }),
    );
  });

  test("moves only what must move when a stage is added", () => {
    const change = fc.tuple(graphs(false), fc.nat(), fc.array(fc.nat(), { maxLength: 2 }), fc.boolean());
    fc.assert(
      fc.property(change, ([stages, place, needs, between]) => {
        const before = layoutGraph(stages);
        const at = place % (stages.length + 1);
        const added = stageOf("new", [...new Set(needs.map((need) => `s${need % stages.length}`))]);
        // Sometimes it comes between two, and everything behind it moves a column to the right.
        const rest = stages.map((stage, index) =>
          between && index === stages.length - 1 && !added.needs.some((need) => need.stage === stage.id)
            ? { ...stage, needs: [...stage.needs, { stage: "new" }] }
            : stage,
        );
        const all = [...rest.slice(0, at), added, ...rest.slice(at)];
        const after = layoutGraph(all, before);
        expectSound(all, after);
        const offsets = (layout: GraphLayout) => new Map(layout.lanes.map(({ group, first }) => [group, first]));
        for (const { id, group } of stages) {
          const [old, now] = [before.cells.get(id), after.cells.get(id)];
          if (old?.column !== now?.column) continue;
          // Its row in its lane: a lane above may have grown.
          expect((now?.row ?? 0) - (offsets(after).get(group) ?? 0)).toBe(
            (old?.row ?? 0) - (offsets(before).get(group) ?? 0),
          );
        }
      }),
    );
  });

  test("needs no more than a few steps for each of a thousand stages", () => {
    const wide = Array.from({ length: 1000 }, (_, index) =>
      stageOf(`s${index}`, index < 20 ? [] : [`s${index - 20}`, `s${(index * 7) % (index - 19)}`]),
    );
    const layout = layoutGraph(wide);
    expectSound(wide, layout);
    expect(layout.columns).toBeLessThanOrEqual(1000);
  });
});
