import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";
import { createWorkbench } from "../support/workbench.ts";

test("several runs at once share a data directory: each has its number, its events and its logs", async () => {
  using bench = useFixture("crash");
  const runs = await Promise.all([1, 2, 3].map(() => bench.headrace(["run", "chain.yml", "--json"])));
  expect(runs.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(runs.map(() => [0, ""]));
  const created = runs.map(({ events }) => events.find(({ type }) => type === "execution.created"));
  expect(created.map((event) => event?.number).sort()).toEqual([1, 2, 3]);
  for (const [index, { events }] of runs.entries()) {
    const own = await bench.headrace(["executions", "events", String(created[index]?.executionId)]);
    expect(own.events).toEqual(events.filter(({ type }) => type !== "log"));
  }
});

test.each([
  [["--durable"], "synchronous 2, logs synced\n"],
  [[], "synchronous 1, logs not synced\n"],
])("the database and the logs wait for the disk when they are asked to, and only then: %j", async (flags, told) => {
  using bench = createWorkbench({ "headrace.yml": "name: hello\nstages: { hello: { steps: ['echo hello'] } }\n" });
  const preload = fileURLToPath(new URL("../support/count-syncs.ts", import.meta.url));
  const environment = { NODE_OPTIONS: `--import ${preload}` };
  expect(await bench.headrace(["run", ...flags], { environment })).toMatchObject({ exitCode: 0, stderr: told });
  await bench.headrace(["run"], { environment: { HEADRACE_FAULT: "step.started" } });
  expect(await bench.headrace(["resume", ...flags], { environment })).toMatchObject({ exitCode: 0, stderr: told });
});
