import { currentOwner } from "@headrace/engine";
import { type ExecutionState, initialState, reduce } from "@headrace/execution";
import { expect, test } from "vitest";
import { createBench, noSecrets, watch } from "./bench.ts";

const definition = `
name: shop
stages:
  build: { steps: [echo built] }
  deploy: { needs: [build], steps: [echo deployed] }
  cleanup: { needs: [deploy], when: '\${{ always() }}', steps: [echo cleaned] }
`;

const withSecret = `
name: secret
stages:
  deploy: { secrets: [TOKEN], steps: [echo deployed] }
`;

test("what is prepared waits: nothing has started, nothing was interrupted, and no restart takes it up", async () => {
  await using bench = await createBench();
  const request = bench.request(definition);
  const { executionId } = request.plan;
  await bench.orchestrator.prepare(request);
  const { events, owner } = await bench.store.journal.load(executionId);
  expect(events.map(({ type, seq }) => [type, seq])).toEqual([["execution.created", 1]]);
  expect(owner.pid).toBe(0);
  expect(await bench.store.journal.interrupted()).toEqual([]);
  const resumed = { executionId, secrets: noSecrets, observer: {}, resumeDeployments: false };
  await expect(bench.orchestrator.resume(resumed)).rejects.toMatchObject({ code: "execution-not-waiting" });
  const shown = await bench.store.executions.get(executionId);
  expect(shown).toMatchObject({ status: "created" });
});

test("it is admitted once, by one of all who try, and runs as if it had been started", async () => {
  await using bench = await createBench();
  const request = bench.request(definition);
  const { executionId } = request.plan;
  await bench.orchestrator.prepare(request);
  const seen = watch();
  const admit = () => bench.orchestrator.admit({ executionId, secrets: noSecrets, observer: seen.observer });
  const tries = await Promise.allSettled([admit(), admit(), admit()]);
  const handles = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refusals = tries.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  expect(handles).toHaveLength(1);
  expect(refusals).toEqual(["execution-not-waiting", "execution-not-waiting"]);
  await expect(admit()).rejects.toMatchObject({ code: "execution-not-waiting" });
  const state = await handles[0]?.finished;
  expect(state?.outcome).toBe("success");
  expect(seen.types[0]).toBe("execution.started");
  expect(seen.types).not.toContain("execution.resumed");
  const stored = await bench.store.journal.load(executionId);
  expect(stored.events.map(({ seq }) => seq)).toEqual(stored.events.map((_, index) => index + 1));
  expect(stored.owner.pid).toBe(process.pid);
  await expect(admit()).rejects.toMatchObject({
    code: "execution-not-waiting",
    message: expect.stringContaining("finished"),
  });
});

test("what is missing when it is admitted can be given later", async () => {
  await using bench = await createBench();
  const request = bench.request(withSecret);
  const { executionId } = request.plan;
  await bench.orchestrator.prepare(request);
  const observer = {};
  await expect(bench.orchestrator.admit({ executionId, secrets: noSecrets, observer })).rejects.toMatchObject({
    code: "secret-not-given",
  });
  const secrets = new Map([["TOKEN", "sesame-open"]]);
  const handle = await bench.orchestrator.admit({ executionId, secrets, observer });
  expect((await handle.finished).outcome).toBe("success");
});

test("cancelled before its turn, it ends without ever starting, and the events tell", async () => {
  await using bench = await createBench();
  const request = bench.request(definition);
  const { executionId } = request.plan;
  await bench.orchestrator.prepare(request);
  const seen = watch();
  const cancelled = { executionId, reason: "superseded", observer: seen.observer } as const;
  const state = await bench.orchestrator.cancelPrepared(cancelled);
  expect(state).toMatchObject({ status: "finished", outcome: "cancelled", cancelReason: "superseded" });
  expect(seen.types).toEqual([
    "execution.cancelling",
    "stage.skipped",
    "stage.skipped",
    "stage.skipped",
    "execution.finished",
  ]);
  expect(seen.events.at(-1)).toMatchObject({ outcome: "cancelled", exitCode: 130, durationMs: 0 });
  const { events } = await bench.store.journal.load(executionId);
  expect(events.reduce<ExecutionState>(reduce, initialState(request.plan))).toEqual(state);
  await expect(bench.orchestrator.cancelPrepared(cancelled)).rejects.toMatchObject({ code: "execution-not-waiting" });
  const admitted = bench.orchestrator.admit({ executionId, secrets: noSecrets, observer: {} });
  await expect(admitted).rejects.toMatchObject({ code: "execution-not-waiting" });
});

test("a process that died between owning it and starting it left it waiting, and it is found", async () => {
  await using bench = await createBench();
  const request = bench.request(definition);
  const { executionId } = request.plan;
  await bench.orchestrator.prepare(request);
  const { bootId } = currentOwner();
  await bench.store.journal.takeOver(executionId, { pid: 2 ** 22 + 1, startTime: "1", bootId });
  expect(await bench.store.journal.interrupted()).toEqual([executionId]);
  const handle = await bench.orchestrator.admit({ executionId, secrets: noSecrets, observer: {} });
  expect((await handle.finished).outcome).toBe("success");
  expect(await bench.store.journal.interrupted()).toEqual([]);
});

test("what runs can be superseded too: it is cancelled, and says why", async () => {
  await using bench = await createBench();
  const seen = watch();
  const request = bench.request(`
name: long
stages:
  work: { steps: [sleep 60s] }
  after: { needs: [work], steps: [echo after] }
`);
  const handle = await bench.orchestrator.start({ ...request, secrets: noSecrets, observer: seen.observer });
  await seen.until(({ type }) => type === "step.started");
  handle.cancel({ reason: "superseded" });
  expect(await handle.finished).toMatchObject({ outcome: "cancelled", cancelReason: "superseded" });
  expect(seen.events.find((event) => event.type === "execution.cancelling")).toMatchObject({
    reason: "superseded",
    force: false,
  });
  expect(seen.events.at(-1)).toMatchObject({ outcome: "cancelled", exitCode: 130 });
});

test("the concurrency group of the pipeline is known once it is planned", async () => {
  await using bench = await createBench();
  const grouped = bench.request(`
name: grouped
concurrency: { group: 'deploy-\${{ git.branch }}', limit: 2, cancelInProgress: true }
stages: { build: { steps: [echo built] } }
`);
  expect(grouped.plan.concurrencyGroup).toEqual({ group: "deploy-main", limit: 2, cancelInProgress: true });
  const unnamed = bench.request(`
name: unnamed
concurrency: { group: '\${{ git.tag }}' }
stages: { build: { steps: [echo built] } }
`);
  expect(unnamed.plan).not.toHaveProperty("concurrencyGroup");
});
