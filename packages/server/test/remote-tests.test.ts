import { beforeEach, expect, test } from "vitest";
import { addRun, addTest, beginRun, endRun } from "../../../test/forges/index.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";

// What Bitbucket's steps report of their tests, as tests of executions.
const at = bitbucketAt();
beforeEach(() => at.begin());

const testsOf = async (id: string) => (await at.server.owner.get(`/executions/${id}/tests`)).body;
const askedForTests = () => at.bitbucket.asked.filter(({ path }) => path.includes("/test_reports"));

test("tests of a run are those of its execution: listed, counted, in the report of what failed and in its events", async () => {
  const run = addRun(at.remote);
  addTest(run.steps[0]);
  addTest(run.steps[0], { name: "subtracts", status: "FAILED", reason: { message: "expected 1, received 3" } });
  beginRun(run);
  endRun(run, "FAILED");
  await at.watch();
  const [{ id }] = await at.listed();
  expect(await testsOf(id)).toMatchObject({
    items: [
      { stage: "Build", instance: "Build", attempt: 1, suite: "numbers", name: "adds 1", outcome: "passed" },
      { name: "subtracts", outcome: "failed", message: "expected 1, received 3" },
    ],
    totals: { total: 2, passed: 1, failed: 1, skipped: 0 },
  });
  const { body: report } = await at.server.owner.get(`/executions/${id}/report`);
  expect(report.stages).toMatchObject([{ stage: "Build", tests: { total: 2, passed: 1, failed: 1 } }]);
  expect(report.failures).toMatchObject([{ failedTests: [{ name: "subtracts", suite: "numbers" }] }]);
  const asked = askedForTests().length;
  await at.lookLater();
  expect(askedForTests()).toHaveLength(asked);
  const { body: events } = await at.server.owner.get(`/executions/${id}/events`);
  expect(JSON.stringify(events).match(/tests\.reported/g)).toHaveLength(1);
});

test("a case's history goes over runs, and what still runs is not asked for", async () => {
  for (const status of ["SUCCESSFUL", "FAILED"] as const) {
    const run = addRun(at.remote);
    addTest(run.steps[0], { name: "adds", status });
    beginRun(run);
    endRun(run, status);
  }
  const running = addRun(at.remote);
  addTest(running.steps[0]);
  beginRun(running);
  await at.watch();
  const [third, second] = await at.listed();
  const query = "instance=Build&suite=numbers&name=adds";
  const { body } = await at.server.owner.get(`/executions/${third.id}/tests/history?${query}`);
  expect(body.items).toMatchObject([
    { number: 2, outcome: "failed" },
    { number: 1, outcome: "passed" },
  ]);
  expect((await testsOf(third.id)).items).toEqual([]);
  expect((await testsOf(second.id)).items).toHaveLength(1);
});

test("failures come first, and runs that succeeded wait for room in the hour", async () => {
  for (let number = 0; number < 20; number++) {
    const run = addRun(at.remote, { created_on: new Date(at.now() - (30 - number) * 60_000).toISOString() });
    addTest(run.steps[0], { status: number < 18 ? "SUCCESSFUL" : "FAILED" });
    beginRun(run);
    endRun(run, number < 18 ? "SUCCESSFUL" : "FAILED");
  }
  // Each run costs two requests at least: what can wait has none left then.
  expect((await at.server.owner.patch(`/connections/${at.connection}`, { requestLimit: 60 })).status).toBe(200);
  // And nothing is spent yet: what trying the connection took is an hour ago.
  at.passTime(62 * 60_000);
  await at.watch();
  const counts = async () => {
    const items = await at.listed();
    const found = await Promise.all(items.map(async ({ id }: { id: string }) => (await testsOf(id)).items.length));
    return found.toReversed();
  };
  expect((await counts()).slice(-2)).toEqual([1, 1]);
  expect((await counts()).slice(0, -2).every((count) => count === 0)).toBe(true);
  for (let hours = 0; hours < 3; hours++) {
    at.passTime(62 * 60_000);
    await at.server.app.collector.look();
  }
  expect((await counts()).every((count) => count === 1)).toBe(true);
});

test("a report that cannot be read is said at its stage once, and one that breaks off is read by the next look", async () => {
  const broken = addRun(at.remote);
  addTest(broken.steps[0]);
  beginRun(broken);
  endRun(broken, "FAILED");
  at.bitbucket.faults.push({ on: /test_cases/, reply: { status: 200, json: { values: "none" } } });
  await at.watch();
  const [{ id }] = await at.listed();
  const { body: report } = await at.server.owner.get(`/executions/${id}/report`);
  expect(report.stages[0].warnings).toEqual([expect.stringContaining("tests could not be read")]);
  const later = addRun(at.remote);
  addTest(later.steps[0]);
  beginRun(later);
  endRun(later, "FAILED");
  for (let attempt = 0; attempt < 4; attempt++) at.bitbucket.faults.push({ on: /test_cases/, cutAfter: 5 });
  await at.lookLater();
  const [{ id: second }] = await at.listed();
  expect((await testsOf(second)).items).toEqual([]);
  await at.lookLater();
  expect((await testsOf(second)).items).toHaveLength(1);
});
