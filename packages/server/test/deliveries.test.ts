import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { activePipeline, addRepository, endOf, until } from "./executions.ts";
import { createWebhook, githubPush } from "./support/send-delivery.ts";
import { hookedDefinition, shareHookedShop } from "./support/share-hooked-shop.ts";
import { createWorkTree } from "./work-tree.ts";

const shop = shareHookedShop();

test("a delivery that comes again runs nothing twice, also under another id; by hand it is worked on again", async () => {
  const hook = await shop.webhook("github");
  const payload = githubPush("main", shop.first, shop.second);
  const sent = await shop.send(hook, { event: "push", payload, id: "72d3162e" });
  await shop.workedOn(sent.body.delivery);
  const count = await shop.executions();
  for (const id of ["72d3162e", "another"]) {
    expect(await shop.send(hook, { event: "push", payload, id })).toMatchObject({
      status: 200,
      body: { delivery: sent.body.delivery, state: "done", repeated: true },
    });
  }
  await shop.server.app.webhooks.look();
  expect(await shop.executions()).toBe(count);
  const again = await shop.server.owner.post(`/deliveries/${sent.body.delivery}/redeliver`, {});
  expect(again).toMatchObject({ status: 202, body: { redeliveryOf: sent.body.delivery } });
  expect(await shop.workedOn(again.body.id)).toMatchObject({ state: "done" });
  expect(await shop.executions()).toBe(count + 1);
  const listed = await shop.server.owner.get(`/webhooks/${hook.id}/deliveries?limit=1`);
  expect(listed.body.items).toMatchObject([{ id: again.body.id }]);
  const found = async (search: string) =>
    (await shop.server.owner.get(`/webhooks/${hook.id}/deliveries?search=${search}`)).body.items;
  expect(await found("PUSH")).not.toEqual([]);
  expect(await found("nothing-like-it")).toEqual([]);
  const next = await shop.server.owner.get(`/webhooks/${hook.id}/deliveries?limit=1&cursor=${listed.body.nextCursor}`);
  expect(next.body.items).toMatchObject([{ id: sent.body.delivery }]);
});

test("a delivery of Bitbucket that somebody kept starts nothing under another id and event; by hand it does", async () => {
  const hook = await shop.webhook("bitbucket");
  const side = (hash: string) => ({ type: "branch", name: "main", target: { hash } });
  const payload = { push: { changes: [{ old: side(shop.first), new: side(shop.second) }] } };
  const sent = await shop.send(hook, { event: "repo:push", payload, id: "one" });
  expect(await shop.workedOn(sent.body.delivery)).toMatchObject({ state: "done" });
  const count = await shop.executions();
  for (const event of ["repo:push", "repo:push:again"]) {
    expect(await shop.send(hook, { event, payload, id: `kept-${event}` })).toMatchObject({
      status: 200,
      body: { delivery: sent.body.delivery, state: "done", repeated: true },
    });
  }
  await shop.server.app.webhooks.look();
  expect(await shop.executions()).toBe(count);
  const again = await shop.server.owner.post(`/deliveries/${sent.body.delivery}/redeliver`, {});
  expect(await shop.workedOn(again.body.id)).toMatchObject({ state: "done" });
  expect(await shop.executions()).toBe(count + 1);
});

test("a delivery can be looked at as it came, without what proves its sender", async () => {
  const hook = await shop.webhook("gitlab");
  const payload = '{ "object_kind": "note",   "text": "größe" }';
  const sent = await shop.send(hook, { event: "Note Hook", payload, headers: { cookie: "a=b" } });
  const delivery = await shop.workedOn(sent.body.delivery);
  expect(delivery).toMatchObject({ body: payload, state: "ignored", headers: { "x-gitlab-event": "Note Hook" } });
  expect(JSON.stringify(delivery)).not.toContain(hook.secret);
  expect(Object.keys(delivery.headers)).not.toContain("cookie");
});

test("a payload of the wrong shape is kept with what is wrong, and is not tried again", async () => {
  const hook = await shop.webhook("github");
  const sent = await shop.send(hook, { event: "push", payload: { ref: ["refs/heads/main"] } });
  expect(await shop.workedOn(sent.body.delivery)).toMatchObject({
    state: "failed",
    attempts: 1,
    result: { problem: expect.stringContaining("at ref") },
  });
});

test("a form with the payload in it is read as JSON is", async () => {
  const hook = await shop.webhook("github");
  const payload = new URLSearchParams({ payload: JSON.stringify({ zen: "calm" }) }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await shop.send(hook, { event: "ping", payload, headers })).status).toBe(202);
});

test("what fails for a reason that may pass is tried again, and then starts what it starts", async () => {
  const away = await createWorkTree({ "headrace.yml": hookedDefinition, "data.txt": "one\n" });
  const repository = await addRepository(shop.server.owner, "away", away.directory);
  await activePipeline(shop.server.owner, { name: "away", repository, source: "repository" });
  const hook = await createWebhook(shop.server, repository, "github");
  const commit = await away.commit({ "data.txt": "two\n" });
  const objects = join(away.directory, ".git", "objects");
  await rename(objects, `${objects}-away`);
  const sent = await shop.send(hook, { event: "push", payload: githubPush("main", shop.first, commit) });
  const waiting = await until(async () => {
    const { body } = await shop.server.owner.get(`/deliveries/${sent.body.delivery}`);
    return body.result === undefined ? undefined : body;
  });
  expect(waiting).toMatchObject({ state: "received", nextAttemptAt: expect.any(String) });
  expect(waiting.result.events).toMatchObject([{ event: "push to main", problem: expect.any(String), pipelines: [] }]);
  await rename(`${objects}-away`, objects);
  await shop.server.app.tables
    .updateTable("webhook_deliveries")
    .set({ next_attempt_at: 1 })
    .where("id", "=", sent.body.delivery)
    .execute();
  await shop.server.app.webhooks.look();
  const done = await shop.workedOn(sent.body.delivery);
  expect(done).toMatchObject({ state: "done", result: { events: [{ pipelines: [{ outcome: "started" }] }] } });
  await endOf(shop.server.owner, done.result.events[0].pipelines[0].executionId);
  await away[Symbol.asyncDispose]();
});

test("hundreds of deliveries, a hundred at once, are all kept, and each is worked on once", async () => {
  const hook = await shop.webhook("github");
  const statuses: number[] = [];
  const numbers = Array.from({ length: 300 }, (_, index) => index).values();
  const sender = async (): Promise<void> => {
    for (const index of numbers) {
      const payload = { ...githubPush("old", shop.second, "0".repeat(40)), index };
      statuses.push((await shop.send(hook, { event: "push", payload, id: `many-${index}` })).status);
    }
  };
  await Promise.all(Array.from({ length: 100 }, sender));
  expect(statuses).toHaveLength(300);
  expect(new Set(statuses)).toEqual(new Set([202]));
  await shop.server.app.webhooks.look();
  const rows = await shop.server.app.tables
    .selectFrom("webhook_deliveries")
    .select(["state", "attempts"])
    .where("webhook_id", "=", hook.id)
    .execute();
  expect(rows).toHaveLength(300);
  for (const row of rows) expect(row).toEqual({ state: "ignored", attempts: 1 });
}, 60_000);

test("what a server had received when it died is worked on by the next one, and starts nothing twice", async () => {
  const hook = await shop.webhook("github");
  const sent = await shop.send(hook, { event: "push", payload: githubPush("main", shop.first, shop.second) });
  const { result } = await shop.workedOn(sent.body.delivery);
  const [{ executionId }] = result.events[0].pipelines;
  const count = await shop.executions();
  // As after a death between the start of the execution and the note of it: claimed, and not done. Where several servers
  // may share the database, another's claim counts until it is over.
  const isOnlyServer = shop.server.app.store.database.kind === "sqlite";
  await shop.server.app.tables
    .updateTable("webhook_deliveries")
    .set({
      state: "received",
      result: null,
      next_attempt_at: 1,
      owner: "dead",
      lease_until: isOnlyServer ? Date.now() + 3_600_000 : 1,
    })
    .where("id", "=", sent.body.delivery)
    .execute();
  await shop.server.app.webhooks.begin();
  const again = await shop.workedOn(sent.body.delivery);
  expect(again).toMatchObject({ state: "done", attempts: 2 });
  expect(again.result.events[0].pipelines[0].executionId).toBe(executionId);
  expect(await shop.executions()).toBe(count);
});
