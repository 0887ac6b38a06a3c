import { beforeEach, expect, test } from "vitest";
import { addRun, beginRun, endRun } from "../../../test/forges/index.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";
import { sendDelivery, type TestWebhook, workedOn } from "./support/send-delivery.ts";

// How reliably runs are collected, counted from looks that were made.
const at = bitbucketAt();
beforeEach(async () => {
  at.bitbucket.world.webhooks.clear();
  at.bitbucket.isDown = false;
  await at.begin();
});

const reliability = async (query = "") =>
  (await at.server.owner.get(`/connections/${at.connection}/reliability${query}`)).body;
const timeOf = (milliseconds: number) => new Date(milliseconds).toISOString();

async function look(after: number): Promise<void> {
  at.passTime(after);
  await at.server.app.collector.look();
}

/** A run that was made now. */
function runNow() {
  const run = addRun(at.remote, { created_on: timeOf(at.now()) });
  beginRun(run);
  return run;
}

function endNow(run: ReturnType<typeof addRun>): void {
  endRun(run, "SUCCESSFUL");
  run.completed_on = timeOf(at.now());
  for (const step of run.steps) step.completed_on = run.completed_on;
}

async function registered(): Promise<TestWebhook> {
  const { status, body } = await at.server.owner.post(`/connections/${at.connection}/webhook`, {});
  expect(status).toBe(201);
  const [{ id, kind, url }] = body.webhooks;
  return { id, kind, url, secret: String(at.bitbucket.world.webhooks.get("acme")?.[0]?.body.secret) };
}

async function tell(hook: TestWebhook): Promise<void> {
  const payload = { at: at.now(), repository: { uuid: at.remote.uuid }, push: { changes: [] } };
  const { body } = await sendDelivery(at.server, hook, { event: "repo:push", payload });
  await workedOn(at.server, body.delivery);
  await at.server.app.collector.look();
}

const nothing = { changes: 0 };

test("looks that worked and looks that failed are counted, by why they did, for a day and for a week", async () => {
  expect(await reliability()).toEqual({
    day: {
      looks: 0,
      worked: 0,
      failures: [],
      delays: { all: nothing, told: nothing, found: nothing },
      missedWebhooks: 0,
    },
    week: expect.objectContaining({ looks: 0 }),
  });
  await at.watch();
  await look(15 * 60_000);
  await look(15 * 60_000);
  at.bitbucket.faults.push({ on: /pipelines\?/, reply: { status: 200, bytes: Buffer.from('{"values": [{"uui') } });
  await look(15 * 60_000);
  expect((await reliability()).day).toMatchObject({
    looks: 4,
    worked: 3,
    share: 0.75,
    failures: [{ reason: "unreadable", looks: 1 }],
  });
  at.bitbucket.isDown = true;
  for (let hours = 0; hours < 3; hours++) await look(60 * 60_000);
  at.bitbucket.isDown = false;
  await look(60 * 60_000);
  const { day, week } = await reliability();
  expect(day).toMatchObject({ looks: 8, worked: 4, share: 0.5 });
  expect(day.failures.map(({ looks }: { looks: number }) => looks)).toEqual([3, 1]);
  expect(week).toEqual(day);
  await look(24 * 3_600_000);
  expect(await reliability()).toMatchObject({
    day: { looks: 1, worked: 1, share: 1, failures: [] },
    week: { looks: 9 },
  });
});

test("what changes is seen with a delay from when the host says that it did, and history has none", async () => {
  endRun(addRun(at.remote), "SUCCESSFUL");
  await at.watch();
  await look(15 * 60_000);
  expect((await reliability()).day.delays.all).toEqual(nothing);
  const run = runNow();
  await look(100_000);
  const { all, told, found } = (await reliability()).day.delays;
  expect(all).toEqual(found);
  expect(told).toEqual(nothing);
  expect(found).toEqual({ changes: 1, median: 120, percentile95: 120 });
  endNow(run);
  await look(20_000);
  // Its step ended, and it itself.
  expect((await reliability()).day.delays.found).toEqual({ changes: 3, median: 20, percentile95: 120 });
});

test("what a webhook told stands apart from what a look found, and one that did not come is missed", async () => {
  await at.watch();
  const hook = await registered();
  await look(60_000);
  const run = runNow();
  at.passTime(6_000);
  await tell(hook);
  at.passTime(60_000);
  endNow(run);
  at.passTime(3_000);
  await tell(hook);
  const told = (await reliability()).day;
  expect(told.delays.told).toEqual({ changes: 3, median: 3, percentile95: 6 });
  expect(told).toMatchObject({ missedWebhooks: 0, delays: { found: nothing } });
  at.passTime(1_000);
  const silent = runNow();
  await look(60_000);
  endNow(silent);
  await look(60_000);
  const after = (await reliability()).day;
  expect(after).toMatchObject({ missedWebhooks: 1, delays: { told: told.delays.told } });
  expect(after.delays.found.changes).toBeGreaterThan(0);
  expect(after.delays.all.changes).toBe(told.delays.told.changes + after.delays.found.changes);
});

test("where no webhook is registered none is missed", async () => {
  await at.watch();
  const run = runNow();
  await look(60_000);
  endNow(run);
  await look(60_000);
  expect((await reliability()).day).toMatchObject({ missedWebhooks: 0, delays: { told: nothing } });
});

test("one repository is told by itself, to those who see it", async () => {
  await at.watch();
  expect((await reliability(`?repository=${at.repository}`)).day.looks).toBe(1);
  const path = `/connections/${at.connection}/reliability`;
  expect((await at.server.owner.get(`${path}?repository=nothing`)).status).toBe(404);
  const outsider = await at.server.outsider();
  expect((await outsider.get(path)).status).toBe(404);
});

test("counts go after eight days, and with their repository", async () => {
  const rows = async () =>
    (
      await at.server.app.tables
        .selectFrom("collection_hours")
        .select("count")
        .where("repository_id", "=", at.repository)
        .execute()
    ).length;
  await at.watch();
  expect(await rows()).toBe(1);
  at.passTime(9 * 24 * 3_600_000);
  await at.server.app.retention.round();
  expect(await rows()).toBe(0);
  await look(0);
  expect(await rows()).toBe(1);
  await at.server.owner.delete(`/repositories/${at.repository}`);
  expect(await rows()).toBe(0);
});
