import { beforeEach, expect, test } from "vitest";
import { addRepository, addRun, beginRun, endRun } from "../../../test/forges/index.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";
import { sendDelivery, type TestWebhook, workedOn } from "./support/send-delivery.ts";

// One webhook of a workspace, which finds the repository by what it is told.
const at = bitbucketAt();
beforeEach(async () => {
  at.bitbucket.world.webhooks.clear();
  await at.begin();
});

const registerForAll = () => at.server.owner.post(`/connections/${at.connection}/webhook`, {});
const workspaceHooks = () => at.bitbucket.world.webhooks.get("acme") ?? [];

/** As the host was told it, with the secret that nobody else knows. */
async function registered(): Promise<TestWebhook> {
  const { status, body } = await registerForAll();
  expect({ status, body }).toMatchObject({ status: 201, body: { level: "owner" } });
  const [{ id, kind, url }] = body.webhooks;
  return { id, kind, url, secret: String(workspaceHooks()[0]?.body.secret) };
}

test("one webhook of the workspace tells of every repository that is watched, and of no other", async () => {
  const run = addRun(at.remote);
  beginRun(run);
  await at.watch();
  const hook = await registered();
  expect(workspaceHooks()).toMatchObject([{ body: { url: hook.url, active: true } }]);
  expect(at.remote.webhooks).toEqual([]);
  at.passTime(5_000);
  endRun(run, "SUCCESSFUL");
  const attributes = [{ key: "pipeline.repository.uuid", value: { stringValue: at.remote.uuid } }];
  const spans = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: "bbc.pipeline_run", attributes }] }] }] };
  const sent = await sendDelivery(at.server, hook, { event: "pipeline:span_created", payload: spans });
  expect(sent.status).toBe(202);
  expect(await workedOn(at.server, sent.body.delivery)).toMatchObject({ repositoryId: at.repository });
  // By nothing else: the clock stands still.
  await expect.poll(async () => (await at.listed())[0].outcome, { timeout: 20_000, interval: 50 }).toBe("success");
  const other = addRepository(at.bitbucket.world, "acme/other");
  const payload = { repository: { uuid: other.uuid }, push: { changes: [] } };
  const unwatched = await sendDelivery(at.server, hook, { event: "repo:push", payload });
  const worked = await workedOn(at.server, unwatched.body.delivery);
  expect(worked).toMatchObject({ state: "ignored", result: { ignored: [expect.stringContaining("no repository")] } });
  expect(worked).not.toHaveProperty("repositoryId");
});

test("a new secret is told to the host in the webhook's place, and shown to nobody", async () => {
  await at.watch();
  const hook = await registered();
  const [before] = workspaceHooks();
  at.bitbucket.faults.push({ on: /^PUT .*\/hooks\//, reply: { status: 403, json: { type: "error", error: {} } } });
  expect(await at.server.owner.patch(`/webhooks/${hook.id}`, { rotateSecret: true })).toMatchObject({ status: 422 });
  const send = async (by: TestWebhook, number: number) => {
    const payload = { number, repository: { uuid: at.remote.uuid }, push: { changes: [] } };
    return (await sendDelivery(at.server, by, { event: "repo:push", payload })).status;
  };
  expect(await send(hook, 1)).toBe(202);
  const changed = await at.server.owner.patch(`/webhooks/${hook.id}`, { rotateSecret: true });
  expect(changed).toMatchObject({ status: 200, body: { id: hook.id, registered: true } });
  expect(changed.body).not.toHaveProperty("secret");
  const [after, ...others] = workspaceHooks();
  expect([after?.uuid, others]).toEqual([before?.uuid, []]);
  expect(after?.body.secret).not.toBe(hook.secret);
  expect(await send(hook, 2)).toBe(401);
  expect(await send({ ...hook, secret: String(after?.body.secret) }, 3)).toBe(202);
});

test("a push that it tells of is one of the repository by its id, also after a rename", async () => {
  await at.watch();
  const hook = await registered();
  const payload = { repository: { uuid: at.remote.uuid, full_name: "acme/renamed" }, push: { changes: [] } };
  const { body } = await sendDelivery(at.server, hook, { event: "repo:push", payload });
  expect(await workedOn(at.server, body.delivery)).toMatchObject({
    repositoryId: at.repository,
    result: { ignored: ["the push changed nothing"] },
  });
});

test("one that was deleted on the host and made again is found by its new id, once it is connected again", async () => {
  await at.watch();
  const hook = await registered();
  const again = addRepository(at.bitbucket.world, at.remote.full_name);
  const before = at.repository;
  await at.watch();
  const payload = { repository: { uuid: again.uuid }, push: { changes: [] } };
  const { body } = await sendDelivery(at.server, hook, { event: "repo:push", payload });
  expect(await workedOn(at.server, body.delivery)).toMatchObject({ repositoryId: before });
});

test("who does not have its secret is not believed, and another organization sees nothing of it", async () => {
  await at.watch();
  const hook = await registered();
  const payload = { repository: { uuid: at.remote.uuid }, push: { changes: [] } };
  const forged = await sendDelivery(at.server, hook, { event: "repo:push", payload, secret: "another secret of mine" });
  expect(forged.status).toBe(401);
  const { body } = await sendDelivery(at.server, hook, { event: "repo:push", payload });
  await workedOn(at.server, body.delivery);
  const outsider = await at.server.outsider();
  expect((await outsider.get(`/deliveries/${body.delivery}`)).status).toBe(404);
  expect((await outsider.post(`/connections/${at.connection}/webhook`, {})).status).toBe(404);
});

test("of a repository that a person is kept out of, its deliveries show nothing", async () => {
  await at.watch();
  const hook = await registered();
  const payload = { repository: { uuid: at.remote.uuid }, push: { changes: [] } };
  const { body } = await sendDelivery(at.server, hook, { event: "repo:push", payload });
  await workedOn(at.server, body.delivery);
  const developer = await at.server.client({ role: "developer" });
  const listed = async () => (await developer.get(`/webhooks/${hook.id}/deliveries`)).body.items;
  expect(await listed()).toHaveLength(1);
  const limit = { user: developer.userId, scope: "repository", scopeId: at.repository, role: "none" };
  expect((await at.server.owner.put("/role-limits", limit)).status).toBe(200);
  expect(await listed()).toEqual([]);
  expect((await developer.get(`/deliveries/${body.delivery}`)).status).toBe(404);
});

test("again it makes no second one, and it goes with its connection or by itself, on the host too", async () => {
  await at.watch();
  const hook = await registered();
  expect((await registerForAll()).body.webhooks).toMatchObject([{ id: hook.id, connectionId: at.connection }]);
  expect(workspaceHooks()).toHaveLength(1);
  const { body } = await at.server.owner.get("/webhooks?limit=200");
  expect(body.items).toContainEqual(expect.objectContaining({ id: hook.id, connectionId: at.connection }));
  expect((await at.server.owner.delete(`/webhooks/${hook.id}?onHost=true`)).status).toBe(200);
  expect(workspaceHooks()).toEqual([]);
});

test("where the token owns no workspace each repository gets one, which is said, and none gets two", async () => {
  await at.watch();
  const refuse = () =>
    at.bitbucket.faults.push({
      on: /POST .*workspaces\/acme\/hooks/,
      reply: { status: 403, json: { type: "error", error: { message: "You must be an owner" } } },
    });
  refuse();
  const { body } = await registerForAll();
  expect(body).toMatchObject({
    level: "repositories",
    why: expect.stringContaining("You must be an owner"),
    webhooks: [{ repositoryId: at.repository, registered: true }],
  });
  refuse();
  expect((await registerForAll()).body.webhooks).toHaveLength(1);
  expect(at.remote.webhooks).toHaveLength(1);
});

test("connecting repositories registers it where it is asked for, and not on a server that no host can reach", async () => {
  const path = `/connections/${at.connection}/repositories`;
  const names = [String(at.remote.full_name.split("/")[1])];
  const { body: silent } = await at.server.owner.post(path, { names });
  expect(silent).not.toHaveProperty("webhook");
  expect(workspaceHooks()).toEqual([]);
  expect((await at.server.owner.post(path, { names, webhook: true })).body).toMatchObject({
    webhook: { level: "owner" },
  });
  expect(workspaceHooks()).toHaveLength(1);
  const { body: audit } = await at.server.owner.get("/audit?operation=connections.register-webhook&limit=1");
  expect(audit.items).toMatchObject([
    { targetId: at.connection, outcome: "done", detail: { level: "owner", webhooks: [expect.any(String)] } },
  ]);
});
