import { expect, test } from "vitest";
import { createWorkbench } from "./support/workbench.ts";

test("a stage starts the moment its own needs are settled, whatever else runs", async () => {
  using bench = createWorkbench({
    "headrace.yml": `
name: graph
stages:
  after: { needs: [fast], steps: ["echo after"] }
  fast: { steps: ["echo fast"] }
  slow: { steps: ["echo slow; sleep 1"] }
`,
  });
  const ran = await bench.headrace(["run", "--json", "--concurrency", "2"]);
  expect(ran.exitCode).toBe(0);
  const order = ran.events.filter(({ type }) => type === "stage.finished").map(({ stage }) => stage);
  expect(order).toEqual(["fast", "after", "slow"]);
});

test("a failed stage fails the execution, skips what needs it, and lets others go on", async () => {
  using bench = createWorkbench({
    "headrace.yml": `
name: failing
stages:
  build: { steps: ["echo to be or not; exit 3"] }
  test: { needs: [build], steps: ["echo never"] }
  lint: { steps: ["sleep 0.2; echo linted"] }
  cleanup: { needs: [test], when: "\${{ always() }}", steps: ["echo clean"] }
`,
  });
  const ran = await bench.headrace(["run"]);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain("lint | linted");
  expect(ran.stdout).toContain("cleanup | clean");
  expect(ran.stdout).not.toContain("never");
  expect(ran.stdout).toMatch(/✗ build\s+failed/);
  expect(ran.stdout).toContain("exit code 3");
  expect(ran.stdout).toMatch(/– test\s+skipped\s+build failed/);
});
