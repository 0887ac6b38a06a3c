import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  type BitbucketDouble,
  beginRun,
  endRun,
  push,
  type Repository,
  startBitbucketDouble,
  writeLog,
} from "../../../test/forges/index.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, sendDelivery } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";

// Runs of the double are made on New Year's Day.
let now = Date.UTC(2026, 0, 2);
let bitbucket: BitbucketDouble;
let server: TestServer;
let connection: string;
let remote: Repository;
let repository: string;
let names = 0;

share(
  async () => {
    bitbucket = await startBitbucketDouble();
    bitbucket.tokens.set("Bearer t0ken", "all");
    server = await startServer({ allowPrivateAddresses: true, clock: { now: () => now } });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await bitbucket.stop();
  },
);
beforeEach(async () => {
  names += 1;
  bitbucket.world.repositories.clear();
  bitbucket.faults.length = 0;
  remote = addRepository(bitbucket.world, `acme/shop-${names}`);
  connection = await connect();
});
afterEach(async () => {
  await server.owner.delete(`/connections/${connection}`);
  expect(bitbucket.violations).toEqual([]);
});

async function connect(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { body } = await server.owner.post("/connections", {
    name: `code-${names}`,
    kind: "bitbucket-cloud",
    owner: "acme",
    baseUrl: bitbucket.url,
    credentials: { kind: "access-token", token: "t0ken" },
    ...change,
  });
  return String(body.id);
}

async function watch(): Promise<void> {
  const { status, body } = await server.owner.post(`/connections/${connection}/repositories`, {
    names: [`shop-${names}`],
  });
  expect(status).toBe(200);
  repository = body.items[0].id;
  await server.app.collector.look();
}

/** As time goes by, until every repository is due again. */
async function lookLater(): Promise<void> {
  now += 15 * 60_000;
  await server.app.collector.look();
}

const listed = async () => (await server.owner.get(`/executions?repository=${repository}&limit=200`)).body.items;
/** Of all that is here, in order. */
async function allNumbers() {
  const found = await server.app.tables
    .selectFrom("forge_runs")
    .innerJoin("executions", "executions.id", "forge_runs.execution_id")
    .select("number")
    .where("repository_id", "=", repository)
    .orderBy("number")
    .execute();
  return found.map(({ number }) => number);
}
const collection = async () => (await server.owner.get(`/connections/${connection}/collection`)).body;

test("the runs of a connected repository are executions, with their stages, the host's numbers and addresses", async () => {
  const run = addRun(remote);
  beginRun(run);
  writeLog(run.steps[0], "+ npm test\n1 failed, 2 passed\n");
  endRun(run, "FAILED");
  await watch();
  const [execution] = await listed();
  expect(execution).toMatchObject({
    number: 1,
    pipeline: { name: `shop-${names}` },
    state: "ended",
    outcome: "failed",
    event: "push",
    branch: "main",
    commit: `${"0".repeat(39)}1`,
    triggeredBy: { name: "Ada" },
    durationMs: 90_000,
    remote: {
      host: "bitbucket-cloud",
      run: run.uuid,
      url: `https://bitbucket.org/acme/shop-${names}/pipelines/results/1`,
      state: "FAILED",
    },
  });
  const { body } = await server.owner.get(`/executions/${execution.id}`);
  expect(body.stages).toMatchObject([{ stage: "Build", status: "finished", outcome: "failed", durationMs: 90_000 }]);
  const events = await server.owner.get(`/executions/${execution.id}/events`);
  expect(JSON.stringify(events.body)).toContain("execution.finished");
  // Of what failed the log is kept, as of a stage that ran here.
  const { body: logs } = await server.owner.get(`/executions/${execution.id}/logs`);
  expect(logs.items).toMatchObject([
    { stage: "Build", text: "+ npm test" },
    { stage: "Build", text: "1 failed, 2 passed" },
  ]);
  const { body: report } = await server.owner.get(`/executions/${execution.id}/report`);
  expect(report.failures).toMatchObject([
    {
      instance: "Build",
      outcome: "failed",
      lines: expect.arrayContaining([{ line: 2, text: "1 failed, 2 passed", failing: expect.any(Boolean) }]),
    },
  ]);
});

test("a run is followed to its end, and what was read once is not read again", async () => {
  const run = addRun(remote);
  await watch();
  expect(await listed()).toMatchObject([{ state: "queued" }]);
  beginRun(run);
  await lookLater();
  const [execution] = await listed();
  expect(execution).toMatchObject({ state: "running", remote: { state: "RUNNING" } });
  expect((await collection()).repositories).toMatchObject([{ unfinished: 1, historyLeft: false }]);
  endRun(run, "SUCCESSFUL");
  await lookLater();
  expect(await listed()).toMatchObject([{ id: execution.id, state: "ended", outcome: "success" }]);
  expect(await server.owner.get(`/executions/${execution.id}/logs?stage=Build`)).toMatchObject({
    status: 410,
    body: { mend: expect.stringContaining("https://bitbucket.org/") },
  });
  bitbucket.asked.length = 0;
  await lookLater();
  expect(bitbucket.asked.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`)).toEqual([
    `GET /2.0/repositories/acme/shop-${names}/pipelines`,
  ]);
  const again = await listed();
  expect(again).toHaveLength(1);
});

test("what runs there is no server's to take up, to count or to limit, and a restart changes nothing", async () => {
  const run = addRun(remote);
  beginRun(run);
  await watch();
  const [before] = await listed();
  expect((await server.owner.get("/organization/limits/usage")).body).toMatchObject({
    executionsUnended: 0,
    executionMinutes: 0,
  });
  // As a server does that starts: nothing of it is taken.
  await server.app.runs.begin();
  expect(await listed()).toEqual([before]);
  expect(await server.owner.post(`/executions/${before.id}/rerun`, {})).toMatchObject({
    status: 409,
    body: { code: "conflict", mend: expect.stringContaining("wait for its end") },
  });
});

test("a run is found by the address of its page, and what is missing is said", async () => {
  const run = addRun(remote);
  endRun(run, "FAILED");
  await watch();
  const find = async (url: string) => await server.owner.get(`/executions/find-run?url=${encodeURIComponent(url)}`);
  const page = `https://bitbucket.org/acme/shop-${names}/pipelines/results`;
  const [{ id: executionId }] = await listed();
  expect(await find(`${page}/1/steps/%7B1%7D`)).toMatchObject({ status: 200, body: { executionId } });
  expect(await find(`${page}/2`)).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining("no such run") },
  });
  expect(await find("https://bitbucket.org/acme/other/pipelines/results/1")).toMatchObject({
    status: 404,
    body: { mend: expect.stringContaining("connection") },
  });
  expect(await find(`https://github.com/acme/shop-${names}/actions/runs/1`)).toMatchObject({ status: 404 });
  expect(await find("shop 1")).toMatchObject({ status: 400, body: { faults: [{ path: "url" }] } });
  const outsider = await server.outsider();
  expect((await outsider.get(`/executions/find-run?url=${encodeURIComponent(`${page}/1`)}`)).status).toBe(404);
});

test("cancelling one stops it on its host", async () => {
  const run = addRun(remote);
  beginRun(run);
  await watch();
  const [execution] = await listed();
  expect((await server.owner.post(`/executions/${execution.id}/cancel`, {})).status).toBe(202);
  expect(run.state.result?.name).toBe("STOPPED");
  now += 5_000;
  await server.app.collector.look();
  expect(await listed()).toMatchObject([{ id: execution.id, state: "ended", outcome: "cancelled" }]);
});

test("a delivery of a webhook has the repository read at once, and one that is missed is healed by the next look", async () => {
  const run = addRun(remote);
  beginRun(run);
  await watch();
  const hook = await createWebhook(server, repository, "bitbucket");
  const ended = async () => (await listed())[0].outcome;
  now += 5_000;
  endRun(run, "SUCCESSFUL");
  expect((await sendDelivery(server, hook, { event: "pipeline:span_created", payload: {} })).status).toBe(202);
  // By nothing else: the clock stands still.
  await expect.poll(ended, { timeout: 20_000, interval: 50 }).toBe("success");
  // That look is over before time goes on.
  await server.app.collector.look();
  endRun(addRun(remote), "FAILED");
  await lookLater();
  expect(await ended()).toBe("failed");
});

test("history is read over all pages, some at a time, and a crash in between loses and doubles nothing", async () => {
  for (let number = 0; number < 130; number++) endRun(addRun(remote), number % 2 === 0 ? "SUCCESSFUL" : "FAILED");
  // The answer to the third list breaks off: as if the server had died there.
  bitbucket.faults.push({ on: /pipelines\?.*page=2/, reply: { status: 400, json: { error: { message: "broken" } } } });
  await watch();
  expect((await collection()).repositories).toMatchObject([{ problem: expect.stringContaining("broken") }]);
  expect((await listed()).length).toBeLessThan(130);
  await lookLater();
  const items = await listed();
  expect(new Set(items.map(({ number }: { number: number }) => number)).size).toBe(130);
  expect(items).toHaveLength(130);
  const [status] = (await collection()).repositories;
  expect(status).toMatchObject({ historyLeft: false, unfinished: 0 });
  expect(status).not.toHaveProperty("problem");
});

test("a run that is deleted there between two pages lets none behind it slip past", async () => {
  for (let number = 0; number < 230; number++) endRun(addRun(remote), "SUCCESSFUL");
  // The newest of them goes when two pages are here, so that the 30th is the last of the second now.
  bitbucket.faults.push({ on: /pipelines\?.*page=3/, reply: { status: 400, json: {} } });
  await watch();
  remote.runs.pop();
  await lookLater();
  expect(await allNumbers()).toEqual(Array.from({ length: 230 }, (_, index) => index + 1));
});

test("more runs than a page holds between two looks leave no gap", async () => {
  endRun(addRun(remote), "SUCCESSFUL");
  await watch();
  for (let number = 0; number < 120; number++) endRun(addRun(remote), "SUCCESSFUL");
  await lookLater();
  expect(await listed()).toHaveLength(121);
});

test("a run that is deleted there ends here as unknown, with the word kept", async () => {
  const run = addRun(remote);
  beginRun(run);
  await watch();
  remote.runs.length = 0;
  await lookLater();
  expect(await listed()).toMatchObject([{ state: "ended", outcome: "unknown", remote: { state: "deleted" } }]);
});

test("what runs when its connection or its repository is removed ends here as unknown", async () => {
  beginRun(addRun(remote));
  await watch();
  expect((await server.owner.delete(`/connections/${connection}`)).status).toBe(200);
  const [execution] = await listed();
  expect(execution).toMatchObject({ state: "ended", outcome: "unknown", remote: { state: "disconnected" } });
  connection = await connect();
  beginRun(addRun(remote));
  await watch();
  expect((await server.owner.delete(`/repositories/${repository}`)).status).toBe(200);
  expect(await listed()).toMatchObject([{ number: 2, outcome: "unknown" }, { number: 1 }]);
});

test("the hour's budget is never passed, what does not fit waits, and both are said", async () => {
  // What runs is read before all else.
  for (let number = 0; number < 90; number++) beginRun(addRun(remote));
  expect((await server.owner.patch(`/connections/${connection}`, { requestLimit: 60 })).status).toBe(200);
  bitbucket.asked.length = 0;
  await watch();
  const { requestsLeft, repositories } = await collection();
  expect(requestsLeft).toBe(0);
  expect(bitbucket.asked.length).toBeLessThanOrEqual(60);
  expect(repositories).toMatchObject([
    { problem: expect.stringContaining("takes no more requests"), historyLeft: true },
  ]);
  const before = (await listed()).length;
  expect(before).toBeGreaterThan(20);
  now += 62 * 60_000;
  bitbucket.asked.length = 0;
  await server.app.collector.look();
  expect(bitbucket.asked.length).toBeLessThanOrEqual(60);
  expect((await listed()).length).toBeGreaterThan(before);
});

test("repositories in which something runs share the hour, and rest when it has ended", async () => {
  const created_on = new Date(now).toISOString();
  const runs = Array.from({ length: 10 }, (_, number) =>
    addRun(addRepository(bitbucket.world, `acme/busy-${names}-${number}`), { created_on }),
  );
  for (const run of runs) beginRun(run);
  await server.owner.post(`/connections/${connection}/repositories`, { pattern: `busy-${names}-*` });
  await server.app.collector.look();
  const { activeEvery, requestLimit } = await collection();
  expect((10 * 3_600) / activeEvery).toBeLessThanOrEqual(requestLimit);
  for (const run of runs) endRun(run, "SUCCESSFUL");
  await lookLater();
  const { repositories, restingEvery } = await collection();
  const next = repositories.map(({ nextLookAt }: { readonly nextLookAt: string }) => Date.parse(nextLookAt) - now);
  expect(Math.min(...next)).toBeGreaterThanOrEqual((restingEvery - 1) * 1_000);
});

test("what a list of changes cannot tell, the look at each finds, and what it tells is looked at once more", async () => {
  for (let number = 0; number < 99; number++) addRepository(bitbucket.world, `acme/quiet-${names}-${number}`);
  endRun(addRun(remote), "SUCCESSFUL");
  await watch();
  await server.owner.post(`/connections/${connection}/repositories`, { pattern: `quiet-${names}-*` });
  const looks = () => bitbucket.asked.splice(0).filter(({ path }) => path.includes(`shop-${names}/pipelines?`)).length;
  const pass = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 5_000) {
      now += 5_000;
      await server.app.collector.look();
    }
    return looks();
  };
  await lookLater();
  looks();
  expect(await pass(2 * 60_000)).toBe(0);
  push(remote, new Date(now).toISOString());
  // A push alone: now, and once more within a minute, or oftener where the hour has room; then it rests again.
  expect(await pass(3 * 60_000)).toBeGreaterThanOrEqual(2);
  expect(await pass(2 * 60_000)).toBe(0);
  const trigger = { type: "pipeline_trigger_schedule", name: "SCHEDULE" };
  beginRun(addRun(remote, { created_on: new Date(now).toISOString(), trigger }));
  bitbucket.faults.push({ on: /repositories\/acme\?sort=/, reply: { status: 403, bytes: Buffer.from("{}") } });
  await pass(15 * 60_000);
  expect(await listed()).toMatchObject([{ state: "running" }, { state: "ended" }]);
  const { changesEvery, activeEvery } = await collection();
  expect([changesEvery, activeEvery].every((seconds) => seconds <= 60)).toBe(true);
});

test("a token that is revoked in the middle is said, loses nothing, and is healed by a new one", async () => {
  const run = addRun(remote);
  beginRun(run);
  await watch();
  bitbucket.tokens.clear();
  bitbucket.tokens.set("Bearer n3w", "all");
  await lookLater();
  expect((await collection()).repositories).toMatchObject([{ problem: expect.stringContaining("401") }]);
  expect(await listed()).toMatchObject([{ state: "running" }]);
  endRun(run, "SUCCESSFUL");
  const credentials = { kind: "access-token", token: "n3w" };
  expect((await server.owner.patch(`/connections/${connection}`, { credentials })).status).toBe(200);
  await lookLater();
  expect(await listed()).toMatchObject([{ state: "ended", outcome: "success" }]);
  bitbucket.tokens.set("Bearer t0ken", "all");
});

test("a host that is away, or answers half, is asked again later", async () => {
  endRun(addRun(remote), "SUCCESSFUL");
  bitbucket.faults.push({ on: /pipelines\?/, reply: { status: 200, bytes: Buffer.from('{"values": [{"uui') } });
  await watch();
  expect((await collection()).repositories).toMatchObject([{ problem: expect.stringContaining("not JSON") }]);
  await lookLater();
  expect(await listed()).toHaveLength(1);
});

test("all that a pattern fits is connected, once, and one that is here by its address is taken", async () => {
  addRepository(bitbucket.world, `acme/tool-${names}`);
  addRepository(bitbucket.world, `acme/other-${names}`);
  const location = `https://bitbucket.org/acme/tool-${names}.git`;
  const { body: own } = await server.owner.post("/repositories", { name: `own-${names}`, location });
  const path = `/connections/${connection}/repositories`;
  const { body } = await server.owner.post(path, { pattern: `{shop,tool}-${names}` });
  expect(body.items).toMatchObject([
    { name: `shop-${names}`, connectionId: connection },
    { id: own.id, name: `own-${names}`, connectionId: connection },
  ]);
  expect((await server.owner.post(path, { pattern: `{shop,tool}-${names}` })).body).toEqual(body);
  for (const wrong of [{}, { names: ["a"], pattern: "*" }, { names: ["../../x"] }]) {
    expect((await server.owner.post(path, wrong)).status).toBe(400);
  }
  expect((await server.owner.post(path, { names: ["gone"] })).body).toMatchObject({ cause: "forge-not-found" });
});
