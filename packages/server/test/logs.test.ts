import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { createApp } from "@headrace/app";
import { describe, expect, test } from "vitest";
import { createServer } from "../src/index.ts";
import { createProject, endOf, type Project, runInline, until } from "./executions.ts";
import { followStream, linesOf, textsOf } from "./follow.ts";
import { databaseOf, startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;
/** Of two stages, ended. */
let ended: string;

share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
    const started = await runInline(server.owner, project, {
      text: `
name: shop
stages:
  build:
    steps: ["seq -f 'build %g' 1 50"]
  test:
    needs: [build]
    matrix: { axes: { node: [20, 22] } }
    steps: ["seq -f 'test %g' 1 10; printf '\\\\033[31mError: (a+b) failed\\\\033[0m\\\\n' >&2"]
`,
    });
    expect(started).toMatchObject({ status: 201 });
    ended = started.body.id;
    expect(await endOf(server.owner, ended)).toMatchObject({ outcome: "success" });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

describe("reading the lines of an execution", () => {
  test("gives ranges of its one sequence", async () => {
    const { status, body } = await server.owner.get(`/executions/${ended}/logs?from=49&limit=2`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [
        { line: 49, stage: "build", attempt: 1, attemptLine: 49, stream: "stdout", text: "build 49" },
        { line: 50, text: "build 50" },
      ],
      lineCount: 72,
      next: 51,
      ended: true,
    });
    const rest = await server.owner.get(`/executions/${ended}/logs?from=51`);
    expect(rest.body.items).toHaveLength(22);
    expect(rest.body.next).toBeUndefined();
  });

  test("gives its last lines, and none behind them", async () => {
    const { body } = await server.owner.get(`/executions/${ended}/logs?tail=3`);
    expect(body.items.map(({ line }: { line: number }) => line)).toEqual([70, 71, 72]);
    expect((await server.owner.get(`/executions/${ended}/logs?from=73`)).body.items).toEqual([]);
  });

  test("gives those of one stage by its own numbers", async () => {
    const path = `/executions/${ended}/logs?stage=${encodeURIComponent("test (22)")}`;
    const { body } = await server.owner.get(`${path}&from=10&limit=5`);
    expect(body).toMatchObject({
      items: [
        { instance: "test (22)", attemptLine: 10, text: "test 10" },
        { attemptLine: 11, stream: "stderr", text: "\u001b[31mError: (a+b) failed\u001b[0m" },
      ],
      lineCount: 11,
    });
    expect(body.items[0]).not.toHaveProperty("line");
    expect(await server.owner.get(`/executions/${ended}/logs?stage=test`)).toMatchObject({
      status: 400,
      body: { faults: [{ path: "stage" }] },
    });
    for (const query of ["stage=deploy", "stage=build&attempt=2", "stage=__proto__"]) {
      expect((await server.owner.get(`/executions/${ended}/logs?${query}`)).status).toBe(404);
    }
  });

  test("is for who may see the execution", async () => {
    const outsider = await server.outsider();
    const viewer = await server.client({ role: "viewer" });
    for (const path of [
      "logs",
      "logs?follow=true",
      "logs/search?q=a",
      "logs/matches?stage=build&q=a",
      "logs/raw",
      "events",
    ]) {
      expect((await outsider.get(`/executions/${ended}/${path}`)).status).toBe(404);
      expect((await server.stranger.get(`/executions/${ended}/${path}`)).status).toBe(401);
      expect((await viewer.get(`/executions/${ended}/${path}`)).status).toBe(200);
    }
  });
});

test("the log of a pipeline is that of its newest execution, or of the newest of a branch", async () => {
  const text = (word: string): string => `name: spoken\nstages: { say: { steps: [echo ${word}] } }\n`;
  const repository = project.repositoryId;
  const { body } = await server.owner.post("/pipelines", { name: "spoken", repository, text: text("first") });
  expect((await server.owner.get(`/pipelines/${body.id}/logs`)).status).toBe(404);
  const run = async (branch: string): Promise<string> => {
    const started = await server.owner.post(`/pipelines/${body.id}/execute`, { branch });
    await endOf(server.owner, started.body.id);
    return started.body.id;
  };
  const first = await run("main");
  await server.owner.put(`/pipelines/${body.id}`, { text: text("second") }, { "if-match": "1" });
  const second = await run("feature");
  const newest = (await server.owner.get(`/pipelines/${body.id}/logs`)).body;
  expect(newest).toMatchObject({ execution: second, items: [{ text: "second" }], ended: true });
  const ofMain = (await server.owner.get(`/pipelines/${body.id}/logs?branch=main&tail=1`)).body;
  expect(ofMain).toMatchObject({ execution: first, items: [{ text: "first" }] });
  const followed = await followStream(server.owner, `/pipelines/${body.id}/logs?stage=say`);
  expect(followed).toMatchObject([
    { event: "lines", data: { lines: [{ text: "second" }] } },
    { event: "complete", data: { outcome: "success" } },
  ]);
  const listed = await server.owner.get(`/repositories/${repository}/pipelines?search=spok`);
  expect(listed.body.items).toMatchObject([{ id: body.id }]);
});

describe("marks", () => {
  test("are the groups, errors and warnings that the steps of an attempt marked", async () => {
    const started = await runInline(server.owner, project, {
      text: `
name: marked
stages:
  build:
    steps: ["echo ::group::Install; echo one; echo ::endgroup::; echo '::error file=a.ts,line=3::broken'; echo '::warning::old'"]
  later:
    needs: [build]
    when: \${{ false }}
    steps: [echo never]
`,
    });
    await endOf(server.owner, started.body.id);
    const path = `/executions/${started.body.id}/logs/marks`;
    expect((await server.owner.get(`${path}?stage=build`)).body).toEqual({
      items: [
        { line: 1, kind: "group", text: "Install" },
        { line: 3, kind: "endgroup", text: "" },
        { line: 4, kind: "error", text: "broken" },
        { line: 5, kind: "warning", text: "old" },
      ],
      leftOut: 0,
      attempt: 1,
      lineCount: 5,
      ended: true,
    });
    expect((await server.owner.get(`${path}?stage=later`)).body).toMatchObject({ items: [], attempt: 0, lineCount: 0 });
    expect((await server.owner.get(`${path}?stage=nowhere`)).status).toBe(404);
  });
});

describe("following an execution", () => {
  test("gives what was and what comes, every line once, and tells the end", async () => {
    const { body } = await runInline(server.owner, project, {
      text: `
name: slow
stages:
  one: { steps: ["for i in $(seq 1 20); do echo one $i; sleep 0.02; done"] }
  two: { steps: ["for i in $(seq 1 20); do echo two $i; sleep 0.02; done"] }
`,
    });
    const events = await followStream(server.owner, `/executions/${body.id}/logs?follow=true`);
    expect(linesOf(events).map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const texts = textsOf(events);
    for (const stage of ["one", "two"]) {
      expect(texts.filter((text) => text.startsWith(stage))).toEqual(
        Array.from({ length: 20 }, (_, index) => `${stage} ${index + 1}`),
      );
    }
    expect(events.at(-1)).toEqual({ event: "complete", data: { outcome: "success" } });
    const stored = await server.owner.get(`/executions/${body.id}/logs`);
    expect(stored.body.items.map(({ text }: { text: string }) => text)).toEqual(texts);
  });

  test("goes on at the exact line after a connection was lost", async () => {
    const path = `/executions/${ended}/logs`;
    const again = await followStream(server.owner, path, { headers: { "last-event-id": "30" } });
    expect(linesOf(again)[0]).toMatchObject({ line: 31, text: "build 31" });
    expect(linesOf(again)).toHaveLength(42);
    const refused = await server.owner.get(path, { "last-event-id": "thirty", accept: "text/event-stream" });
    expect(refused).toMatchObject({ status: 400, body: { faults: [{ path: "lastEventId" }] } });
  });

  test("of one stage ends with the stage", async () => {
    const { body } = await runInline(server.owner, project, {
      text: `
name: gate
stages:
  quick: { steps: ["echo quick; sleep 0.2; echo done"] }
  long: { steps: ["echo long; until test -e '${project.directory}/go'; do sleep 0.02; done"] }
`,
    });
    const id = body.id;
    const events = await followStream(server.owner, `/executions/${id}/logs?follow=true&stage=quick`);
    expect(textsOf(events)).toEqual(["quick", "done"]);
    expect(events.at(-1)).toEqual({
      event: "complete",
      data: { stages: [{ instance: "quick", outcome: "success" }] },
    });
    expect((await server.owner.get(`/executions/${id}`)).body.state).toBe("running");
    await server.owner.post(`/executions/${id}/cancel`, { force: true });
    await endOf(server.owner, id);
  });

  test("goes on through a restart of the server", async () => {
    const data = await mkdtemp(join(project.directory, "data-"));
    const text = `
name: restart
stages:
  before: { steps: ["echo before"] }
  wait: { needs: [before], steps: ["echo waits; until test -e '${project.directory}/after'; do sleep 0.02; done; echo over"] }
`;
    let id: string;
    let organization: string;
    {
      await using first = await startServer({ dataDirectory: data });
      organization = first.organizationId;
      id = (await runInline(first.owner, await createProject(first.owner), { text })).body.id;
      await followStream(first.owner, `/executions/${id}/logs?follow=true`, {
        enough: (events) => textsOf(events).includes("waits"),
      });
    }
    const database = await databaseOf(data);
    await using app = await createApp({
      dataDirectory: data,
      trustPipelines: true,
      ...(database === undefined ? {} : { database: database.url }),
    });
    const restarted = await createServer({ app });
    await restarted.listen({ host: "127.0.0.1", port: 0 });
    const address = restarted.server.address() as AddressInfo;
    const user = await app.tables
      .selectFrom("member")
      .select("userId")
      .where("organizationId", "=", organization)
      .executeTakeFirstOrThrow();
    const { token } = await app.tokens.create({
      organizationId: organization,
      userId: user.userId,
      name: "again",
      scopes: ["admin"],
    });
    const client = {
      ...server.stranger,
      fetch: (path: string, init: RequestInit = {}) => {
        const headers = new Headers(init.headers);
        headers.set("authorization", `Bearer ${token}`);
        return fetch(`http://127.0.0.1:${address.port}${path}`, { ...init, headers });
      },
    };
    const following = followStream(client, `/executions/${id}/logs?follow=true`);
    await writeFile(join(project.directory, "after"), "");
    const events = await following;
    await restarted.close();
    expect(textsOf(events)).toEqual(["before", "waits", "waits", "over"]);
    expect(linesOf(events).map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(events.at(-1)?.data).toEqual({ outcome: "success" });
  });
});

test("a long log that a server left plain when it stopped is compressed by the next one", async () => {
  const data = await mkdtemp(join(project.directory, "data-"));
  const logOf = (id: string) => join(data, "logs", id, "loud.1.log");
  const isCompressed = (id: string) => existsSync(`${logOf(id)}.zst`) && !existsSync(logOf(id));
  const text = "name: loud\nstages: { loud: { steps: ['seq 30000'] } }\n";
  let id: string;
  {
    await using first = await startServer({ dataDirectory: data });
    id = (await runInline(first.owner, await createProject(first.owner), { text })).body.id;
    await endOf(first.owner, id);
    await until(async () => isCompressed(id) || undefined);
  }
  await writeFile(logOf(id), zstdDecompressSync(await readFile(`${logOf(id)}.zst`)));
  await rm(`${logOf(id)}.zst`);
  await using _second = await startServer({ dataDirectory: data, empty: true });
  await until(async () => isCompressed(id) || undefined);
});

describe("following events", () => {
  test("gives every event once, in order, and goes on after the last one", async () => {
    const all = await followStream(server.owner, `/executions/${ended}/events`);
    const seqs = all.flatMap(({ event, data }) => (event === "event" ? [data.seq] : []));
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(all.at(-2)?.data).toMatchObject({ type: "execution.finished", outcome: "success" });
    expect(all.at(-1)).toMatchObject({ event: "complete" });
    const later = await followStream(server.owner, `/executions/${ended}/events`, {
      headers: { "last-event-id": "5" },
    });
    expect(later[0]).toMatchObject({ id: "6", data: { seq: 6 } });
    const page = await server.owner.get(`/executions/${ended}/events?from=2&limit=3`);
    expect(page.body).toMatchObject({ items: [{ seq: 2 }, { seq: 3 }, { seq: 4 }], next: 5, ended: true });
    expect(page.body.items[0].at).toMatch(/^\d{4}-.*\.\d{3}Z$/);
  });

  test("gives them while they happen", async () => {
    const { body } = await runInline(server.owner, project, {
      text: "name: live\nstages:\n  a: { steps: ['sleep 0.2'] }\n  b: { needs: [a], steps: ['true'] }\n",
    });
    const events = await followStream(server.owner, `/executions/${body.id}/events`);
    const types = events.flatMap(({ event, data }) => (event === "event" ? [data.type] : []));
    expect(types.at(0)).toBe("execution.created");
    expect(types.at(-1)).toBe("execution.finished");
    const stored = await server.owner.get(`/executions/${body.id}/events`);
    expect(stored.body.items.map(({ type }: { type: string }) => type)).toEqual(types);
  });
});

describe("searching", () => {
  test("counts all lines that match and says where they are", async () => {
    const { body } = await server.owner.get(`/executions/${ended}/logs/search?q=TEST%201&limit=3`);
    expect(body).toMatchObject({ count: 4, timedOut: false });
    expect(body.items).toHaveLength(3);
    expect(body.logs).toEqual([
      { stage: "test", instance: "test (20)", attempt: 1, count: 2 },
      { stage: "test", instance: "test (22)", attempt: 1, count: 2 },
    ]);
    const around = await server.owner.get(`/executions/${ended}/logs/search?q=TEST%201&limit=1&context=2`);
    expect(around.body.items).toMatchObject([{ text: "test 1", before: [], after: ["test 2", "test 3"] }]);
    for (const item of body.items) {
      const at = await server.owner.get(`/executions/${ended}/logs?from=${item.line}&limit=1`);
      expect(at.body.items[0]).toMatchObject({ text: item.text, instance: item.instance });
    }
  });

  test("gives every line of all logs, page after page, each once", async () => {
    const path = `/executions/${ended}/logs/search?q=1`;
    const whole = (await server.owner.get(`${path}&limit=1000`)).body;
    expect(whole).not.toHaveProperty("nextCursor");
    expect(whole.items).toHaveLength(whole.count);
    const items: unknown[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await server.owner.get(`${path}&limit=4${cursor}`);
      expect(body.count).toBe(whole.count - items.length);
      items.push(...body.items);
      if (body.nextCursor === undefined) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(items).toEqual(whole.items);
    const other = Buffer.from(JSON.stringify([1, "1 elsewhere"])).toString("base64url");
    expect(await server.owner.get(`${path}&cursor=${other}`)).toMatchObject({
      status: 400,
      body: { faults: [{ path: "cursor" }] },
    });
  });

  test("of one stage gives the numbers of all lines, page after page", async () => {
    const path = `/executions/${ended}/logs/matches?stage=build&q=build%201`;
    expect((await server.owner.get(`${path}&limit=4`)).body).toEqual({
      lines: [1, 10, 11, 12],
      count: 11,
      next: 13,
      lineCount: 50,
      timedOut: false,
    });
    expect((await server.owner.get(`${path}&from=13`)).body).toEqual({
      lines: [13, 14, 15, 16, 17, 18, 19],
      count: 7,
      lineCount: 50,
      timedOut: false,
    });
    expect((await server.owner.get(`/executions/${ended}/logs/matches?stage=test&q=a`)).status).toBe(400);
  });

  test("takes a text as it stands, and a regular expression when told so", async () => {
    const search = async (query: string) => (await server.owner.get(`/executions/${ended}/logs/search?${query}`)).body;
    expect(await search("q=(a%2Bb)")).toMatchObject({ count: 2 });
    expect(await search(`q=${encodeURIComponent("^Error: .* failed$")}&regex=true`)).toMatchObject({ count: 2 });
    expect(await search("q=error&matchCase=true")).toMatchObject({ count: 0 });
    expect(await search(`q=${encodeURIComponent("^build \\d0$")}&regex=true&stage=build`)).toMatchObject({ count: 5 });
    expect(await server.owner.get(`/executions/${ended}/logs/search?q=(&regex=true`)).toMatchObject({
      status: 400,
      body: { faults: [{ path: "q" }] },
    });
  });
});

describe("the raw log", () => {
  test("of a stage is what it printed, or a part of it", async () => {
    const path = `/executions/${ended}/logs/raw?stage=build`;
    const whole = await server.owner.get(path);
    expect(whole.body).toBe(Array.from({ length: 50 }, (_, index) => `build ${index + 1}\n`).join(""));
    expect(whole.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    const part = await server.owner.get(path, { range: "bytes=8-15" });
    expect(part).toMatchObject({ status: 206, body: "build 2\n" });
    expect(part.headers.get("content-range")).toBe(`bytes 8-15/${whole.body.length}`);
    expect(await server.owner.get(path, { range: "bytes=-9" })).toMatchObject({ status: 206, body: "build 50\n" });
    const beyond = await server.owner.get(path, { range: "bytes=9999-" });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get("content-range")).toBe(`bytes */${whole.body.length}`);
    expect((await server.owner.get(path, { range: "lines=1-2" })).status).toBe(200);
  });

  test("of all stages has each below its name", async () => {
    const { body } = await server.owner.get(`/executions/${ended}/logs/raw`);
    expect(body).toContain("==> build, attempt 1 <==\nbuild 1\n");
    expect(body).toContain("\n==> test (20), attempt 1 <==\ntest 1\n");
    const part = await server.owner.get(`/executions/${ended}/logs/raw`, { range: "bytes=20-60" });
    expect(part.body).toBe(body.slice(20, 61));
  });
});

test("logs that were removed are gone, and nothing else is", async () => {
  const { body } = await runInline(server.owner, project, { text: "name: old\nstages:\n  a: { steps: ['echo a'] }\n" });
  const id = body.id;
  await endOf(server.owner, id);
  await rm(join(server.app.store.layout.logs, id), { recursive: true, force: true });
  for (const path of [
    "logs",
    "logs?stage=a",
    "logs?follow=true",
    "logs/raw",
    "logs/raw?stage=a",
    "logs/search?q=a",
    "logs/matches?stage=a&q=a",
  ]) {
    expect(await server.owner.get(`/executions/${id}/${path}`)).toMatchObject({ status: 410, body: { code: "gone" } });
  }
  expect((await server.owner.get(`/executions/${id}/events`)).status).toBe(200);
});

test("a stage without a line has an empty log", async () => {
  const { body } = await runInline(server.owner, project, { text: "name: mute\nstages:\n  a: { steps: ['true'] }\n" });
  await endOf(server.owner, body.id);
  const read = await server.owner.get(`/executions/${body.id}/logs`);
  expect(read).toMatchObject({ status: 200, body: { items: [], lineCount: 0, ended: true } });
  expect(await followStream(server.owner, `/executions/${body.id}/logs`)).toEqual([
    { event: "complete", data: { outcome: "success" } },
  ]);
});
