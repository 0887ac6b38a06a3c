import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { restoreBackup } from "@headrace/app";
import { systemClock } from "@headrace/engine";
import { describe, expect, test } from "vitest";
import { createDatabase } from "../../../test/postgres/index.ts";
import { createGate, createProject, endOf, type Project, runInline, stateOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";

const day = 24 * 60 * 60 * 1000;

let server: TestServer;
let project: Project;
let now = Date.now();
share(
  async () => {
    server = await startServer({ clock: { ...systemClock, now: () => now } });
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

const text = (content: string): string => `
name: keeper
stages:
  build:
    steps: ['echo ${content} > out.txt; echo said']
    artifacts: [{ name: out, paths: [out.txt] }]
    cache: [{ key: 'k-${content}', paths: [out.txt] }]
`;

async function run(content: string): Promise<string> {
  const { body } = await runInline(server.owner, project, { text: text(content) });
  expect(await endOf(server.owner, body.id)).toMatchObject({ outcome: "success" });
  return body.id;
}

const change = async (limits: object): Promise<void> => {
  expect((await server.owner.patch("/organization/limits", limits)).status).toBe(200);
};
const plan = async (limits = "") => (await server.owner.get(`/organization/retention/plan?${limits}`)).body;
const usage = async () => (await server.owner.get("/organization/limits/usage")).body;
const blobs = async (): Promise<number> =>
  (await readdir(join(server.app.store.layout.blobs, "sha256"), { recursive: true })).filter((name) =>
    name.includes("/"),
  ).length;

/** Until the last limits are enforced; the server's turn comes once an hour. */
async function enforce(): Promise<void> {
  // What began by itself when the limits were changed.
  await server.app.retention.round();
  await server.app.tables.updateTable("retention_turns").set({ next_attempt_at: now }).execute();
  await server.app.retention.round();
}

test("limits have defaults, are changed by owners alone, and stay within bounds", async () => {
  expect((await server.owner.get("/organization/limits")).body).toMatchObject({ logDays: 90, artifactDays: 90 });
  const developer = await server.client({ role: "developer" });
  expect((await developer.patch("/organization/limits", { logDays: 1 })).status).toBe(403);
  expect((await developer.get("/organization/retention/plan")).status).toBe(403);
  expect((await server.owner.patch("/organization/limits", { logDays: -1 })).status).toBe(400);
  expect((await server.owner.patch("/organization/limits", { unknown: 1 })).status).toBe(400);
  await change({ logDays: 30 });
  const outsider = await server.outsider();
  expect((await outsider.get("/organization/limits")).body).toMatchObject({ logDays: 90 });
});

describe("what is over the limits", () => {
  test("is named by the dry run, and then goes: logs first, then artifacts, and blobs that nothing refers to", async () => {
    await change({ logDays: 30 });
    const id = await run("first");
    expect(await plan()).toMatchObject({ logs: { count: 0 }, artifacts: { count: 0 }, blobs: { count: 0 } });
    now += 31 * day;
    expect(await plan()).toMatchObject({ logs: { count: 1, items: [{ execution: id }] }, executions: { count: 0 } });
    expect(await plan("artifactDays=30")).toMatchObject({
      artifacts: { items: [{ execution: id, name: "out" }] },
      blobs: { count: 1 },
    });
    expect((await server.owner.get(`/executions/${id}/logs`)).status).toBe(200);
    await enforce();
    expect(await server.owner.get(`/executions/${id}/logs`)).toMatchObject({ status: 410, body: { code: "gone" } });
    expect((await server.owner.get(`/executions/${id}`)).body).toMatchObject({ outcome: "success" });
    expect(await plan()).toMatchObject({ logs: { count: 0 } });
    expect(await blobs()).toBe(2);
    expect(await plan("artifactDays=30&cacheBytes=0")).toMatchObject({
      artifacts: { count: 1 },
      caches: { count: 1 },
      blobs: { count: 2 },
    });
    await change({ artifactDays: 30, cacheBytes: 0 });
    await enforce();
    await enforce();
    expect(await usage()).toMatchObject({ artifacts: { count: 0, bytes: 0 }, caches: { count: 0, bytes: 0 } });
    expect(await blobs()).toBe(0);
  });

  test("artifacts by their bytes, the oldest first; executions by their count; never one that runs", async () => {
    await change({ cacheBytes: 1024 ** 3, artifactDays: null });
    const older = await run("older");
    now += 1000;
    const newer = await run("newer");
    await using gate = await createGate();
    const running = await runInline(server.owner, project, {
      text: `name: slow\nstages: { wait: { steps: ['${gate.wait}'] } }\n`,
    });
    await until(async () => (await stateOf(server.owner, running.body.id, "wait")) === "running" || undefined);
    const { artifacts } = await usage();
    const artifactBytes = artifacts.bytes - 1;
    expect(await plan(`artifactBytes=${artifactBytes}`)).toMatchObject({
      artifacts: { count: 1, items: [{ execution: older }] },
    });
    await change({ artifactBytes, executionsKept: 1 });
    now += 1000 * day;
    await enforce();
    const ids = (await server.owner.get("/executions")).body.items.map(({ id }: { readonly id: string }) => id);
    expect(ids).toEqual([running.body.id, newer]);
    expect((await server.owner.get(`/executions/${older}`)).status).toBe(404);
    expect(await readdir(server.app.store.layout.logs)).toEqual([running.body.id]);
    await gate.open();
    expect(await endOf(server.owner, running.body.id)).toMatchObject({ outcome: "success" });
  });
});

test("what another organization or repository left in a cache is not found", async () => {
  const cached = (script: string): string =>
    `name: keeper\nstages: { s: { cache: [{ key: shared, paths: [kept], scope: repository }], steps: ['${script}'] } }\n`;
  const first = await runInline(server.owner, project, { text: cached("echo mine > kept") });
  await endOf(server.owner, first.body.id);
  const outsider = await server.outsider();
  const theirs = await createProject(outsider);
  for (const [client, place, outcome] of [
    [server.owner, project, "success"],
    [server.owner, await createProject(server.owner, "another"), "failed"],
    [outsider, theirs, "failed"],
  ] as const) {
    const { body } = await runInline(client, place, { text: cached("cat kept") });
    expect(await endOf(client, body.id)).toMatchObject({ outcome });
  }
});

test("minutes are those for which stages ran: waiting for a person costs nothing", async () => {
  const ship = `name: ship
stages:
  ship: { approval: { minimum: 1 }, retry: { attempts: 2, backoff: 0s }, steps: ['test "$HEADRACE_ATTEMPT" = 2'] }
`;
  const { id: executionId } = (await runInline(server.owner, project, { text: ship })).body;
  const waiting = await until(async () => {
    const { items } = (await server.owner.get(`/approvals?execution=${executionId}`)).body;
    return items[0];
  });
  const { executionMinutes: before } = await usage();
  now += day;
  expect((await usage()).executionMinutes).toBe(before);
  await server.owner.post(`/approvals/${waiting.id}/approve`, {});
  await endOf(server.owner, executionId);
  const { items } = (await server.owner.get(`/executions/${executionId}/events`)).body;
  const attempts = items.filter(({ type }: { type: string }) => /^stage\.(?:retrying|finished)$/.test(type));
  const ranMs = attempts.reduce((sum: number, each: { durationMs: number }) => sum + each.durationMs, 0);
  expect((await server.owner.get(`/executions/${executionId}`)).body.stages).toMatchObject([{ attempt: 2, ranMs }]);
  expect((await usage()).executionMinutes - before).toBeCloseTo(ranMs / 60_000, 9);
  await using gate = await createGate();
  const slow = await runInline(server.owner, project, {
    text: `name: slow\nstages: { a: { steps: ['${gate.wait}'] } }\n`,
  });
  await until(async () => ((await stateOf(server.owner, slow.body.id, "a")) === "running" ? true : undefined));
  now += 60 * 60 * 1000;
  expect((await usage()).executionMinutes).toBeGreaterThanOrEqual(60);
  await gate.open();
  await endOf(server.owner, slow.body.id);
});

test("past its minutes of the month an organization starts nothing new", async () => {
  await change({ executionMinutes: 0 });
  expect(await runInline(server.owner, project, { text: text("late") })).toMatchObject({
    status: 429,
    body: { code: "limit-reached" },
  });
  await change({ executionMinutes: null });
  expect((await usage()).executionMinutes).toBeGreaterThanOrEqual(0);
});

test("of several servers one has the turn, and one that died loses it", async () => {
  const { tables } = server.app;
  await enforce();
  await tables
    .updateTable("retention_turns")
    .set({ owner: "another server", lease_until: now + day, next_attempt_at: now })
    .execute();
  await server.app.retention.round();
  const held = await tables.selectFrom("retention_turns").select("owner").execute();
  expect(new Set(held.map(({ owner }) => owner))).toEqual(new Set(["another server"]));
  now += 2 * day;
  await server.app.retention.round();
  const free = await tables.selectFrom("retention_turns").select("owner").execute();
  expect(new Set(free.map(({ owner }) => owner))).toEqual(new Set([null]));
});

test("while a backup is written nothing is removed, and what it holds is whole; then it goes", async () => {
  const made = `
name: keeper
stages:
  build:
    steps: ['head -c 24000000 /dev/urandom > out.bin']
    artifacts: [{ name: large, paths: [out.bin] }]
`;
  await using kept = await startServer({ clock: { ...systemClock, now: () => now } });
  const own = await createProject(kept.owner);
  const { body } = await runInline(kept.owner, own, { text: made });
  await endOf(kept.owner, body.id);
  expect((await kept.owner.patch("/organization/limits", { artifactDays: 1, logDays: 1 })).status).toBe(200);
  await kept.app.retention.round();
  now += 2 * day;
  const { tables, retention } = kept.app;
  const artifacts = () => tables.selectFrom("artifacts").select("digest").execute();
  const response = await kept.owner.fetch("/api/v1/system/backup", { method: "POST" });
  await until(
    async () =>
      await tables.selectFrom("retention_turns").select("id").where("id", "like", "hold:%").executeTakeFirst(),
  );
  await retention.round();
  await tables.updateTable("retention_turns").set({ next_attempt_at: now }).where("id", "not like", "hold:%").execute();
  await retention.round();
  expect(await artifacts()).toHaveLength(1);
  expect((await kept.owner.get(`/executions/${body.id}/logs`)).status).toBe(200);

  const directory = await mkdtemp(join(tmpdir(), "headrace-held-"));
  const file = join(directory, "backup.tar.zst");
  if (response.body === null) throw new Error("an empty answer");
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  await using database = kept.app.store.database.kind === "postgres" ? await createDatabase() : undefined;
  const into = join(directory, "restored");
  await restoreBackup({ file, directory: into, ...(database === undefined ? {} : { database: database.url }) });
  const [artifact] = await artifacts();
  const digest = artifact?.digest ?? "";
  expect(await readdir(join(into, "blobs", "sha256", digest.slice(0, 2)))).toEqual([digest.slice(2)]);
  await rm(directory, { recursive: true });

  await until(async () => {
    await retention.round();
    return (await artifacts()).length === 0 || undefined;
  });
  // Who asks for a backup and goes away holds nothing either.
  const left = new AbortController();
  const asked = await kept.owner.fetch("/api/v1/system/backup", { method: "POST", signal: left.signal });
  expect(asked.status).toBe(200);
  left.abort();
  await until(
    async () =>
      (await tables.selectFrom("retention_turns").select("id").where("id", "like", "hold:%").execute()).length === 0 ||
      undefined,
  );
  await own.remove();
}, 30_000);

test("webhook deliveries are kept for 30 days, what waits to be worked on for longer", async () => {
  const hook = await createWebhook(server, project.repositoryId, "generic");
  const send = async (id: string) =>
    (await sendDelivery(server, hook, { event: "ping", payload: { id }, id, time: Math.floor(now / 1000) })).body
      .delivery;
  const old = await send("old");
  await workedOn(server, old);
  now += 29 * day;
  const young = await send("young");
  await workedOn(server, young);
  const ids = async () =>
    (await server.owner.get(`/webhooks/${hook.id}/deliveries`)).body.items.map(({ id }: { readonly id: string }) => id);
  await server.app.webhooks.look();
  expect(await ids()).toEqual([young, old]);
  now += 2 * day;
  await server.app.webhooks.look();
  await until(async () => (await ids()).length === 1 || undefined);
  expect(await ids()).toEqual([young]);
  expect((await server.owner.get(`/deliveries/${old}`)).status).toBe(404);
});

describe("idempotency keys", () => {
  const add = (name: string, key: string) =>
    server.owner.post(
      "/repositories",
      { name, location: "https://code.example.org/x.git" },
      { "idempotency-key": key },
    );
  const row = (key: string) =>
    server.app.tables.selectFrom("idempotency_keys").selectAll().where("key", "=", key).execute();

  test("are forgotten after a day", async () => {
    const first = await add("by-key", "day");
    expect(first.status).toBe(201);
    expect((await add("by-key", "day")).body.id).toBe(first.body.id);
    now += day - 1000;
    await enforce();
    expect(await row("day")).toHaveLength(1);
    now += 2000;
    await enforce();
    expect(await row("day")).toEqual([]);
  });

  test("of a request whose server died are free for the same request a minute later, and for no other", async () => {
    expect((await add("dies", "dead")).status).toBe(201);
    const { id } = (await server.owner.get("/repositories?search=dies")).body.items[0];
    expect((await server.owner.delete(`/repositories/${id}`)).status).toBe(200);
    // As it stands when the process is killed in the middle.
    await server.app.tables.updateTable("idempotency_keys").set({ answer: null }).where("key", "=", "dead").execute();
    expect(await add("dies", "dead")).toMatchObject({ status: 409, body: { code: "idempotency-conflict" } });
    now += 61_000;
    expect(await add("another", "dead")).toMatchObject({ status: 409, body: { code: "idempotency-conflict" } });
    // Of several at once one takes it over.
    const answers = await Promise.all([add("dies", "dead"), add("dies", "dead"), add("dies", "dead")]);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect((await server.owner.get("/repositories?search=dies")).body.items).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1);
  });
});
