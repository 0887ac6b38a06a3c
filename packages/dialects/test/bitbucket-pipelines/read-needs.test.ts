import { expect, it } from "vitest";
import { bitbucketNeeds } from "../../src/index.ts";

const file = `
image: node:24
definitions:
  steps:
    - step: &build
        name: Build
        script: [make]
pipelines:
  default:
    - step: *build
    - parallel:
        fail-fast: true
        steps:
          - step: { name: Unit, script: [make unit] }
          - step: { name: Lint, script: [make lint] }
    - step: { script: [make report] }
    - stage:
        name: Ship
        deployment: production
        steps:
          - step: { name: Push, trigger: manual, script: [make push] }
          - step: { name: Tell, script: [make tell] }
  branches:
    "release/*":
      - parallel:
          - step: { <<: *build, name: A }
          - step: { <<: *build, name: B }
      - step: *build
  custom:
    nightly:
      - variables: [{ name: LEVEL }]
      - step: *build
      - step: { name: Soak, script: [make soak] }
`;

it("tells of each step of the section that ran which row it waits for", () => {
  const names = ["Build", "Unit", "Lint", "Step 4", "Push", "Tell"];
  expect(bitbucketNeeds(file, { kind: "default" }, names)).toEqual([[], [0], [0], [1, 2], [3], [4]]);
  expect(bitbucketNeeds(file, { kind: "branches", name: "release/*" }, ["A", "B", "Build"])).toEqual([[], [], [0, 1]]);
  expect(bitbucketNeeds(file, { kind: "custom", name: "nightly" }, ["Build", "Soak"])).toEqual([[], [0]]);
});

it("lets what the file does not have there wait for nothing", () => {
  expect(bitbucketNeeds(file, { kind: "default" }, ["Build", "Other", "Lint", "Push"])).toEqual([[], [], [0], [0, 2]]);
  expect(bitbucketNeeds(file, { kind: "default" }, ["Lint", "Build"])).toEqual([[], []]);
});

it.each([
  [{ kind: "custom", name: "weekly" }],
  [{ kind: "branches" }],
  [{ kind: "image" }],
  [{ kind: "__proto__", name: "constructor" }],
])("has nothing to say of the section %j", (section) => {
  expect(bitbucketNeeds(file, section, ["Build"])).toBeUndefined();
});

it.each(["", "pipelines: [", "pipelines: { default: no }", "pipelines: { default: [] }"])("nor of %j", (text) => {
  expect(bitbucketNeeds(text, { kind: "default" }, ["Build"])).toBeUndefined();
});
