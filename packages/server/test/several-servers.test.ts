import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { borrowDatabase } from "../../../test/postgres/index.ts";
import { createGate, createProject, endOf, linesOf, type Project, runInline, stateOf, until } from "./executions.ts";
import { type Answer, type Client, startServer, type TestServer } from "./start-server.ts";

describe("two servers on one database", () => {
  const directories: string[] = [];
  const masterKey = randomBytes(32).toString("base64");
  let first: TestServer;
  let second: TestServer;
  let project: Project;
  let database: Awaited<ReturnType<typeof borrowDatabase>>;
  /** The first server's owner, at the second one. */
  let there: Client;

  /** The same person, asking the second server. */
  const elsewhere = async (client: Client): Promise<Client> => ({ ...client, ...(await second.member(client.userId)) });

  beforeAll(async () => {
    for (let count = 0; count < 2; count += 1) directories.push(await mkdtemp(join(tmpdir(), "headrace-two-")));
    const [one = "", other = ""] = directories;
    database = await borrowDatabase();
    first = await startServer({ dataDirectory: one, database: database.url, masterKey });
    second = await startServer({ dataDirectory: other, database: database.url, empty: true, masterKey });
    there = await elsewhere(first.owner);
    project = await createProject(first.owner);
  }, 60_000);

  afterAll(async () => {
    await second[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    await project.remove();
    await database[Symbol.asyncDispose]();
    for (const directory of directories) await rm(directory, { recursive: true, force: true });
  });

  test("deploy to an environment one after the other", async () => {
    const environments = `/repositories/${project.repositoryId}/environments`;
    await first.owner.post(environments, { name: "production", rules: { oneAtATime: true } });
    await using gate = await createGate();
    const text = `name: shop\nstages: { ship: { environment: { name: production }, steps: ['echo begun; ${gate.wait}'] } }\n`;
    const here = (await runInline(first.owner, project, { text })).body.id;
    await until(async () => (await linesOf(first, here)) === 1 || undefined);
    const waiting = (await runInline(there, project, { text })).body.id;
    await until(async () => {
      const { why } = (await there.get(`/executions/${waiting}/why-queued`)).body;
      return why?.waiting?.[0]?.group === "environment production" || undefined;
    });
    expect(await stateOf(there, waiting, "ship")).not.toBe("running");
    await gate.open();
    expect(await endOf(first.owner, here)).toMatchObject({ outcome: "success" });
    expect(await endOf(there, waiting)).toMatchObject({ outcome: "success" });
  });

  test("leave each other what each has begun, when one starts too", async () => {
    await using gate = await createGate();
    const text = `name: shop\nconcurrency: { group: one, limit: 1 }\nstages: { a: { steps: ['${gate.wait}'] } }\n`;
    const running = (await runInline(first.owner, project, { text })).body.id;
    await until(async () => (await stateOf(first.owner, running, "a")) === "running" || undefined);
    const waiting = (await runInline(first.owner, project, { text })).body.id;
    const faults: string[] = [];
    const third = await startServer({
      dataDirectory: await mkdtemp(join(tmpdir(), "headrace-two-")),
      database: database.url,
      empty: true,
      masterKey,
      report: (what) => faults.push(what),
    });
    directories.push(third.app.store.layout.root);
    expect([third.app.runs.phase(running), third.app.runs.phase(waiting)]).toEqual([undefined, undefined]);
    await gate.open();
    for (const id of [running, waiting]) expect(await endOf(first.owner, id)).toMatchObject({ outcome: "success" });
    await third[Symbol.asyncDispose]();
    expect(faults).toEqual([]);
  });

  test("cancel what the other runs, and say what it waits for", async () => {
    await using gate = await createGate();
    const text = `name: shop\nconcurrency: { group: alone, limit: 1 }\nstages: { a: { steps: ['${gate.wait}'] } }\n`;
    const running = (await runInline(first.owner, project, { text })).body.id;
    await until(async () => (await stateOf(there, running, "a")) === "running" || undefined);
    const waiting = (await runInline(first.owner, project, { text })).body.id;
    expect((await there.get(`/executions/${waiting}/why-queued`)).body).toMatchObject({
      why: { kind: "concurrency-group", group: "alone", waitsFor: [running] },
    });
    for (const id of [waiting, running]) {
      expect((await there.post(`/executions/${id}/cancel`, {})).status).toBe(202);
      expect(await endOf(there, id)).toMatchObject({ outcome: "cancelled", cancelledBy: { kind: "token" } });
    }
    expect(await there.post(`/executions/${running}/cancel`, {})).toMatchObject({
      status: 409,
      body: { code: "already-ended" },
    });
  });

  test("hold the limit of a concurrency group together, and say of each other how far it has come", async () => {
    await using gate = await createGate();
    const text = `name: shop\nconcurrency: { group: together, limit: 1 }\nstages: { a: { category: test, steps: ['${gate.wait}'] } }\n`;
    const running = (await runInline(first.owner, project, { text })).body.id;
    await until(async () => (await stateOf(there, running, "a")) === "running" || undefined);
    expect((await there.get(`/executions/${running}`)).body).toMatchObject({ state: "running", phase: "TESTING" });
    const { items } = (await there.get("/executions?state=running")).body;
    expect(items).toMatchObject([{ id: running, phase: "TESTING" }]);
    const refused = await runInline(there, project, { text });
    // It has a place there, and does not run for all that.
    expect(refused.body.state).toBe("queued");
    const waiting = refused.body.id;
    const last = (await runInline(first.owner, project, { text })).body.id;
    for (const client of [first.owner, there]) {
      const why = async (id: string) => (await client.get(`/executions/${id}/why-queued`)).body.why;
      await until(async () => (await why(waiting))?.waitsFor?.[0] === running || undefined);
      expect(await why(waiting)).toEqual({
        kind: "concurrency-group",
        group: "together",
        limit: 1,
        waitsFor: [running],
      });
      expect(await stateOf(client, waiting, "a")).toBe("pending");
    }
    await gate.open();
    const ends = await Promise.all([running, waiting, last].map(async (id) => await endOf(there, id)));
    expect(ends).toMatchObject(ends.map(() => ({ outcome: "success" })));
    const times = ends.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]);
    expect(times).toEqual(times.toSorted());
  });

  test("hold the limit of a concurrency group of stages together", async () => {
    await using gate = await createGate();
    const text = `name: shop\nstages: { a: { concurrency: { group: stages, limit: 1 }, steps: ['${gate.wait}'] } }\n`;
    const running = (await runInline(first.owner, project, { text })).body.id;
    await until(async () => (await stateOf(first.owner, running, "a")) === "running" || undefined);
    const waiting = (await runInline(there, project, { text })).body.id;
    await until(async () => {
      const { why } = (await there.get(`/executions/${waiting}/why-queued`)).body;
      return (why?.kind === "stages" && why.waiting[0].group === "stages") || undefined;
    });
    expect(await stateOf(there, waiting, "a")).toBe("queued");
    await gate.open();
    const ends = await Promise.all([running, waiting].map(async (id) => await endOf(there, id)));
    expect(ends).toMatchObject([{ outcome: "success" }, { outcome: "success" }]);
    const [one, other] = ends.map(({ stages: [stage] }) => stage);
    expect(other.startedAt >= one.finishedAt).toBe(true);
  });

  test("end what the other runs where a newer one takes its place", async () => {
    await using gate = await createGate();
    const text = `name: shop\nconcurrency: { group: newest, limit: 1, cancelInProgress: true }\nstages: { a: { steps: ['${gate.wait}'] } }\n`;
    const older = (await runInline(first.owner, project, { text })).body.id;
    await until(async () => (await stateOf(there, older, "a")) === "running" || undefined);
    const newer = (await runInline(there, project, { text })).body.id;
    const ended = await endOf(there, older);
    expect(ended).toMatchObject({ outcome: "cancelled", cancelReason: "superseded" });
    expect(ended.cancelledBy).toBeUndefined();
    await gate.open();
    expect(await endOf(first.owner, newer)).toMatchObject({ outcome: "success" });
  });

  test("let an interrupted deployment of the other's go on", async () => {
    await using gate = await createGate();
    const text = `name: shop\nstages: { ship: { environment: { name: staging }, steps: ['echo begun; ${gate.wait}'] } }\n`;
    const dataDirectory = await mkdtemp(join(tmpdir(), "headrace-two-"));
    directories.push(dataDirectory);
    const third = await startServer({ dataDirectory, database: database.url, empty: true, masterKey });
    const asked = { ...first.owner, ...(await third.member(first.owner.userId)) };
    const id = (await runInline(asked, project, { text })).body.id;
    await until(async () => (await linesOf(third, id)) === 1 || undefined);
    expect(await there.post(`/executions/${id}/resume`, {})).toMatchObject({
      status: 409,
      body: { code: "not-waiting" },
    });
    await third[Symbol.asyncDispose]();
    await gate.open();
    await using fourth = await startServer({ dataDirectory, database: database.url, empty: true, masterKey });
    await until(async () => (await stateOf(there, id, "ship")) === "waiting" || undefined);
    expect((await there.post(`/executions/${id}/resume`, {})).status).toBe(202);
    expect(await endOf(there, id)).toMatchObject({ outcome: "success", stages: [{ attempt: 2 }] });
    expect(fourth.app.runs.phase(id)).toBeUndefined();
  });

  test("take decisions of approvals from both, and count none twice and none too many", async () => {
    const people = await Promise.all([1, 2, 3].map(() => first.client({ role: "maintainer" })));
    const others = await Promise.all(people.slice(0, 2).map(elsewhere));
    const more = await Promise.all([4, 5].map(async () => elsewhere(await first.client({ role: "maintainer" }))));
    const text = "name: shop\nstages: { ship: { approval: { minimum: 3 }, steps: ['true'] } }\n";
    const id = (await runInline(first.owner, project, { text })).body.id;
    const asked = await until(async () => (await there.get(`/approvals?execution=${id}`)).body.items[0]);
    // Two of them ask both servers at once.
    const answers = await Promise.all(
      [...people, ...others, ...more].map((person) => person.post(`/approvals/${asked.id}/approve`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409, 409, 409, 409]);
    expect(await endOf(there, id)).toMatchObject({ outcome: "success" });
    const { body } = await there.get(`/approvals/${asked.id}`);
    expect(body).toMatchObject({ state: "approved" });
    expect(new Set(body.decisions.map(({ by }: { readonly by: string }) => by)).size).toBe(3);
    expect(body.decisions).toHaveLength(3);
  });

  test("agree on who came first, one who consents or one who refuses", async () => {
    const refusing = await elsewhere(await first.client({ role: "maintainer" }));
    const text = "name: shop\nstages: { ship: { approval: {}, steps: ['true'] } }\n";
    const id = (await runInline(first.owner, project, { text })).body.id;
    const asked = await until(async () => (await there.get(`/approvals?execution=${id}`)).body.items[0]);
    const answers: readonly Answer[] = await Promise.all([
      first.owner.post(`/approvals/${asked.id}/approve`),
      refusing.post(`/approvals/${asked.id}/reject`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { outcome } = await endOf(there, id);
    expect(outcome).toBe(answers[0]?.status === 200 ? "success" : "failed");
    expect((await there.get(`/approvals/${asked.id}`)).body.decisions).toHaveLength(1);
  });
});
