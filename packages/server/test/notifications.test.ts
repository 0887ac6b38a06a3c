import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExecutionState, initialState, reduce } from "@headrace/execution";
import { beforeEach, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline, until } from "./executions.ts";
import { type StartServerOptions, startServer, type TestServer } from "./start-server.ts";
import { type Received, type Receiver, startReceiver } from "./support/receiver.ts";
import { share } from "./support/share.ts";

const secret = "shared-with-the-receiver";
const hidden = "k3y-0f-the-h0use";

let server: TestServer;
let project: Project;
let receiver: Receiver;
let later = 0;
let names = 0;
let name: string;

share(
  async () => {
    receiver = await startReceiver();
    server = await startServer({ allowPrivateAddresses: true, clock: { now: () => Date.now() + later } });
    project = await createProject(server.owner);
    await server.owner.put("/secrets", { repository: project.repositoryId, name: "HIDDEN", value: hidden });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
    await receiver[Symbol.asyncDispose]();
  },
);
beforeEach(() => {
  names += 1;
  name = `channel-${names}`;
  receiver.received.length = 0;
  receiver.answers.length = 0;
});

const url = () => `${receiver.url}/hook/t0ken`;

async function makeChannel(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, body } = await server.owner.post("/channels", { name, settings: { url: url(), ...settings } });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

function onlyReceived(): Received {
  const [received] = receiver.received;
  expect(receiver.received).toHaveLength(1);
  if (received === undefined) throw new Error("nothing was received");
  return received;
}

interface Told {
  readonly on?: string;
  readonly script?: string;
  readonly use?: string;
}

const definition = ({ on = "always", script = "true", use = "{}" }: Told) => `name: shop-${names}
notifications: [{ on: [${on}], to: ${name}, with: ${use} }]
stages:
  build: { steps: ['true'] }
  test: { needs: [build], secrets: [HIDDEN], steps: [{ run: ${JSON.stringify(script)} }] }
`;

/** Gives the execution's id when it has ended. */
async function run(told: Told = {}): Promise<string> {
  const { status, body } = await runInline(server.owner, project, { text: definition(told) });
  expect(status, JSON.stringify(body)).toBe(201);
  await endOf(server.owner, body.id);
  return body.id;
}

const notifications = async (id: string) => (await server.owner.get(`/executions/${id}/notifications`)).body.items;

interface Item {
  readonly id: string;
  readonly state: string;
  readonly problem?: string;
}

/** When nothing of it is to be tried before some time has passed. */
const settled = (id: string) =>
  until(async () => {
    const items: readonly Item[] = await notifications(id);
    return items.every(({ state, problem }) => state !== "waiting" || problem !== undefined) ? items : undefined;
  });

test("a program of one's own is told of a failure once, signed, with the line that says why, without secrets", async () => {
  await makeChannel({ kind: "webhook", secret });
  const id = await run({ script: `echo "error: $HIDDEN is wrong"; exit 3`, use: "{ team: sales }", on: "failure" });
  expect(await settled(id)).toMatchObject([{ event: "failure", channel: name, state: "sent", attempts: 1 }]);
  const { headers, text, body } = onlyReceived();
  expect(body).toMatchObject({
    event: "failure",
    title: expect.stringMatching(`^shop-${names} #\\d+ failed$`),
    url: `${server.app.options.publicUrl}/executions/${id}`,
    execution: {
      id,
      pipeline: `shop-${names}`,
      number: expect.any(Number),
      outcome: "failed",
      trigger: "manual",
      startedBy: "test",
    },
    failures: [{ stage: "test", line: expect.stringMatching(/^error: \*+ is wrong$/) }],
    settings: { team: "sales" },
  });
  expect(text).not.toContain(hidden);
  const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-headrace-signature"])) ?? [];
  const signed = createHmac("sha256", secret).update(`${time}.${headers["x-headrace-delivery"]}.${text}`).digest("hex");
  expect(digest).toBe(signed);
  expect(headers).toMatchObject({ "x-headrace-event": "failure", "x-headrace-delivery": body.id });
});

test("each end is told to those who want it, and a success after a failure is a recovery", async () => {
  await makeChannel({ kind: "webhook", secret });
  const events = async (told: Told) => {
    receiver.received.length = 0;
    await settled(await run(told));
    return receiver.received.map(({ body }) => body.event);
  };
  expect(await events({ on: "recovered" })).toEqual([]);
  expect(await events({ on: "success" })).toEqual(["success"]);
  expect(await events({ on: "success, recovered", script: "exit 1" })).toEqual([]);
  expect(await events({ on: "success, recovered" })).toEqual(["recovered"]);
  expect(await events({ on: "recovered" })).toEqual([]);
  expect(await events({ on: "failure, cancelled, always", script: "exit 1" })).toEqual(["failure"]);
  expect(await events({ on: "success" })).toEqual(["recovered"]);
});

test("Slack is sent a message of its own form, in which nothing of strangers is a link or a mention", async () => {
  await makeChannel({ kind: "slack" });
  const script = "echo 'error: <!channel> & <https://evil.example|click> `here`'; exit 1";
  const id = await run({ script, use: "{ channel: '#builds' }" });
  expect(await settled(id)).toMatchObject([{ state: "sent" }]);
  const { path, body } = onlyReceived();
  expect(path).toBe("/hook/t0ken");
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and /reference/block-kit/blocks/section-block
  expect(Object.keys(body).toSorted()).toEqual(["blocks", "channel", "text", "unfurl_links"]);
  expect(body.channel).toBe("#builds");
  for (const block of body.blocks) {
    expect(block).toEqual({ type: "section", text: { type: "mrkdwn", text: expect.any(String), verbatim: true } });
    expect(block.text.text.length).toBeLessThanOrEqual(3_000);
  }
  const page = `${server.app.options.publicUrl}/executions/${id}`;
  expect(body.text).toMatch(new RegExp(`^:x: \\*<${page}\\|shop-${names} #\\d+ failed>\\*\n`));
  expect(body.text).toContain("*test*: `error: &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt; ˋhereˋ`");
  expect(body.text.replace(`<${page}|`, "")).not.toContain("<");
});

test("an outage is waited for, a refusal is said, and both are sent again after they are mended", async () => {
  const channel = await makeChannel({ kind: "webhook", secret });
  receiver.answers.push({ status: 502 }, { status: 429, headers: { "retry-after": "3600" } });
  const id = await run();
  expect(await settled(id)).toMatchObject([
    { state: "waiting", problem: expect.stringContaining("502"), nextTryAt: expect.any(String) },
  ]);
  const next = async () => {
    await server.app.notifications.look();
    return (await notifications(id))[0];
  };
  expect(await next()).toMatchObject({ attempts: 1 });
  later += 6_000;
  expect(await next()).toMatchObject({ state: "waiting", attempts: 2, problem: expect.stringContaining("429") });
  // It asked to be left alone for an hour.
  later += 30 * 60_000;
  expect(await next()).toMatchObject({ attempts: 2 });
  later += 31 * 60_000;
  expect(await next()).toMatchObject({ state: "sent", attempts: 3, sentAt: expect.any(String) });
  expect(receiver.received).toHaveLength(1);

  receiver.answers.push({ status: 404, text: "no_service" });
  const refused = await run();
  const [item] = await settled(refused);
  expect(item).toMatchObject({ state: "refused", problem: expect.stringContaining("no_service") });
  expect(item).not.toHaveProperty("nextTryAt");
  expect(JSON.stringify(item)).not.toContain("t0ken");
  const again = await server.owner.post(`/executions/${refused}/notifications`, {});
  expect(again).toMatchObject({ status: 200, body: { count: 1 } });
  expect(await settled(refused)).toMatchObject([{ state: "sent" }]);
  expect(receiver.received).toHaveLength(2);

  // What no channel bears, and what the channel's kind does not know.
  await server.owner.patch(`/channels/${channel}`, { name: `${name}-renamed` });
  expect(await settled(await run())).toMatchObject([
    { state: "refused", problem: expect.stringContaining(name), mend: expect.stringContaining("channels.create") },
  ]);
  const slack = { name, settings: { kind: "slack", url: url() } };
  expect((await server.owner.post("/channels", slack)).status).toBe(201);
  expect(await settled(await run({ use: "{ colour: red }" }))).toMatchObject([
    { state: "refused", problem: expect.stringContaining("colour") },
  ]);
});

test("a channel is told nothing again when its execution's end is written again, unless a person asks for it", async () => {
  await makeChannel({ kind: "webhook", secret });
  const id = await run();
  const [sent] = await settled(id);
  // As after a crash just before it was told that it had ended.
  const { plan, events } = await server.app.store.journal.load(id);
  const state = events.reduce<ExecutionState>(reduce, initialState(plan));
  await server.app.notifications.ended({ executionId: id, createdAt: Date.now(), trust: "own" }, state);
  await server.app.notifications.look();
  expect(receiver.received).toHaveLength(1);
  expect((await server.owner.post(`/executions/${id}/notifications`, {})).body).toEqual({ count: 0 });
  const named = await server.owner.post(`/executions/${id}/notifications`, { notification: sent?.id });
  expect(named.body).toEqual({ count: 1 });
  await until(() => (receiver.received.length === 2 ? true : undefined));
  expect(receiver.received.map(({ body }) => body.id)).toEqual([sent?.id, sent?.id]);
  const other = await server.owner.post(`/executions/${id}/notifications`, { notification: "another" });
  expect(other.status).toBe(404);
});

test("settings are given back by nothing, tried by a test message, and kept from who may not", async () => {
  const channel = await makeChannel({ kind: "webhook", secret });
  const developer = await server.client({ role: "developer" });
  const read = await developer.get(`/channels/${channel}`);
  expect(read).toMatchObject({ status: 200, body: { name, kind: "webhook", target: new URL(receiver.url).host } });
  const everything = [read.body, (await server.owner.get("/channels")).body, (await server.owner.get("/audit")).body];
  expect(JSON.stringify(everything)).toContain("channels.create");
  for (const word of ["t0ken", secret]) expect(JSON.stringify(everything)).not.toContain(word);
  expect((await developer.post(`/channels/${channel}/test`)).status).toBe(403);
  expect((await developer.post("/channels", { name: "x", settings: { kind: "slack", url: url() } })).status).toBe(403);
  expect((await server.owner.post("/channels", { name, settings: { kind: "slack", url: url() } })).status).toBe(409);

  await server.app.secrets.rotateKeys(server.organizationId);
  expect((await server.owner.post(`/channels/${channel}/test`)).body).toEqual({ sent: true });
  expect(receiver.received[0]?.body).toMatchObject({ event: "test", title: expect.stringContaining(name) });
  receiver.answers.push({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
  expect((await server.owner.post(`/channels/${channel}/test`)).body).toMatchObject({
    sent: false,
    problem: expect.stringContaining("302"),
  });
  expect(receiver.received).toHaveLength(1);
  expect((await server.owner.delete(`/channels/${channel}`)).status).toBe(200);
  expect((await server.owner.get(`/channels/${channel}`)).status).toBe(404);
});

test("a server that was stopped during an outage sends when it is back, and to private addresses only where it may", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "headrace-notify-"));
  const start = (options: StartServerOptions) => startServer({ dataDirectory, ...options });
  const clock = { now: () => Date.now() + 60_000 };
  let id: string;
  {
    await using first = await start({ allowPrivateAddresses: true });
    const own = await createProject(first.owner);
    await first.owner.post("/channels", { name, settings: { kind: "webhook", url: url(), secret } });
    receiver.answers.push({ status: 503 });
    const text = definition({}).replace("secrets: [HIDDEN], ", "");
    id = (await runInline(first.owner, own, { text })).body.id;
    await endOf(first.owner, id);
    await until(async () => ((await kept(first))?.problem === null ? undefined : true));
    await own.remove();
  }
  {
    await using closed = await start({ empty: true, clock });
    await closed.app.notifications.look();
    expect(await kept(closed)).toMatchObject({ state: "refused", problem: expect.stringContaining("not encrypted") });
  }
  expect(receiver.received).toEqual([]);
  await using second = await start({ empty: true, clock, allowPrivateAddresses: true });
  await second.app.notifications.again(id);
  await second.app.notifications.look();
  expect(onlyReceived().body.execution.id).toBe(id);
  await rm(dataDirectory, { recursive: true, force: true });
});

async function kept({ app }: TestServer) {
  return await app.tables.selectFrom("notifications").selectAll().executeTakeFirst();
}
