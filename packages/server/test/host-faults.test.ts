import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { addRun, beginRun, endRun, rename, writeLog } from "../../../test/forges/index.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";

// What goes wrong with a host: nothing is lost, it is said plainly, and it heals by itself.
const at = bitbucketAt();
beforeEach(() => at.begin());

const status = async () => (await at.server.owner.get(`/connections/${at.connection}/collection`)).body.repositories[0];

test("a repository that is renamed is found by its id, and goes on where it was", async () => {
  const run = addRun(at.remote);
  beginRun(run);
  await at.watch();
  const [{ id }] = await at.listed();
  rename(at.bitbucket.world, at.remote, `${at.remote.full_name}-new`);
  endRun(run, "SUCCESSFUL");
  await at.lookLater();
  await at.lookLater();
  expect(await at.listed()).toMatchObject([{ id, outcome: "success" }]);
  expect(await status()).toMatchObject({ name: `${at.remote.full_name}-new` });
  expect(await status()).not.toHaveProperty("problem");
  const { body } = await at.server.owner.get(`/repositories/${at.repository}`);
  expect(body).toMatchObject({ location: `https://bitbucket.org/${at.remote.full_name}-new.git` });
});

test("one that is deleted is said, keeps what is here, and goes on when it is back", async () => {
  const run = addRun(at.remote);
  beginRun(run);
  await at.watch();
  at.bitbucket.world.repositories.delete(at.remote.full_name);
  await at.lookLater();
  expect(await status()).toMatchObject({ problem: expect.stringContaining("has no") });
  expect(await at.listed()).toMatchObject([{ state: "running" }]);
  at.bitbucket.world.repositories.set(at.remote.full_name, at.remote);
  endRun(run, "SUCCESSFUL");
  await at.lookLater();
  expect(await at.listed()).toMatchObject([{ outcome: "success" }]);
  expect(await status()).not.toHaveProperty("problem");
});

test("a host that is down for an hour is asked the less often the longer it is, and what ran meanwhile is here after", async () => {
  const run = addRun(at.remote);
  beginRun(run);
  await at.watch();
  at.bitbucket.isDown = true;
  at.bitbucket.asked.length = 0;
  const pauses: number[] = [];
  for (let minutes = 0; minutes < 60; minutes += 5) {
    const before = at.bitbucket.asked.length;
    at.passTime(5 * 60_000);
    await at.server.app.collector.look();
    if (at.bitbucket.asked.length > before) pauses.push(minutes);
  }
  expect(await status()).toMatchObject({ problem: expect.any(String), unfinished: 1 });
  expect(pauses.length).toBeLessThan(12);
  endRun(run, "FAILED");
  endRun(addRun(at.remote), "SUCCESSFUL");
  at.bitbucket.isDown = false;
  await at.lookLater();
  expect(await at.listed()).toMatchObject([
    { number: 2, outcome: "success" },
    { number: 1, outcome: "failed" },
  ]);
  expect(await status()).not.toHaveProperty("problem");
});

test("clocks that differ, and times that run backwards, make no duration negative and keep no run from being read", async () => {
  // A year ahead of this server.
  const created_on = new Date(Date.UTC(2027, 0, 2)).toISOString();
  const ahead = addRun(at.remote, { created_on });
  beginRun(ahead);
  endRun(ahead, "SUCCESSFUL");
  const backwards = addRun(at.remote);
  beginRun(backwards);
  endRun(backwards, "SUCCESSFUL");
  const early = new Date(Date.parse(backwards.created_on) - 60_000).toISOString();
  backwards.completed_on = early;
  for (const step of backwards.steps) step.completed_on = early;
  await at.watch();
  const items = await at.listed();
  expect(items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["success", "success"]);
  for (const { durationMs } of items) expect(durationMs).toBeGreaterThanOrEqual(0);
  endRun(addRun(at.remote), "FAILED");
  await at.lookLater();
  expect(await at.listed()).toHaveLength(3);
});

test("history that is rewritten on the host takes nothing from the runs of commits that are no more", async () => {
  const run = addRun(at.remote);
  beginRun(run);
  endRun(run, "SUCCESSFUL");
  await at.watch();
  const [before] = await at.listed();
  // The branch stands on another commit, and numbers go on.
  const commit = { type: "commit", hash: "f".repeat(40) };
  const again = addRun(at.remote, { target: { ...run.target, commit } });
  endRun(again, "SUCCESSFUL");
  await at.lookLater();
  expect(await at.listed()).toMatchObject([{ number: 2, commit: commit.hash }, before]);
});

test("a log of 200 MB is kept whole and read from its end, without holding it", async () => {
  const run = addRun(at.remote);
  beginRun(run);
  const line = `${"x".repeat(99)}\n`;
  writeLog(run.steps[0], line.repeat(2_000_000));
  endRun(run, "SUCCESSFUL");
  await at.watch();
  const [{ id }] = await at.listed();
  const before = process.memoryUsage().rss;
  const { status: answered, body } = await at.server.owner.get(`/executions/${id}/logs?stage=Build&tail=2`);
  expect(answered).toBe(200);
  expect(body).toMatchObject({ lineCount: 2_000_000, ended: true });
  // It has ended: it is kept compressed.
  const kept = join(at.server.app.options.dataDirectory, "logs", id);
  expect(await readdir(kept)).toContainEqual(expect.stringMatching(/\.log\.zst$/));
  expect(await readdir(kept)).not.toContainEqual(expect.stringMatching(/\.log$/));
  expect(body.items).toHaveLength(2);
  // The double, which runs here too, sends it as one: what is kept is written as it comes.
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
});
