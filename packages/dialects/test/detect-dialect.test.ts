import { detectDialect } from "@headrace/dialects";
import { expect, it } from "vitest";

it.each([
  ["name: x\nstages:\n  - name: a\n    jobs: []\n"],
  ["name: x\nstages:\n- name: a\n  jobs: []\n"],
  ["name: x\nstages: [{ name: a, jobs: [] }]\n"],
  ["# stages:\n---\nstages: # here\n\n  # and\n  - { name: a, 'jobs': [] }\n"],
  ['\ufeff{"name": "stages", "stages": [{"jobs": []}]}'],
  ['{"x": {"stages": {}}, "stages" : [{"jobs": []}]}'],
  ["{name: x, stages: [{jobs: []}]}"],
  ["'stages': &all\n  - jobs: []\n"],
  ["stages: []\n"],
])("takes %j for the legacy stages format", (text) => {
  expect(detectDialect(text)).toBe("legacy-stages");
});

it.each([
  ["name: x\nstages:\n  build:\n    steps: [echo]\n"],
  ["name: x\nstages: { build: { steps: [echo] } }\n"],
  ['{"name": "x", "stages": {"build": {"steps": ["echo"]}}}'],
  ["name: x\nstages:\n  - steps: [echo]\n"],
  ["name: x\ndescription: |\n  stages:\n    - jobs: []\nstages:\n  a: { steps: [x] }\n"],
  [""],
  ["name: x"],
  ["{"],
  ["stages"],
])("takes %j for the Headrace language", (text) => {
  expect(detectDialect(text)).toBe("headrace");
});

it("looks at plain data as well", () => {
  expect(detectDialect({ stages: [{ jobs: [] }] })).toBe("legacy-stages");
  expect(detectDialect({ stages: { a: {} } })).toBe("headrace");
  expect(detectDialect(null)).toBe("headrace");
});
