import { createHmac } from "node:crypto";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { bindHooks } from "../src/hooks/bind-hooks.ts";
import { sendRaw } from "./support/send-raw.ts";
import { shareHookedShop } from "./support/share-hooked-shop.ts";

const shop = shareHookedShop();

test("GitLab's signatures are believed with their id and time, and a wrong one is not made good by a token", async () => {
  const hook = await shop.webhook("gitlab");
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
    return (await fetch(`${shop.server.url}/hooks/gitlab/${hook.id}`, { method: "POST", headers, body })).status;
  };
  const now = Math.floor(Date.now() / 1000);
  expect(await send(now, hook.secret)).toBe(202);
  expect(await send(now - 3600, hook.secret)).toBe(401);
  expect(await send(now, hook.secret, "two")).toBe(401);
  expect(await send(now, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")).toBe(401);
});

test("whoever cannot sign learns nothing: no webhook, another's kind, switched off, unsigned, wrongly signed", async () => {
  const hook = await shop.webhook("github");
  const off = await shop.webhook("github");
  await shop.server.owner.patch(`/webhooks/${off.id}`, { enabled: false });
  const ping = { event: "ping", payload: {} };
  const answers = [
    await shop.send(hook, { ...ping, secret: "wrong wrong wrong wrong" }),
    await shop.send(hook, { ...ping, headers: { "x-hub-signature-256": "sha1=00" } }),
    await shop.send({ ...hook, kind: "bitbucket" }, ping),
    await shop.send({ ...hook, kind: "sourceforge" }, ping),
    await shop.send({ ...hook, id: "größe%0d%0aX-Injected:%20yes" }, ping),
    await shop.send({ ...hook, id: "' OR 1=1 --" }, ping),
    await shop.send(off, ping),
  ];
  for (const { status, body, headers } of answers) {
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      status: 401,
      code: "unauthenticated",
      detail: answers[0]?.body.detail,
    });
    expect(headers.has("x-injected")).toBe(false);
  }
  const { body } = await shop.server.owner.get(`/webhooks/${hook.id}`);
  expect(body.lastRefusal).toMatchObject({ why: "it was signed with another secret" });
  expect((await shop.server.owner.get(`/webhooks/${hook.id}/deliveries`)).body.items).toEqual([]);
});

test("a rotated secret is believed at once, the old one no more, and neither is ever shown again", async () => {
  const hook = await shop.webhook("generic");
  const { body } = await shop.server.owner.patch(`/webhooks/${hook.id}`, { rotateSecret: true });
  expect(body.secret).not.toBe(hook.secret);
  const ping = { event: "ping", payload: {} };
  expect((await shop.send(hook, ping)).status).toBe(401);
  expect((await shop.send(hook, { ...ping, secret: body.secret })).status).toBe(202);
  const shown = JSON.stringify([
    (await shop.server.owner.get(`/webhooks/${hook.id}`)).body,
    (await shop.server.owner.get(`/repositories/${shop.repositoryId}/webhooks`)).body,
  ]);
  expect(shown).not.toContain(body.secret);
});

test("a generic signature holds for its own time and id only", async () => {
  const hook = await shop.webhook("generic");
  const ping = { event: "ping", payload: {} };
  const time = Math.floor(Date.now() / 1000);
  expect((await shop.send(hook, { ...ping, time: time - 301 })).status).toBe(401);
  expect((await shop.send(hook, { ...ping, time: time + 400 })).status).toBe(401);
  expect((await shop.send(hook, { ...ping, headers: { "x-headrace-delivery": "other" } })).status).toBe(401);
});

test.each([
  ["malformed JSON", "{", {}],
  ["no JSON at all", "", {}],
  ["no event", "{}", { "x-github-event": "" }],
  ["an id with blanks", "{}", { "x-github-delivery": "a b" }],
])("what is signed but cannot be read is refused: %s", async (_what, payload, headers) => {
  const hook = await shop.webhook("github");
  expect(await shop.send(hook, { event: "push", payload, headers })).toMatchObject({
    status: 400,
    body: { code: "invalid-input" },
  });
});

test("a header that was sent twice counts for nothing", async () => {
  const hook = await shop.webhook("github");
  const signature = `sha256=${createHmac("sha256", hook.secret).update("{}").digest("hex")}`;
  const answer = await sendRaw(
    shop.server.url,
    `POST /hooks/github/${hook.id} HTTP/1.1\r\nHost: x\r\nX-GitHub-Event: ping\r\nX-GitHub-Delivery: 1\r\n` +
      `X-Hub-Signature-256: sha256=00\r\nX-Hub-Signature-256: ${signature}\r\nContent-Length: 2\r\n\r\n{}`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

test("a body that is too large, or that no webhook waits for, is refused before it has come", async () => {
  const hook = await shop.webhook("github");
  const head = (id: string, length: number, signature = "X-Hub-Signature-256: sha256=00\r\n"): string =>
    `POST /hooks/github/${id} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${signature}Content-Length: ${length}\r\n\r\n{`;
  expect(await sendRaw(shop.server.url, head(hook.id, 26 * 1024 * 1024))).toMatch(/^HTTP\/1.1 413 /);
  expect(await sendRaw(shop.server.url, head("01a1fc60-1f4d-7c0e-9a3b-2f6a1f0f7c11", 1000))).toMatch(/^HTTP\/1.1 401 /);
  expect(await sendRaw(shop.server.url, head(hook.id, 1000, ""))).toMatch(/^HTTP\/1.1 401 /);
});

test("a body that comes in pieces without a length ends at the limit", async () => {
  const hook = await shop.webhook("github");
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
  const url = `${shop.server.url}/hooks/github/${hook.id}`;
  const answer = await fetch(url, { method: "POST", headers, body, duplex: "half" }).then(
    ({ status }) => status,
    // The connection may be closed while the rest is still being written.
    () => 413,
  );
  expect(answer).toBe(413);
  expect((await shop.server.owner.get(`/webhooks/${hook.id}/deliveries`)).body.items).toEqual([]);
});

test("a body that comes too slowly is not waited for", async () => {
  const hook = await shop.webhook("github");
  const impatient = Fastify();
  bindHooks(impatient, shop.server.app, { bodyDeadline: 20 });
  const url = await impatient.listen({ host: "127.0.0.1", port: 0 });
  const answer = await sendRaw(
    url,
    `POST /hooks/github/${hook.id} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 9\r\n\r\n{`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer.toLowerCase()).toContain("connection: close");
  await impatient.close();
});
