import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGraph, type GraphStage } from "../../src/graph/index.ts";

function stagesOf(needs: Readonly<Record<string, readonly string[]>>): readonly GraphStage[] {
  return Object.entries(needs).map(([id, list]) => ({ id, needs: list.map((stage) => ({ stage })) }));
}

const web = stagesOf({ build: [], lint: [], test: ["build"], deploy: ["build", "test", "lint"], cleanup: ["deploy"] });

/** Any graph, with cycles, self needs, repeated and unknown needs. */
const anyStages = fc
  .array(fc.array(fc.nat({ max: 13 }), { maxLength: 4 }), { maxLength: 12 })
  .map((lists) =>
    lists.map((list, index) => ({ id: `s${index}`, needs: list.map((need) => ({ stage: `s${need}` })) })),
  );

/** A graph without cycles, in a file order that tells nothing. */
const acyclicStages = fc
  .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 14 })
  .map((lists) =>
    lists.map((list, index) => ({
      id: `s${index}`,
      needs: index === 0 ? [] : list.map((need) => ({ stage: `s${need % index}` })),
    })),
  )
  .chain((stages) => fc.shuffledSubarray(stages, { minLength: stages.length }));

describe("graph", () => {
  test("levels, order, relatives and the critical path of a web app", () => {
    const graph = createGraph(web);
    expect(graph.levels()).toEqual([["build", "lint"], ["test"], ["deploy"], ["cleanup"]]);
    expect(graph.order()).toEqual(["build", "lint", "test", "deploy", "cleanup"]);
    expect(graph.ancestorsOf("deploy")).toEqual(["build", "lint", "test"]);
    expect(graph.descendantsOf("test")).toEqual(["deploy", "cleanup"]);
    expect(graph.dependentsOf("build")).toEqual(["test", "deploy"]);
    expect(graph.transitiveReduction().get("deploy")).toEqual(["test", "lint"]);
    expect(graph.criticalPath({ build: 10, lint: 25, test: 10, deploy: 5 })).toEqual({
      stages: ["lint", "deploy", "cleanup"],
      totalMs: 30,
    });
    expect(graph.criticalPath({})).toEqual({ stages: ["build", "test", "deploy", "cleanup"], totalMs: 0 });
    expect(graph.ancestorsOf("nobody")).toEqual([]);
    expect(createGraph([]).levels()).toEqual([]);
  });

  test("the shortest cycle of each knot", () => {
    const graph = createGraph(
      stagesOf({
        a: ["c"],
        b: ["a"],
        c: ["b", "e"],
        d: ["c"],
        e: ["d"],
        x: ["y"],
        y: ["x"],
        self: ["self"],
        after: ["a"],
      }),
    );
    expect(graph.findCycles()).toEqual([["a", "b", "c"], ["x", "y"], ["self"]]);
    expect(graph.shortestCycle()).toEqual(["self"]);
    expect(graph.levels()).toEqual([]);
    expect(createGraph(web).shortestCycle()).toBeNull();
  });

  test("levels respect needs, and stages without a level wait for a cycle", () => {
    fc.assert(
      fc.property(anyStages, (stages) => {
        const graph = createGraph(stages);
        const levelOf = new Map(graph.levels().flatMap((ids, level) => ids.map((id) => [id, level] as const)));
        const inCycle = new Set(graph.findCycles().flat());
        for (const { id } of stages) {
          const level = levelOf.get(id);
          const needs = graph.needsOf(id).map((need) => levelOf.get(need));
          if (level === undefined) {
            expect([id, ...graph.ancestorsOf(id)].some((other) => inCycle.has(other))).toBe(true);
          } else {
            expect(needs).not.toContain(undefined);
            expect(level).toBe(Math.max(-1, ...needs.map((need) => need ?? 0)) + 1);
          }
        }
        expect(new Set(graph.order())).toEqual(new Set(levelOf.keys()));
      }),
    );
  });

  test("a cycle is one, is found exactly when there is one, and none is shorter", () => {
    fc.assert(
      fc.property(anyStages, (stages) => {
        const graph = createGraph(stages);
        for (const cycle of graph.findCycles()) {
          for (const [index, id] of cycle.entries()) {
            expect(graph.needsOf(cycle[(index + 1) % cycle.length] ?? "")).toContain(id);
          }
          expect(new Set(cycle).size).toBe(cycle.length);
        }
        const selfReaching = graph.ids.filter((id) => graph.ancestorsOf(id).includes(id));
        expect(graph.shortestCycle() === null).toBe(selfReaching.length === 0);
        if (selfReaching.length > 0) {
          expect(graph.shortestCycle()?.length).toBe(
            Math.min(...selfReaching.map((id) => distanceToSelf(graph.needsOf, id))),
          );
        }
      }),
    );
  });

  test("the reduction keeps who reaches whom, and nothing can be left out of it", () => {
    fc.assert(
      fc.property(acyclicStages, (stages) => {
        const graph = createGraph(stages);
        const reduction = graph.transitiveReduction();
        const stagesWith = (needs: ReadonlyMap<string, readonly string[]>) =>
          stages.map(({ id }) => ({ id, needs: (needs.get(id) ?? []).map((stage) => ({ stage })) }));
        const reduced = createGraph(stagesWith(reduction));
        for (const { id } of stages) {
          expect(reduced.ancestorsOf(id)).toEqual(graph.ancestorsOf(id));
          for (const need of reduction.get(id) ?? []) {
            const others = (reduction.get(id) ?? []).filter((other) => other !== need);
            const without = createGraph(stagesWith(new Map([...reduction, [id, others]])));
            expect(without.ancestorsOf(id)).not.toContain(need);
          }
        }
      }),
    );
  });

  test("the critical path is a path of needs and no path is longer", () => {
    fc.assert(
      fc.property(acyclicStages, fc.array(fc.nat({ max: 100 }), { minLength: 14, maxLength: 14 }), (stages, times) => {
        const durations = Object.fromEntries(stages.map(({ id }, index) => [id, times[index] ?? 0]));
        const graph = createGraph(stages);
        const { stages: path, totalMs } = graph.criticalPath(durations);
        for (const [index, id] of path.entries()) {
          if (index > 0) expect(graph.needsOf(id)).toContain(path[index - 1]);
        }
        const longestTo = (id: string): number =>
          (durations[id] ?? 0) + Math.max(0, ...graph.needsOf(id).map(longestTo));
        expect(path.reduce((sum, id) => sum + (durations[id] ?? 0), 0)).toBe(totalMs);
        expect(totalMs).toBe(Math.max(...graph.ids.map(longestTo)));
      }),
    );
  });

  test("a chain of 20,000 and a graph wider than one block are no trouble", () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => ({
      id: `s${index}`,
      needs: index === 0 ? [] : [{ stage: `s${index - 1}` }],
    }));
    const graph = createGraph(chain);
    expect(graph.levels().length).toBe(20_000);
    expect(graph.findCycles()).toEqual([]);
    const fan = [
      ...Array.from({ length: 5000 }, (_, index) => ({ id: `f${index}`, needs: [{ stage: "root" }] })),
      { id: "root", needs: [] },
      {
        id: "end",
        needs: [{ stage: "root" }, ...Array.from({ length: 5000 }, (_, index) => ({ stage: `f${index}` }))],
      },
    ];
    expect(createGraph(fan).transitiveReduction().get("end")?.length).toBe(5000);
  });
});

function distanceToSelf(needsOf: (id: string) => readonly string[], start: string): number {
  let frontier = new Set(needsOf(start));
  for (let distance = 1; ; distance += 1) {
    if (frontier.has(start)) return distance;
    frontier = new Set([...frontier].flatMap((id) => needsOf(id)));
  }
}

test("a ring of 5,000 is found", () => {
  const ring = Array.from({ length: 5000 }, (_, index) => ({
    id: `s${index}`,
    needs: [{ stage: `s${(index + 1) % 5000}` }],
  }));
  expect(createGraph(ring).shortestCycle()?.length).toBe(5000);
});
