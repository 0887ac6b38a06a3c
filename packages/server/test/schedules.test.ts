import { afterEach, beforeEach, expect, test } from "vitest";
import { activePipeline, endOf, until } from "./executions.ts";
import { type Answer, startServer, type TestServer } from "./start-server.ts";
import { createWebhook, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

/** Told by the tests; nothing else moves it. */
const clock = {
  at: 0,
  now(): number {
    return this.at;
  },
  set(text: string): void {
    this.at = Date.parse(text);
  },
};

let server: TestServer;
let tree: WorkTree;
let repositoryId: string;

beforeEach(async () => {
  clock.set("2026-11-21T09:30:00Z");
  server = await startServer({ clock });
  tree = await createWorkTree({ "headrace.yml": definition("0 10 * * *") });
  repositoryId = (await server.owner.post("/repositories", { name: "shop", location: tree.directory })).body.id;
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await tree[Symbol.asyncDispose]();
});

function definition(...crons: readonly string[]): string {
  const schedule = crons.map((cron) => `    - { cron: '${cron}', timezone: Europe/Rome }\n`).join("");
  return `name: nightly\ntriggers:\n  schedule:\n${schedule}stages:\n  test:\n    steps: [{ run: 'true' }]\n`;
}

async function storedPipeline(text: string): Promise<string> {
  return await activePipeline(server.owner, { name: "nightly", repository: repositoryId, text });
}

async function schedulesOf(pipelineId: string): Promise<readonly Answer["body"][]> {
  await server.app.schedules.look();
  return (await server.owner.get(`/schedules?pipeline=${pipelineId}`)).body.items;
}

async function onlySchedule(pipelineId: string): Promise<Answer["body"]> {
  const [only, ...others] = await schedulesOf(pipelineId);
  expect(others).toEqual([]);
  return only;
}

/** The times for which a schedule has started something, as its executions say. */
async function runsOf(pipelineId: string): Promise<readonly unknown[]> {
  await server.app.schedules.look();
  const links = await server.app.tables
    .selectFrom("execution_links")
    .select("detail")
    .where("pipeline_id", "=", pipelineId)
    .orderBy("created_at")
    .orderBy("execution_id")
    .execute();
  return links.map(({ detail }) => JSON.parse(detail).from.due);
}

test("the schedules of an active pipeline's definition run at their times, in their zone", async () => {
  const pipelineId = await storedPipeline(definition("0 10 * * *", "30 12 * * 6"));
  const schedules = await schedulesOf(pipelineId);
  expect(schedules.map(({ nextRuns }) => nextRuns[0]).sort()).toEqual([
    "2026-11-21T11:30:00.000Z",
    "2026-11-22T09:00:00.000Z",
  ]);
  expect(await runsOf(pipelineId)).toEqual([]);
  clock.set("2026-11-21T11:29:59.999Z");
  expect(await runsOf(pipelineId)).toEqual([]);
  clock.set("2026-11-21T11:30:00Z");
  expect(await runsOf(pipelineId)).toEqual(["2026-11-21T11:30:00.000Z"]);
  expect(await runsOf(pipelineId)).toHaveLength(1);
  const [ran] = (await schedulesOf(pipelineId)).filter(({ lastExecutionId }) => lastExecutionId !== undefined);
  expect(ran).toMatchObject({ lastDueAt: "2026-11-21T11:30:00.000Z", lastRunAt: "2026-11-21T11:30:00.000Z" });
  expect(await endOf(server.owner, ran.lastExecutionId)).toMatchObject({ outcome: "success", event: "schedule" });
});

test("what was missed while no time passed here is caught up once", async () => {
  const pipelineId = await storedPipeline(definition("0 10 * * *"));
  await schedulesOf(pipelineId);
  clock.set("2026-11-25T12:00:00Z");
  expect(await runsOf(pipelineId)).toEqual(["2026-11-22T09:00:00.000Z"]);
  expect((await server.owner.get("/schedules?search=NIGHT")).body.items).toHaveLength(1);
  expect((await server.owner.get("/schedules?search=weekly")).body.items).toEqual([]);
  expect(await onlySchedule(pipelineId)).toMatchObject({
    lastDueAt: "2026-11-22T09:00:00.000Z",
    lastRunAt: "2026-11-25T12:00:00.000Z",
    nextRuns: expect.arrayContaining(["2026-11-26T09:00:00.000Z"]),
  });
});

test("a clock that goes back runs nothing twice, and loses nothing", async () => {
  const pipelineId = await storedPipeline(definition("0 * * * *"));
  await schedulesOf(pipelineId);
  clock.set("2026-11-21T10:00:01Z");
  expect(await runsOf(pipelineId)).toEqual(["2026-11-21T10:00:00.000Z"]);
  clock.set("2026-11-21T09:59:50Z");
  expect(await runsOf(pipelineId)).toHaveLength(1);
  clock.set("2026-11-21T10:00:05Z");
  expect(await runsOf(pipelineId)).toHaveLength(1);
  // Far ahead by mistake: it runs for the moment that was next, and then comes back to the times of today.
  clock.set("2030-01-01T00:30:00Z");
  expect(await runsOf(pipelineId)).toEqual(["2026-11-21T10:00:00.000Z", "2026-11-21T11:00:00.000Z"]);
  expect((await onlySchedule(pipelineId)).nextRuns[0]).toBe("2030-01-01T01:00:00.000Z");
  clock.set("2026-11-21T10:10:00Z");
  expect(await runsOf(pipelineId)).toHaveLength(2);
  expect((await onlySchedule(pipelineId)).nextRuns[0]).toBe("2026-11-21T12:00:00.000Z");
  clock.set("2026-11-21T12:00:00Z");
  expect(await runsOf(pipelineId)).toHaveLength(3);
});

test("after years by a wrong clock, the times of today count again", async () => {
  const pipelineId = await storedPipeline(definition("0 * * * *"));
  await schedulesOf(pipelineId);
  clock.set("2030-01-01T00:30:00Z");
  await runsOf(pipelineId);
  clock.set("2030-01-01T01:00:00Z");
  expect(await runsOf(pipelineId)).toEqual(["2026-11-21T10:00:00.000Z", "2030-01-01T01:00:00.000Z"]);
  clock.set("2026-11-21T10:10:00Z");
  expect((await onlySchedule(pipelineId)).nextRuns[0]).toBe("2026-11-21T11:00:00.000Z");
});

test("a saved definition changes the schedules and keeps what is the same, a deactivated one has none", async () => {
  const pipelineId = await storedPipeline(definition("0 10 * * *"));
  const before = await onlySchedule(pipelineId);
  await server.owner.patch(`/schedules/${before.id}`, { enabled: false });
  const saved = await server.owner.put(
    `/pipelines/${pipelineId}`,
    { text: definition("0 10 * * *", "0 11 * * *") },
    { "if-match": '"1"' },
  );
  expect(saved.status).toBe(200);
  const after = await schedulesOf(pipelineId);
  expect(after).toHaveLength(2);
  expect(after.find(({ id }) => id === before.id)).toMatchObject({ enabled: false, nextRuns: [] });
  await server.owner.put(`/pipelines/${pipelineId}`, { text: "name: nightly\nstages: [" }, { "if-match": '"2"' });
  expect(await schedulesOf(pipelineId)).toHaveLength(2);
  await server.owner.post(`/pipelines/${pipelineId}/deactivate`, {});
  expect(await schedulesOf(pipelineId)).toEqual([]);
});

test("the schedules of a file in the repository follow its default branch", async () => {
  const pipelineId = await activePipeline(server.owner, { name: "n", repository: repositoryId, source: "repository" });
  expect(await onlySchedule(pipelineId)).toMatchObject({ cron: "0 10 * * *", timezone: "Europe/Rome" });
  const before = await tree.git("rev-parse", "HEAD");
  const after = await tree.commit({ "headrace.yml": definition("15 7 * * *") });
  const hook = await createWebhook(server, repositoryId, "generic");
  const sent = await sendDelivery(server, hook, {
    event: "push",
    payload: { updates: [{ ref: "refs/heads/main", before, after }] },
    time: clock.at / 1000,
  });
  await workedOn(server, sent.body.delivery);
  await until(async () => (await schedulesOf(pipelineId)).every(({ cron }) => cron === "15 7 * * *") || undefined);
});

test("a schedule made by hand is made, changed, run at once and removed", async () => {
  const pipelineId = await storedPipeline("name: nightly\nstages:\n  test:\n    steps: [{ run: 'true' }]\n");
  const made = await server.owner.post(`/pipelines/${pipelineId}/schedules`, { cron: "0 10 * * *", branch: "main" });
  expect(made).toMatchObject({
    status: 201,
    body: {
      origin: "manual",
      timezone: "UTC",
      branch: "main",
      nextRuns: expect.arrayContaining(["2026-11-21T10:00:00.000Z"]),
    },
  });
  const { id } = made.body;
  expect(await server.owner.patch(`/schedules/${id}`, { cron: "0 12 * * *", timezone: "Europe/Rome" })).toMatchObject({
    status: 200,
    body: { nextRuns: expect.arrayContaining(["2026-11-21T11:00:00.000Z"]) },
  });
  expect((await server.owner.patch(`/schedules/${id}`, { branch: null })).body).not.toHaveProperty("branch");
  const ran = await server.owner.post(`/schedules/${id}/run`, {});
  expect(ran).toMatchObject({ status: 201, body: { number: 1 } });
  expect(await endOf(server.owner, ran.body.id)).toMatchObject({ outcome: "success", event: "manual" });
  expect((await onlySchedule(pipelineId)).nextRuns[0]).toBe("2026-11-21T11:00:00.000Z");
  expect((await server.owner.delete(`/schedules/${id}`)).status).toBe(200);
  expect(await schedulesOf(pipelineId)).toEqual([]);
});

test("parameters that the pipeline does not take are refused, and told where a later version does not", async () => {
  const takes = (options: string): string =>
    `name: nightly\nparameters:\n  target: { type: choice, options: [${options}] }\nstages:\n  test: { steps: ['true'] }\n`;
  const pipelineId = await storedPipeline(takes("staging, production"));
  const schedules = `/pipelines/${pipelineId}/schedules`;
  for (const parameters of [undefined, { target: "moon" }, { target: "staging", tarket: "x" }]) {
    expect(await server.owner.post(schedules, { cron: "0 10 * * *", parameters })).toMatchObject({
      status: 400,
      body: { code: "invalid-input", faults: [{ path: "parameters" }] },
    });
  }
  const made = await server.owner.post(schedules, { cron: "0 10 * * *", parameters: { target: "staging" } });
  expect(made.status).toBe(201);
  expect(await server.owner.patch(`/schedules/${made.body.id}`, { parameters: {} })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('"target" was not given') },
  });
  expect((await onlySchedule(pipelineId)).problem).toBeUndefined();
  await server.owner.put(`/pipelines/${pipelineId}`, { text: takes("production") }, { "if-match": '"1"' });
  expect(await onlySchedule(pipelineId)).toMatchObject({ problem: expect.stringContaining("production") });
  const mended = await server.owner.patch(`/schedules/${made.body.id}`, { parameters: { target: "production" } });
  expect(mended).toMatchObject({ status: 200 });
  expect(mended.body.problem).toBeUndefined();
});

test("what cannot run says why, and the next time comes all the same", async () => {
  const pipelineId = await storedPipeline("name: nightly\nstages:\n  test:\n    steps: [{ run: 'true' }]\n");
  await server.owner.post(`/pipelines/${pipelineId}/schedules`, { cron: "0 10 * * *", branch: "gone" });
  clock.set("2026-11-21T10:00:00Z");
  expect(await runsOf(pipelineId)).toEqual([]);
  const schedule = await onlySchedule(pipelineId);
  expect(schedule.note).toMatch(/^It did not run at 2026-11-21T10:00:00.000Z: /);
  expect(schedule.nextRuns[0]).toBe("2026-11-22T10:00:00.000Z");
});

test.each([
  { cron: "every day" },
  { cron: "0 0 30 2 *" },
  { cron: "* * * * * *" },
  { cron: "0 3 * * *", timezone: "Mars/Olympus" },
  { cron: "0 3 * * *", branch: "--all" },
])("%j is refused", async (input) => {
  const pipelineId = await storedPipeline("name: nightly\nstages:\n  test:\n    steps: [{ run: 'true' }]\n");
  expect(await server.owner.post(`/pipelines/${pipelineId}/schedules`, input)).toMatchObject({
    status: 400,
    body: { code: "invalid-input" },
  });
});

test("a schedule of the definition is changed there", async () => {
  const { id } = await onlySchedule(await storedPipeline(definition("0 10 * * *")));
  expect(await server.owner.patch(`/schedules/${id}`, { cron: "0 1 * * *" })).toMatchObject({ status: 409 });
  expect(await server.owner.delete(`/schedules/${id}`)).toMatchObject({ status: 409 });
});
