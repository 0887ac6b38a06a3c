import { createHmac } from "node:crypto";
import { rename } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { bindHooks } from "../src/hooks/bind-hooks.ts";
import { endOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

let server: TestServer;
let tree: WorkTree;
let repositoryId: string;
let pipelineId: string;
let first: string;
let second: string;

const definition = `name: shop
triggers:
  push: { branches: [main, 'release/**'], tags: ['v*'], ignorePaths: ['docs/**'] }
  pullRequest: { branches: [main] }
stages:
  test:
    steps: [{ run: 'cat data.txt' }]
`;

share(
  async () => {
    server = await startServer();
    tree = await createWorkTree({ "data.txt": "one\n", "headrace.yml": definition });
    first = tree.git("rev-parse", "HEAD");
    second = await tree.commit({ "data.txt": "two\n" }, "Sell bicycles too");
    repositoryId = (await server.owner.post("/repositories", { name: "shop", location: tree.directory })).body.id;
    pipelineId = await activePipeline("shop", "default");
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

async function activePipeline(name: string, channel: string): Promise<string> {
  const { body } = await server.owner.post("/pipelines", {
    name,
    repository: repositoryId,
    source: "repository",
    channel,
  });
  const { status } = await server.owner.post(`/pipelines/${body.id}/activate`, {});
  expect(status).toBe(200);
  return body.id;
}

async function executions(): Promise<number> {
  const { body } = await server.owner.get(`/pipelines/${pipelineId}/executions?limit=200`);
  return body.items.length;
}

function githubPush(branch: string, before: string, after: string) {
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    deleted: false,
    head_commit: { id: after },
    pushed_at: Math.random(),
  };
}

test("a push starts the active pipeline, at its commit, as the webhook's doing", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush("main", first, second) });
  expect(sent).toMatchObject({ status: 202, body: { state: "received", repeated: false } });
  const delivery = await workedOn(server, sent.body.delivery);
  expect(delivery).toMatchObject({
    state: "done",
    event: "push",
    attempts: 1,
    result: { events: [{ event: "push to main", commit: second, pipelines: [{ pipelineId, outcome: "started" }] }] },
  });
  const { executionId } = delivery.result.events[0].pipelines[0];
  const execution = await endOf(server.owner, executionId);
  expect(execution).toMatchObject({ outcome: "success", commit: second, branch: "main", event: "push" });
});

test("every pipeline that did not start says why", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const other = await activePipeline("other", "nightly");
  tree.git("checkout", "-qb", "feature/docs");
  const docs = await tree.commit({ "docs/a.md": "a\n" });
  const skipped = await tree.commit({ "data.txt": "three\n" }, "Tidy up [Skip CI]");
  tree.git("checkout", "-q", "main");
  const why = async (branch: string, before: string, after: string): Promise<readonly unknown[]> => {
    const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush(branch, before, after) });
    const { state, result } = await workedOn(server, sent.body.delivery);
    expect(state).toBe("ignored");
    return result.events[0].pipelines.map(({ outcome, reason }: Record<string, unknown>) => `${outcome}: ${reason}`);
  };
  expect(await why("feature/docs", second, docs)).toEqual(
    Array(2).fill('not-started: The branch "feature/docs" is none of: main, release/**.'),
  );
  expect(await why("main", second, docs)).toEqual(Array(2).fill("not-started: Only ignored files have changed."));
  expect(await why("main", docs, skipped)).toEqual(Array(2).fill("not-started: The commit's message says [skip ci]."));
  await server.owner.post(`/pipelines/${other}/deactivate`, {});
  const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush("main", second, skipped) });
  expect((await workedOn(server, sent.body.delivery)).result.events[0].pipelines).toHaveLength(1);
});

test("what an event would start is told without starting it", async () => {
  const count = await executions();
  const ask = async (event: Readonly<Record<string, unknown>>) =>
    (await server.owner.post(`/repositories/${repositoryId}/evaluate-triggers`, event)).body;
  const [wanted] = (await ask({ event: "push", branch: "main", commit: second, before: first })).pipelines;
  expect(wanted).toEqual({ pipelineId, name: "shop", starts: true, reason: 'The push to "main" matches.' });
  const [unwanted] = (await ask({ event: "pull_request", branch: "main", targetBranch: "next" })).pipelines;
  expect(unwanted).toMatchObject({ starts: false, reason: 'The target branch "next" is none of: main.' });
  expect(await ask({ event: "tag" })).toMatchObject({ code: "invalid-input", faults: [{ path: "tag" }] });
  expect(await ask({ event: "push", branch: "nowhere" })).toMatchObject({ status: 400 });
  expect(await executions()).toBe(count);
});

test("a tag starts what wants tags; a deleted branch and a test call start nothing", async () => {
  const hook = await createWebhook(server, repositoryId, "generic");
  tree.git("tag", "-a", "v1.0.0", "-m", "One", second);
  const zero = "0".repeat(40);
  const tagObject = tree.git("rev-parse", "v1.0.0");
  const updates = [
    { ref: "refs/tags/v1.0.0", before: zero, after: tagObject },
    { ref: "refs/heads/old", before: second, after: zero },
  ];
  const sent = await sendDelivery(server, hook, { event: "push", payload: { updates } });
  const { result } = await workedOn(server, sent.body.delivery);
  expect(result).toMatchObject({
    events: [{ event: "tag v1.0.0", commit: second, pipelines: [{ outcome: "started" }] }],
    ignored: ["the branch old was deleted"],
  });
  const execution = await endOf(server.owner, result.events[0].pipelines[0].executionId);
  expect(execution).toMatchObject({ outcome: "success", event: "tag", commit: second });
  const tested = await server.owner.post(`/webhooks/${hook.id}/test`, {});
  expect(tested).toMatchObject({ status: 202, body: { event: "ping", state: "received" } });
  expect(await workedOn(server, tested.body.id)).toMatchObject({
    state: "ignored",
    result: { ignored: ["a test call: the webhook works"] },
  });
});

test("a pull request runs as what it is, and one that was only retitled does not run again", async () => {
  const hook = await createWebhook(server, repositoryId, "bitbucket");
  tree.git("checkout", "-qb", "feature/basket", second);
  const commit = await tree.commit({ "data.txt": "basket\n" }, "Put a basket in");
  tree.git("checkout", "-q", "main");
  const payload = (event: string, repository: string) => ({
    pullrequest: {
      id: 42,
      title: `Put a basket in, ${event}`,
      source: {
        branch: { name: "feature/basket" },
        commit: { hash: commit.slice(0, 12) },
        repository: { uuid: repository },
      },
      destination: { branch: { name: "main" }, commit: { hash: second.slice(0, 12) }, repository: { uuid: "{own}" } },
    },
  });
  const deliver = async (event: string, repository: string) => {
    const sent = await sendDelivery(server, hook, { event, payload: payload(event, repository) });
    return (await workedOn(server, sent.body.delivery)).result.events[0].pipelines[0];
  };
  const trustOf = async (executionId: string) =>
    await server.app.tables
      .selectFrom("execution_links")
      .select(["trust", "trigger_kind"])
      .where("execution_id", "=", executionId)
      .executeTakeFirstOrThrow();
  const opened = await deliver("pullrequest:created", "{own}");
  expect(opened).toMatchObject({ outcome: "started" });
  expect(await trustOf(opened.executionId)).toEqual({ trust: "pullRequest", trigger_kind: "pull_request" });
  expect(await endOf(server.owner, opened.executionId)).toMatchObject({ outcome: "success", commit });
  expect(await deliver("pullrequest:updated", "{own}")).toMatchObject({
    outcome: "not-started",
    reason: `Execution ${opened.executionId} was for the same commit of it already.`,
  });
  const fork = await deliver("pullrequest:created", "{stranger}");
  expect(await trustOf(fork.executionId)).toEqual({ trust: "fork", trigger_kind: "pull_request" });
});

test("a delivery that comes again runs nothing twice, also under another id; by hand it is worked on again", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const payload = githubPush("main", first, second);
  const sent = await sendDelivery(server, hook, { event: "push", payload, id: "72d3162e" });
  await workedOn(server, sent.body.delivery);
  const count = await executions();
  for (const id of ["72d3162e", "another"]) {
    expect(await sendDelivery(server, hook, { event: "push", payload, id })).toMatchObject({
      status: 200,
      body: { delivery: sent.body.delivery, state: "done", repeated: true },
    });
  }
  await server.app.webhooks.look();
  expect(await executions()).toBe(count);
  const again = await server.owner.post(`/deliveries/${sent.body.delivery}/redeliver`, {});
  expect(again).toMatchObject({ status: 202, body: { redeliveryOf: sent.body.delivery } });
  expect(await workedOn(server, again.body.id)).toMatchObject({ state: "done" });
  expect(await executions()).toBe(count + 1);
  const listed = await server.owner.get(`/webhooks/${hook.id}/deliveries?limit=1`);
  expect(listed.body.items).toMatchObject([{ id: again.body.id }]);
  const found = async (search: string) =>
    (await server.owner.get(`/webhooks/${hook.id}/deliveries?search=${search}`)).body.items;
  expect(await found("PUSH")).not.toEqual([]);
  expect(await found("nothing-like-it")).toEqual([]);
  const next = await server.owner.get(`/webhooks/${hook.id}/deliveries?limit=1&cursor=${listed.body.nextCursor}`);
  expect(next.body.items).toMatchObject([{ id: sent.body.delivery }]);
});

test("a delivery of Bitbucket that somebody kept starts nothing under another id and event; by hand it does", async () => {
  const hook = await createWebhook(server, repositoryId, "bitbucket");
  const side = (hash: string) => ({ type: "branch", name: "main", target: { hash } });
  const payload = { push: { changes: [{ old: side(first), new: side(second) }] } };
  const sent = await sendDelivery(server, hook, { event: "repo:push", payload, id: "one" });
  expect(await workedOn(server, sent.body.delivery)).toMatchObject({ state: "done" });
  const count = await executions();
  for (const event of ["repo:push", "repo:push:again"]) {
    expect(await sendDelivery(server, hook, { event, payload, id: `kept-${event}` })).toMatchObject({
      status: 200,
      body: { delivery: sent.body.delivery, state: "done", repeated: true },
    });
  }
  await server.app.webhooks.look();
  expect(await executions()).toBe(count);
  const again = await server.owner.post(`/deliveries/${sent.body.delivery}/redeliver`, {});
  expect(await workedOn(server, again.body.id)).toMatchObject({ state: "done" });
  expect(await executions()).toBe(count + 1);
});

test("a delivery can be looked at as it came, without what proves its sender", async () => {
  const hook = await createWebhook(server, repositoryId, "gitlab");
  const payload = '{ "object_kind": "note",   "text": "größe" }';
  const sent = await sendDelivery(server, hook, { event: "Note Hook", payload, headers: { cookie: "a=b" } });
  const delivery = await workedOn(server, sent.body.delivery);
  expect(delivery).toMatchObject({ body: payload, state: "ignored", headers: { "x-gitlab-event": "Note Hook" } });
  expect(JSON.stringify(delivery)).not.toContain(hook.secret);
  expect(Object.keys(delivery.headers)).not.toContain("cookie");
});

test("GitLab's signatures are believed with their id and time, and a wrong one is not made good by a token", async () => {
  const hook = await createWebhook(server, repositoryId, "gitlab");
  const body = JSON.stringify({ object_kind: "note" });
  const send = async (time: number, key: string, signedId = "one"): Promise<number> => {
    const digest = createHmac("sha256", Buffer.from(key.slice("whsec_".length), "base64"));
    const signature = digest.update(`${signedId}.${time}.${body}`).digest("base64");
    const headers = {
      "webhook-id": "one",
      "webhook-timestamp": String(time),
      "webhook-signature": `v1,AAAA v1,${signature}`,
      "x-gitlab-event": "Note Hook",
      "x-gitlab-token": hook.secret,
    };
    return (await fetch(`${server.url}/hooks/gitlab/${hook.id}`, { method: "POST", headers, body })).status;
  };
  const now = Math.floor(Date.now() / 1000);
  expect(await send(now, hook.secret)).toBe(202);
  expect(await send(now - 3600, hook.secret)).toBe(401);
  expect(await send(now, hook.secret, "two")).toBe(401);
  expect(await send(now, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")).toBe(401);
});

test("whoever cannot sign learns nothing: no webhook, another's kind, switched off, unsigned, wrongly signed", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const off = await createWebhook(server, repositoryId, "github");
  await server.owner.patch(`/webhooks/${off.id}`, { enabled: false });
  const ping = { event: "ping", payload: {} };
  const answers = [
    await sendDelivery(server, hook, { ...ping, secret: "wrong wrong wrong wrong" }),
    await sendDelivery(server, hook, { ...ping, headers: { "x-hub-signature-256": "sha1=00" } }),
    await sendDelivery(server, { ...hook, kind: "bitbucket" }, ping),
    await sendDelivery(server, { ...hook, kind: "sourceforge" }, ping),
    await sendDelivery(server, { ...hook, id: "größe%0d%0aX-Injected:%20yes" }, ping),
    await sendDelivery(server, { ...hook, id: "' OR 1=1 --" }, ping),
    await sendDelivery(server, off, ping),
  ];
  for (const { status, body, headers } of answers) {
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      status: 401,
      code: "unauthenticated",
      detail: answers[0]?.body.detail,
    });
    expect(headers.has("x-injected")).toBe(false);
  }
  const { body } = await server.owner.get(`/webhooks/${hook.id}`);
  expect(body.lastRefusal).toMatchObject({ why: "it was signed with another secret" });
  expect((await server.owner.get(`/webhooks/${hook.id}/deliveries`)).body.items).toEqual([]);
});

test("a rotated secret is believed at once, the old one no more, and neither is ever shown again", async () => {
  const hook = await createWebhook(server, repositoryId, "generic");
  const { body } = await server.owner.patch(`/webhooks/${hook.id}`, { rotateSecret: true });
  expect(body.secret).not.toBe(hook.secret);
  const ping = { event: "ping", payload: {} };
  expect((await sendDelivery(server, hook, ping)).status).toBe(401);
  expect((await sendDelivery(server, hook, { ...ping, secret: body.secret })).status).toBe(202);
  const shown = JSON.stringify([
    (await server.owner.get(`/webhooks/${hook.id}`)).body,
    (await server.owner.get(`/repositories/${repositoryId}/webhooks`)).body,
  ]);
  expect(shown).not.toContain(body.secret);
});

test("a generic signature holds for its own time and id only", async () => {
  const hook = await createWebhook(server, repositoryId, "generic");
  const ping = { event: "ping", payload: {} };
  const time = Math.floor(Date.now() / 1000);
  expect((await sendDelivery(server, hook, { ...ping, time: time - 301 })).status).toBe(401);
  expect((await sendDelivery(server, hook, { ...ping, time: time + 400 })).status).toBe(401);
  expect((await sendDelivery(server, hook, { ...ping, headers: { "x-headrace-delivery": "other" } })).status).toBe(401);
});

test.each([
  ["malformed JSON", "{", {}],
  ["no JSON at all", "", {}],
  ["no event", "{}", { "x-github-event": "" }],
  ["an id with blanks", "{}", { "x-github-delivery": "a b" }],
])("what is signed but cannot be read is refused: %s", async (_what, payload, headers) => {
  const hook = await createWebhook(server, repositoryId, "github");
  expect(await sendDelivery(server, hook, { event: "push", payload, headers })).toMatchObject({
    status: 400,
    body: { code: "invalid-input" },
  });
});

test("a payload of the wrong shape is kept with what is wrong, and is not tried again", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const sent = await sendDelivery(server, hook, { event: "push", payload: { ref: ["refs/heads/main"] } });
  expect(await workedOn(server, sent.body.delivery)).toMatchObject({
    state: "failed",
    attempts: 1,
    result: { problem: expect.stringContaining("at ref") },
  });
});

test("a form with the payload in it is read as JSON is", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const payload = new URLSearchParams({ payload: JSON.stringify({ zen: "calm" }) }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await sendDelivery(server, hook, { event: "ping", payload, headers })).status).toBe(202);
});

/** What a server answers to bytes as they are written here. */
async function raw(text: string, url = server.url): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname, () => socket.write(text));
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    if (/\r\n\r\n/.test(answer)) socket.destroy();
  });
  socket.on("close", () => resolve(answer));
  socket.on("error", () => resolve(answer));
  return await promise;
}

test("a body that is too large, or that no webhook waits for, is refused before it has come", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const head = (id: string, length: number, signature = "X-Hub-Signature-256: sha256=00\r\n"): string =>
    `POST /hooks/github/${id} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${signature}Content-Length: ${length}\r\n\r\n{`;
  expect(await raw(head(hook.id, 26 * 1024 * 1024))).toMatch(/^HTTP\/1.1 413 /);
  expect(await raw(head("01a1fc60-1f4d-7c0e-9a3b-2f6a1f0f7c11", 1000))).toMatch(/^HTTP\/1.1 401 /);
  expect(await raw(head(hook.id, 1000, ""))).toMatch(/^HTTP\/1.1 401 /);
});

test("a body that comes in pieces without a length ends at the limit", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const chunk = new Uint8Array(1024 * 1024);
  let left = 30;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const headers = { "x-hub-signature-256": "sha256=00", "content-type": "application/json" };
  const url = `${server.url}/hooks/github/${hook.id}`;
  const answer = await fetch(url, { method: "POST", headers, body, duplex: "half" }).then(
    ({ status }) => status,
    // The connection may be closed while the rest is still being written.
    () => 413,
  );
  expect(answer).toBe(413);
  expect((await server.owner.get(`/webhooks/${hook.id}/deliveries`)).body.items).toEqual([]);
});

test("a body that comes too slowly is not waited for", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const impatient = Fastify();
  bindHooks(impatient, server.app, { bodyDeadline: 20 });
  const url = await impatient.listen({ host: "127.0.0.1", port: 0 });
  const answer = await raw(
    `POST /hooks/github/${hook.id} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 9\r\n\r\n{`,
    url,
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer.toLowerCase()).toContain("connection: close");
  await impatient.close();
});

test("what fails for a reason that may pass is tried again, and then starts what it starts", async () => {
  const away = await createWorkTree({ "headrace.yml": definition, "data.txt": "one\n" });
  const repository = (await server.owner.post("/repositories", { name: "away", location: away.directory })).body.id;
  const created = await server.owner.post("/pipelines", { name: "away", repository, source: "repository" });
  await server.owner.post(`/pipelines/${created.body.id}/activate`, {});
  const hook = await createWebhook(server, repository, "github");
  const commit = await away.commit({ "data.txt": "two\n" });
  const objects = join(away.directory, ".git", "objects");
  await rename(objects, `${objects}-away`);
  const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush("main", first, commit) });
  const waiting = await until(async () => {
    const { body } = await server.owner.get(`/deliveries/${sent.body.delivery}`);
    return body.result === undefined ? undefined : body;
  });
  expect(waiting).toMatchObject({ state: "received", nextAttemptAt: expect.any(String) });
  expect(waiting.result.events).toMatchObject([{ event: "push to main", problem: expect.any(String), pipelines: [] }]);
  await rename(`${objects}-away`, objects);
  await server.app.tables
    .updateTable("webhook_deliveries")
    .set({ next_attempt_at: 1 })
    .where("id", "=", sent.body.delivery)
    .execute();
  await server.app.webhooks.look();
  const done = await workedOn(server, sent.body.delivery);
  expect(done).toMatchObject({ state: "done", result: { events: [{ pipelines: [{ outcome: "started" }] }] } });
  await endOf(server.owner, done.result.events[0].pipelines[0].executionId);
  await away[Symbol.asyncDispose]();
});

test("a header that was sent twice counts for nothing", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const signature = `sha256=${createHmac("sha256", hook.secret).update("{}").digest("hex")}`;
  const answer = await raw(
    `POST /hooks/github/${hook.id} HTTP/1.1\r\nHost: x\r\nX-GitHub-Event: ping\r\nX-GitHub-Delivery: 1\r\n` +
      `X-Hub-Signature-256: sha256=00\r\nX-Hub-Signature-256: ${signature}\r\nContent-Length: 2\r\n\r\n{}`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

test("nobody of another organization reads, changes or sends again what is not theirs", async () => {
  const hook = await createWebhook(server, repositoryId, "generic");
  const sent = await sendDelivery(server, hook, { event: "ping", payload: {} });
  const outsider = await server.outsider();
  for (const path of [`/webhooks/${hook.id}`, `/webhooks/${hook.id}/deliveries`, `/deliveries/${sent.body.delivery}`]) {
    expect(await outsider.get(path)).toMatchObject({ status: 404 });
  }
  expect(await outsider.post(`/deliveries/${sent.body.delivery}/redeliver`, {})).toMatchObject({ status: 404 });
  expect(await outsider.delete(`/webhooks/${hook.id}`)).toMatchObject({ status: 404 });
});

test("hundreds of deliveries, a hundred at once, are all kept, and each is worked on once", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const statuses: number[] = [];
  const numbers = Array.from({ length: 300 }, (_, index) => index).values();
  const sender = async (): Promise<void> => {
    for (const index of numbers) {
      const payload = { ...githubPush("old", second, "0".repeat(40)), index };
      statuses.push((await sendDelivery(server, hook, { event: "push", payload, id: `many-${index}` })).status);
    }
  };
  await Promise.all(Array.from({ length: 100 }, sender));
  expect(statuses).toHaveLength(300);
  expect(new Set(statuses)).toEqual(new Set([202]));
  await server.app.webhooks.look();
  const rows = await server.app.tables
    .selectFrom("webhook_deliveries")
    .select(["state", "attempts"])
    .where("webhook_id", "=", hook.id)
    .execute();
  expect(rows).toHaveLength(300);
  for (const row of rows) expect(row).toEqual({ state: "ignored", attempts: 1 });
}, 60_000);

test("what a server had received when it died is worked on by the next one, and starts nothing twice", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush("main", first, second) });
  const { result } = await workedOn(server, sent.body.delivery);
  const [{ executionId }] = result.events[0].pipelines;
  const count = await executions();
  // As after a death between the start of the execution and the note of it: claimed, and not done. Where several servers
  // may share the database, another's claim counts until it is over.
  const isOnlyServer = server.app.store.database.kind === "sqlite";
  await server.app.tables
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
  await server.app.webhooks.begin();
  const again = await workedOn(server, sent.body.delivery);
  expect(again).toMatchObject({ state: "done", attempts: 2 });
  expect(again.result.events[0].pipelines[0].executionId).toBe(executionId);
  expect(await executions()).toBe(count);
});

test("all of an organization are listed and searched, without those of repositories where a person may not see them", async () => {
  const hook = await createWebhook(server, repositoryId, "gitlab");
  const developer = await server.client({ role: "developer" });
  const listed = async (query: string): Promise<readonly string[]> =>
    (await developer.get(`/webhooks?limit=200&${query}`)).body.items.map(({ id }: { readonly id: string }) => id);
  expect(await listed("search=SHOP")).toContain(hook.id);
  expect(await listed(`repository=${repositoryId}&search=gitlab`)).toContain(hook.id);
  expect(await listed("search=bitbucket-server")).not.toContain(hook.id);
  await server.owner.put("/role-limits", {
    user: developer.userId,
    scope: "repository",
    scopeId: repositoryId,
    role: "viewer",
  });
  expect(await listed("search=shop")).toEqual([]);
  expect((await (await server.client({ role: "viewer" })).get("/webhooks")).status).toBe(403);
});
