import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "@headrace/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGate, createProject, endOf, type Project, runInline, stateOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";

const day = 24 * 60 * 60 * 1000;

let server: TestServer;
let project: Project;
let now = Date.now();
beforeAll(async () => {
  server = await startServer({ clock: { ...systemClock, now: () => now } });
  project = await createProject(server.owner);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project.remove();
});

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
  expect(await endOf(server.owner, body.executionId)).toMatchObject({ outcome: "success" });
  return body.executionId;
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
  test("is named by the dry run, and then goes: logs first, with their execution still there", async () => {
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
  });

  test("artifacts by their age, and the blobs that nothing refers to any more", async () => {
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
    await until(async () => (await stateOf(server.owner, running.body.executionId, "wait")) === "running" || undefined);
    const { artifacts } = await usage();
    const artifactBytes = artifacts.bytes - 1;
    expect(await plan(`artifactBytes=${artifactBytes}`)).toMatchObject({
      artifacts: { count: 1, items: [{ execution: older }] },
    });
    await change({ artifactBytes, executionsKept: 1 });
    now += 1000 * day;
    await enforce();
    const ids = (await server.owner.get("/executions")).body.items.map(({ id }: { readonly id: string }) => id);
    expect(ids).toEqual([running.body.executionId, newer]);
    expect((await server.owner.get(`/executions/${older}`)).status).toBe(404);
    expect(await readdir(server.app.store.layout.logs)).toEqual([running.body.executionId]);
    await gate.open();
    expect(await endOf(server.owner, running.body.executionId)).toMatchObject({ outcome: "success" });
  });
});

test("what another organization or repository left in a cache is not found", async () => {
  const cached = (script: string): string =>
    `name: keeper\nstages: { s: { cache: [{ key: shared, paths: [kept], scope: repository }], steps: ['${script}'] } }\n`;
  const first = await runInline(server.owner, project, { text: cached("echo mine > kept") });
  await endOf(server.owner, first.body.executionId);
  const outsider = await server.outsider();
  const theirs = await createProject(outsider);
  for (const [client, place, outcome] of [
    [server.owner, project, "success"],
    [server.owner, await createProject(server.owner, "another"), "failed"],
    [outsider, theirs, "failed"],
  ] as const) {
    const { body } = await runInline(client, place, { text: cached("cat kept") });
    expect(await endOf(client, body.executionId)).toMatchObject({ outcome });
  }
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
