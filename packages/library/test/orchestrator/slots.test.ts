import type { Observer } from "@headrace/engine";
import { createSlots } from "@headrace/engine/slots";
import { expect, test } from "vitest";
import { createBench, noSecrets, watch } from "./bench.ts";

function fan(name: string, count: number): string {
  const stages = Array.from({ length: count }, (_, index) => `  ${name}-${index}: { steps: [sleep 5ms] }`);
  return `name: ${name}\nstages:\n${stages.join("\n")}\n`;
}

/** Counts what runs at once, over all executions that are watched. */
function createCounter() {
  const running = new Set<string>();
  const order: string[] = [];
  let most = 0;
  const observer: Observer = {
    event(event) {
      if (event.type === "stage.started") {
        running.add(`${event.executionId} ${event.instance}`);
        order.push(event.instance);
        most = Math.max(most, running.size);
      }
      if (event.type === "stage.finished") running.delete(`${event.executionId} ${event.instance}`);
    },
  };
  return {
    observer,
    order,
    get most() {
      return most;
    },
  };
}

test("executions share what there is in turns, and never more than there is runs", async () => {
  const slots = createSlots({ limit: 2 });
  await using bench = await createBench({ slots });
  const counter = createCounter();
  const start = (text: string) =>
    bench.orchestrator.start({ ...bench.request(text), secrets: noSecrets, observer: counter.observer });
  const handles = await Promise.all([start(fan("many", 12)), start(fan("few", 3))]);
  const states = await Promise.all(handles.map(({ finished }) => finished));
  expect(states.map(({ outcome }) => outcome)).toEqual(["success", "success"]);
  expect(counter.most).toBe(2);
  expect(slots.look()).toEqual({ running: [], waiting: [] });
  // The small one has had its turns long before the large one is through.
  const lastOfFew = counter.order.findLastIndex((instance) => instance.startsWith("few"));
  expect(lastOfFew).toBeLessThan(10);
});

test("an execution's own limit holds beside the shared one", async () => {
  await using bench = await createBench({ slots: createSlots({ limit: 8 }) });
  const counter = createCounter();
  const request = bench.request(fan("narrow", 6), { concurrency: 2 });
  const handle = await bench.orchestrator.start({ ...request, secrets: noSecrets, observer: counter.observer });
  expect((await handle.finished).outcome).toBe("success");
  expect(counter.most).toBe(2);
});

test("waiting for a slot stops the clock of the pipeline's timeout", async () => {
  const slots = createSlots({ limit: 1 });
  await using bench = await createBench({ slots });
  const request = { executionId: "other", stage: "s", instance: "s", priority: 0, groups: [], onSuperseded: () => {} };
  const release = await slots.acquire(request, new AbortController().signal);
  const timed = bench.request("name: timed\ntimeout: 1s\nstages: { build: { steps: [echo built] } }\n");
  const handle = await bench.orchestrator.start({ ...timed, secrets: noSecrets, observer: {} });
  setTimeout(release, 1_300);
  expect((await handle.finished).outcome).toBe("success");
});

test("what is cancelled while it waits for a slot gives up its place in the queue", async () => {
  const slots = createSlots({ limit: 1 });
  await using bench = await createBench({ slots });
  const first = watch();
  const long = bench.request("name: long\nstages: { work: { steps: [sleep 60s] } }\n");
  const busy = await bench.orchestrator.start({ ...long, secrets: noSecrets, observer: first.observer });
  await first.until(({ type }) => type === "stage.started");
  const second = watch();
  const waiting = await bench.orchestrator.start({
    ...bench.request(fan("waits", 3)),
    secrets: noSecrets,
    observer: second.observer,
  });
  await second.until(({ type }) => type === "stage.queued");
  waiting.cancel();
  expect((await waiting.finished).outcome).toBe("cancelled");
  expect(second.types).not.toContain("stage.started");
  expect(slots.look().waiting).toEqual([]);
  busy.cancel();
  expect((await busy.finished).outcome).toBe("cancelled");
  expect(slots.look().running).toEqual([]);
});

const deployment = (script: string, cancelInProgress: boolean): string => `
name: delivery
stages:
  deploy:
    concurrency: { group: 'production-\${{ git.branch }}', cancelInProgress: ${cancelInProgress} }
    steps: [${script}]
  after: { needs: [deploy], steps: [echo after] }
`;

test("a newer execution of a stage's group takes the place of the older one, where the group says so", async () => {
  await using bench = await createBench({ slots: createSlots({ limit: 10 }) });
  const seen = watch();
  const older = await bench.orchestrator.start({
    ...bench.request(deployment("sleep 60s", true)),
    secrets: noSecrets,
    observer: seen.observer,
  });
  await seen.until(({ type }) => type === "step.started");
  const request = bench.request(deployment("echo deployed", true));
  const newer = await bench.orchestrator.start({ ...request, secrets: noSecrets, observer: {} });
  expect((await newer.finished).outcome).toBe("success");
  await older.finished;
  const told = seen.events.find(({ type }) => type === "stage.cancelling");
  expect(told).toMatchObject({ stage: "deploy", reason: "superseded" });
  const ended = seen.events.find((event) => event.type === "stage.finished");
  expect(ended).toMatchObject({ stage: "deploy", outcome: "cancelled" });
});

test("stages of one execution take turns in their group, also where nothing is shared", async () => {
  await using bench = await createBench();
  const counter = createCounter();
  const stages = Array.from(
    { length: 4 },
    (_, index) => `  s${index}: { priority: ${index}, concurrency: { group: one }, steps: [sleep 5ms] }`,
  );
  const request = bench.request(`name: turns\nstages:\n${stages.join("\n")}\n`);
  const handle = await bench.orchestrator.start({ ...request, secrets: noSecrets, observer: counter.observer });
  expect((await handle.finished).outcome).toBe("success");
  expect(counter.most).toBe(1);
  expect(counter.order).toEqual(["s3", "s2", "s1", "s0"]);
});
