import { expect, it } from "vitest";
import { githubNeeds } from "../../src/index.ts";

const workflow = `
name: CI
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
  test:
    name: Test on \${{ matrix.os }}
    needs: lint
    strategy: { matrix: { os: [linux, mac] } }
  bench:
    needs: [lint]
    strategy: { matrix: { n: [1, 2] } }
  release:
    name: Release
    needs: [test, bench]
    if: always()
    uses: ./.github/workflows/release.yml
  tell:
    needs: release
    runs-on: \${{ fromJSON('[') }}
`;

it("tells of each job what it waits for, of a matrix and of called workflows too", () => {
  const names = [
    "lint",
    "Test on linux",
    "Test on mac",
    "bench (1)",
    "bench (2)",
    "Release / build",
    "Release / push",
    "tell",
  ];
  expect(githubNeeds(workflow, names)).toEqual([[], [0], [0], [0], [0], [1, 2, 3, 4], [1, 2, 3, 4], [5, 6]]);
});

it("takes jobs in the host's order, and passes over those that are not listed yet", () => {
  expect(githubNeeds(workflow, ["tell", "lint"])).toEqual([[1], []]);
});

it.each([
  ["a job that the file does not name", "jobs:\n  a: {}\n  b: { needs: a }", ["a", "c"], [[], []]],
  [
    "two jobs of one name",
    "jobs:\n  x: { name: A }\n  y: { name: A, needs: x }\n  b: { needs: y }",
    ["A", "b"],
    [[], []],
  ],
  [
    "a name that is like two: the one it is more like",
    "jobs:\n  x: { name: '${{ a }}' }\n  y: { name: 'Test ${{ a }}', needs: z }\n  z: {}",
    ["z", "Test 1", "Else"],
    [[], [0], []],
  ],
  [
    "what needs itself, or what is nowhere",
    "jobs:\n  a: { needs: [a, nowhere] }\n  b: { needs: a }",
    ["a", "b"],
    [[], [0]],
  ],
  [
    "a circle, of which only what can come before all of it counts",
    "jobs:\n  s: {}\n  a: { needs: [b, s] }\n  b: { needs: a }\n  c: { needs: b }",
    ["s", "a", "b", "c"],
    [[], [0], [], []],
  ],
  ["anchors", "x: &needs [a]\njobs:\n  a: {}\n  b: { needs: *needs }", ["a", "b"], [[], [0]]],
])("reads %s", (_, text, names, needs) => {
  expect(githubNeeds(text, names)).toEqual(needs);
});

it.each(["", "jobs: [", "jobs: [a, b]", "on: push", `jobs: {}\nx: "${"x".repeat(600_000)}"`])(
  "has nothing to say of %j",
  (text) => {
    expect(githubNeeds(text, ["a", "b"])).toBeUndefined();
  },
);

it("says nothing of a graph in which all wait for all", () => {
  const matrix = (needs: string) => `{ ${needs} strategy: { matrix: { n: [1] } } }`;
  const text = `jobs:\n  a: ${matrix("")}\n  b: ${matrix("needs: a,")}`;
  const names = ["a", "b"].flatMap((job) => Array.from({ length: 200 }, (_, index) => `${job} (${index})`));
  expect(githubNeeds(text, names)).toBeUndefined();
});
