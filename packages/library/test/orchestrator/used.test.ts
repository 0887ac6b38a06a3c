import { type ExecutionState, initialState, reduce, stageOf } from "@headrace/execution";
import { expect, test } from "vitest";
import { createBench, noSecrets, watch } from "./bench.ts";

const definition = `
name: shop
stages:
  deploy:
    environment: staging
    steps: [exit 1]
    rollback: { steps: [echo back] }
`;

test("what the work and its rollback took of the machine is told when the stage ends, and kept", async () => {
  await using bench = await createBench({ measured: { cpuMs: 20, peakMemory: 4096 } });
  const request = bench.request(definition);
  const seen = watch();
  const handle = await bench.orchestrator.start({ ...request, secrets: noSecrets, observer: seen.observer });
  await handle.finished;
  const used = { cpuMs: 40, peakMemory: 4096 };
  expect(seen.events).toContainEqual(expect.objectContaining({ type: "stage.finished", rolledBack: true, used }));
  const { events } = await bench.store.journal.load(request.plan.executionId);
  const state = events.reduce((before: ExecutionState, event) => reduce(before, event), initialState(request.plan));
  expect(stageOf(state, "deploy")?.instances[0]?.used).toEqual(used);
});

test("where nothing is measured, nothing is told", async () => {
  await using bench = await createBench();
  const seen = watch();
  const handle = await bench.orchestrator.start({
    ...bench.request(definition),
    secrets: noSecrets,
    observer: seen.observer,
  });
  await handle.finished;
  expect(seen.events.find(({ type }) => type === "stage.finished")).not.toHaveProperty("used");
});
