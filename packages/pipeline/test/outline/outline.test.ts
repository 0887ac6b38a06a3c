import { describe, expect, test } from "vitest";
import { parsePipeline } from "../../src/index.ts";
import { edgeFiles, outlineOf, readOutline } from "../../src/outline/index.ts";

const text = `name: shop
stages:
  build:
    group: make
    steps: [make]
    artifacts: [{ name: dist, paths: [dist] }, { name: docs, paths: [docs] }]
  test: { needs: build, uses: unit-tests, matrix: { axes: { node: [22, 24] } } }
  deploy:
    needs: [{ stage: build, artifacts: [dist] }, { stage: test, artifacts: false }]
    when: \${{ git.branch == 'main' }}
    environment: production
    approval: {}
    steps: [ship, tell]
`;

describe("an outline", () => {
  test("of a text and of its pipeline are the same, but for the steps of a stage type", () => {
    const { pipeline } = parsePipeline(text);
    if (pipeline === null) throw new Error("the text is valid");
    const [fromModel, fromText] = [outlineOf(pipeline), readOutline(text)];
    const told = fromText?.stages.map(({ steps, when, ...stage }) => stage);
    expect(told).toEqual(fromModel.stages.map(({ steps, when, ...stage }) => stage));
    expect(fromModel.stages.map(({ category }) => category)).toEqual(["custom", "test", "custom"]);
    expect(fromText?.stages[1]?.instances).toBe(2);
  });

  test("is there while the text is not valid, and gone while it has no structure", () => {
    const draft = "name: x\nstages:\n  a:\n  b: { needs: [a, nowhere, 3], steps: 7, colour: blue }\n";
    expect(readOutline(draft)?.stages.map(({ id, needs }) => [id, needs.map(({ stage }) => stage)])).toEqual([
      ["a", []],
      ["b", ["a", "nowhere"]],
    ]);
    expect(readOutline("stages: [")).toBeNull();
    expect(readOutline("")).toBeNull();
    expect(readOutline("name: x\nstages:\n  __proto__: { needs: constructor }\n")?.stages).toMatchObject([
      { id: "__proto__", needs: [{ stage: "constructor" }] },
    ]);
  });

  test("tells which files pass over an edge", () => {
    const [build, check, deploy] = readOutline(text)?.stages ?? [];
    if (build === undefined || check === undefined || deploy === undefined) throw new Error("three stages");
    expect(edgeFiles(build, check)).toEqual(["dist", "docs"]);
    expect(edgeFiles(build, deploy)).toEqual(["dist"]);
    expect(edgeFiles(check, deploy)).toEqual([]);
    expect(edgeFiles(deploy, build)).toEqual([]);
  });
});
