import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EventOf, ExecutionEvent, ExecutionState } from "@headrace/execution";
import { expect, test } from "vitest";
import { createBench, noSecrets, watch } from "./bench.ts";

const junit = `<testsuite name="cart">
  <testcase name="adds" classname="Cart"/>
  <testcase name="removes" classname="Cart"><failure message="no"/></testcase>
  <testcase name="waits" classname="Cart"><skipped/></testcase>
  <testcase name="flickers" classname="Cart"/>
</testsuite>`;
const lcov = "SF:a.js\nDA:1,1\nDA:2,0\nDA:3,1\nDA:4,1\nend_of_record\n";

/** One stage in the project directory itself, whose reports its step writes there before it says that it is done. */
async function gatesOf(gates: string, reports = "{ junit: [unit.xml], coverage: { path: lcov.info } }") {
  await using bench = await createBench();
  const request = bench.request(`
name: measured
stages:
  test:
    steps: [echo ::warning::one, echo ::warning::two]
    reports: ${reports}
    gates: ${gates}
`);
  const seen = watch();
  const observer = {
    event(event: ExecutionEvent, state: ExecutionState) {
      seen.observer.event?.(event, state);
      if (event.type !== "step.started" || event.step !== 0) return;
      writeFileSync(join(request.projectDirectory, "unit.xml"), junit);
      writeFileSync(join(request.projectDirectory, "lcov.info"), lcov);
    },
  };
  const plan = { ...request.plan, workspace: "shared" } as const;
  const handle = await bench.orchestrator.start({ ...request, plan, secrets: noSecrets, observer });
  await handle.finished;
  const isGate = (event: ExecutionEvent): event is EventOf<"gate.reported"> => event.type === "gate.reported";
  const finished = seen.events.find((event) => event.type === "stage.finished");
  return {
    gates: Object.fromEntries(
      seen.events.filter(isGate).map(({ name, value, threshold, passed }) => [name, { value, threshold, passed }]),
    ),
    outcome: finished?.type === "stage.finished" ? finished.outcome : undefined,
    message: finished?.type === "stage.finished" ? finished.message : undefined,
  };
}

test("each gate is measured and told, and all that hold let the stage succeed", async () => {
  const measured = await gatesOf("{ coverage: 75, passRate: 66.6, warnings: 2 }");
  expect(measured.outcome).toBe("success");
  expect(measured.gates).toEqual({
    coverage: { value: 75, threshold: 75, passed: true },
    passRate: { value: 200 / 3, threshold: 66.6, passed: true },
    warnings: { value: 2, threshold: 2, passed: true },
  });
});

test("one that does not hold fails the stage, and the others are told all the same", async () => {
  const measured = await gatesOf("{ coverage: 10, passRate: 100, warnings: 0 }");
  expect(measured).toMatchObject({
    outcome: "failed",
    message: "66.6 % of the tests passed, below the threshold of 100 %",
  });
  expect(Object.entries(measured.gates).map(([name, { passed }]) => [name, passed])).toEqual([
    ["coverage", true],
    ["passRate", false],
    ["warnings", false],
  ]);
});

test("what nothing was measured for does not hold", async () => {
  const measured = await gatesOf("{ passRate: 0 }", "{ junit: [none.xml] }");
  expect(measured).toMatchObject({
    outcome: "failed",
    message: "no test ran, and at least 0 % of them are asked to pass",
  });
  expect(measured.gates).toEqual({ passRate: { value: null, threshold: 0, passed: false } });
});

test("of two thresholds for the coverage the stricter holds", async () => {
  const measured = await gatesOf("{ coverage: 10 }", "{ coverage: { path: lcov.info, threshold: 80 } }");
  expect(measured).toMatchObject({
    outcome: "failed",
    message: "line coverage is 75.0 %, below the threshold of 80 %",
  });
});
