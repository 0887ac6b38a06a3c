import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { zstdCompressSync } from "node:zlib";
import { unpackArtifact } from "@headrace/engine/artifacts";
import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { createGate, createProject, endOf, linesOf, type Project, runInline, until } from "./executions.ts";
import { followStream } from "./follow.ts";
import { type Client, startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

const limit = 4 * 1024 * 1024;
let server: TestServer;
let project: Project;
let execution: string;
/** The artifact `dist` of the stage `build`. */
let dist: { readonly id: string; readonly digest: string };
let now = 0;

share(
  async () => {
    const clock = { now: () => Date.now() + now };
    server = await startServer({ artifactLimit: limit, clock });
    project = await createProject(server.owner);
    const { body } = await runInline(server.owner, project, {
      text: `
name: shop
stages:
  build:
    steps: ["mkdir -p dist/deep; echo page > dist/index.html; seq 1 20000 > dist/deep/numbers.txt; ln -s index.html dist/link"]
    artifacts: [{ name: dist, paths: ["dist/**"] }]
`,
    });
    execution = body.id;
    expect(await endOf(server.owner, execution)).toMatchObject({ outcome: "success" });
    const { body: list } = await server.owner.get(`/executions/${execution}/artifacts`);
    expect(list.items).toMatchObject([{ name: "dist", stage: "build", attempt: 1, files: 3 }]);
    [dist] = list.items;
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

function put(client: Client, path: string, body: NonNullable<RequestInit["body"]>): Promise<Response> {
  const headers = { "content-type": "application/octet-stream" };
  return client.fetch(`/api/v1${path}`, { method: "PUT", body, duplex: "half", headers });
}

describe("downloading", () => {
  test("gives the stored archive, whole or in parts", async () => {
    const whole = await server.owner.fetch(`/api/v1/artifacts/${dist.id}/content`);
    expect(whole.headers.get("content-disposition")).toContain('filename="dist.tar.zst"');
    expect(whole.headers.get("etag")).toBe(`"${dist.digest}"`);
    const bytes = await bytesOf(whole);
    expect(Number(whole.headers.get("content-length"))).toBe(bytes.length);
    const into = join(project.directory, "unpacked");
    await unpackArtifact({
      blobs: { ...server.app.store.blobs, get: async () => Readable.from([bytes]) },
      digest: "",
      into,
    });
    expect(await readFile(join(into, "dist/index.html"), "utf8")).toBe("page\n");

    const byName = await server.owner.fetch(`/api/v1/executions/${execution}/artifacts/dist?stage=build`);
    expect((await bytesOf(byName)).equals(bytes)).toBe(true);
    const part = await server.owner.fetch(`/api/v1/artifacts/${dist.id}/content`, {
      headers: { range: "bytes=10-99" },
    });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 10-99/${bytes.length}`);
    expect((await bytesOf(part)).equals(bytes.subarray(10, 100))).toBe(true);
  });

  test("honours what the client has already", async () => {
    const path = `/api/v1/artifacts/${dist.id}/content`;
    const known = await server.owner.fetch(path, { headers: { "if-none-match": `W/"x", "${dist.digest}"` } });
    expect([known.status, await known.text()]).toEqual([304, ""]);
    const other = await server.owner.fetch(path, { headers: { range: "bytes=0-3", "if-range": '"other"' } });
    expect(other.status).toBe(200);
    await other.arrayBuffer();
    const beyond = await server.owner.fetch(path, { headers: { range: "bytes=99999999-" } });
    expect(beyond.status).toBe(416);
    const whole = Number((await server.owner.fetch(path, { method: "HEAD" })).headers.get("content-length"));
    expect(beyond.headers.get("content-range")).toBe(`bytes */${whole}`);
    const same = { range: "bytes=-4", "if-range": `"${dist.digest}"` };
    const end = await server.owner.fetch(path, { headers: same });
    expect([end.status, end.headers.get("content-range")]).toEqual([206, `bytes ${whole - 4}-${whole - 1}/${whole}`]);
    expect(await bytesOf(end)).toHaveLength(4);
    // A weak tag says too little for a part of the bytes.
    const weak = await server.owner.fetch(path, { headers: { ...same, "if-range": `W/"${dist.digest}"` } });
    expect([weak.status, (await bytesOf(weak)).length]).toEqual([200, whole]);
    const head = await server.owner.fetch(path, { method: "HEAD" });
    expect([head.status, head.headers.get("etag")]).toEqual([200, `"${dist.digest}"`]);
  });

  test("gives one file out of it, or the archive without its compression", async () => {
    const file = await server.owner.fetch(`/api/v1/artifacts/${dist.id}/content?path=dist/index.html`);
    expect(await file.text()).toBe("page\n");
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect(file.headers.get("content-disposition")).toMatch(/^attachment/);
    const tar = await bytesOf(await server.owner.fetch(`/api/v1/artifacts/${dist.id}/content?format=tar`));
    expect(tar.subarray(257, 262).toString()).toBe("ustar");
    expect(await server.owner.get(`/artifacts/${dist.id}/files`)).toMatchObject({
      status: 200,
      body: {
        items: [
          { path: "dist/deep", kind: "directory" },
          { path: "dist/deep/numbers.txt", kind: "file", size: 108894 },
          { path: "dist/index.html", kind: "file", size: 5 },
          { path: "dist/link", kind: "link", target: "index.html" },
        ],
        more: false,
      },
    });
    for (const path of ["../../etc/passwd", "/etc/passwd", "dist", "dist/link", "nothing"]) {
      const answer = await server.owner.get(`/artifacts/${dist.id}/content?path=${encodeURIComponent(path)}`);
      expect(answer.status).toBe(404);
    }
  });

  test("is for who may see the execution", async () => {
    const outsider = await server.outsider();
    const paths = [
      `/executions/${execution}/artifacts`,
      `/executions/${execution}/artifacts/dist`,
      `/artifacts/${dist.id}`,
      `/artifacts/${dist.id}/content`,
      `/artifacts/${dist.id}/files`,
    ];
    const viewer = await server.client({ role: "viewer" });
    for (const path of paths) {
      expect((await outsider.get(path)).status).toBe(404);
      expect((await server.stranger.get(path)).status).toBe(401);
      expect((await viewer.get(path)).status).toBe(200);
    }
    expect((await put(viewer, `/executions/${execution}/artifacts/mine`, "x")).status).toBe(403);
    expect((await put(outsider, `/executions/${execution}/artifacts/mine`, "x")).status).toBe(404);
  });
});

describe("uploading", () => {
  test("keeps a file under its name, of whatever type it says it is, and replaces it", async () => {
    const content = randomBytes(300_000);
    for (const body of [Buffer.from("first"), content]) {
      const answer = await put(server.owner, `/executions/${execution}/artifacts/report.bin`, body);
      expect(answer.status).toBe(201);
      expect(await answer.json()).toMatchObject({ name: "report.bin", size: body.length, files: 1 });
    }
    const back = await server.owner.fetch(`/api/v1/executions/${execution}/artifacts/report.bin?path=report.bin`);
    expect((await bytesOf(back)).equals(content)).toBe(true);
    const json = await server.owner.put(`/executions/${execution}/artifacts/facts.json`, { a: 1 });
    expect(json).toMatchObject({ status: 201, body: { size: 7 } });
    const { body } = await server.owner.get(`/executions/${execution}/artifacts`);
    const uploaded = body.items.filter(({ name }: { name: string }) => name === "report.bin");
    expect(uploaded).toHaveLength(1);
    expect(uploaded[0]).not.toHaveProperty("stage");
  });

  test("is told as an event while the execution waits, runs and has ended, each under a number of its own", async () => {
    await using gate = await createGate();
    const text = `name: one at a time\nconcurrency: { group: one, limit: 1 }\nstages: { work: { steps: ['echo begun; ${gate.wait}'] } }\n`;
    const running = (await runInline(server.owner, project, { text })).body.id;
    const waiting = (await runInline(server.owner, project, { text })).body.id;
    await until(async () => (await linesOf(server, running)) === 1 || undefined);
    const streams = [running, waiting].map((id) => followStream(server.owner, `/executions/${id}/events?follow=true`));
    const upload = (id: string, name: string) => put(server.owner, `/executions/${id}/artifacts/${name}`, name);
    await Promise.all(["a.txt", "bb.txt"].flatMap((name) => [upload(running, name), upload(waiting, name)]));
    await gate.open();
    for (const id of [running, waiting]) expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
    for (const events of await Promise.all(streams)) {
      const seen = events.filter(({ data }) => data.type === "artifact.uploaded").map(({ data }) => data);
      expect(seen.toSorted((one, other) => one.size - other.size)).toMatchObject([
        { name: "a.txt", size: 5, files: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { name: "bb.txt", size: 6, files: 1 },
      ]);
    }
    await Promise.all([upload(waiting, "late.txt"), upload(waiting, "later.txt")]);
    const { items } = (await server.owner.get(`/executions/${waiting}/events`)).body;
    expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(items.map((_: unknown, index: number) => index + 1));
    expect(items.slice(-3).map(({ type }: { type: string }) => type)).toEqual([
      "execution.finished",
      "artifact.uploaded",
      "artifact.uploaded",
    ]);
    const again = await server.owner.post(`/executions/${waiting}/rerun`, {});
    expect(again.status).toBe(201);
    expect(await endOf(server.owner, again.body.id)).toMatchObject({ outcome: "success" });
  });

  test("takes what comes without its length, and nothing", async () => {
    const chunks = Array.from({ length: 20 }, () => randomBytes(10_000));
    const answer = await put(server.owner, `/executions/${execution}/artifacts/stream`, ReadableStream.from(chunks));
    expect(await answer.json()).toMatchObject({ size: 200_000 });
    const back = await server.owner.fetch(`/api/v1/executions/${execution}/artifacts/stream?path=stream`);
    expect((await bytesOf(back)).equals(Buffer.concat(chunks))).toBe(true);
    expect(await (await put(server.owner, `/executions/${execution}/artifacts/empty`, "")).json()).toMatchObject({
      size: 0,
    });
    expect(await readdir(server.app.store.layout.work)).toEqual([]);
  });

  test("takes an archive as it is, and none that leads out of itself", async () => {
    const send = async (entries: Parameters<typeof archiveOf>[0]) =>
      await put(server.owner, `/executions/${execution}/artifacts/archive?format=tar.zst`, await archiveOf(entries));
    const answer = await send([
      { name: "a/b.txt", content: "hello" },
      { name: "a/link", linkname: "b.txt", type: "symlink" },
    ]);
    expect(await answer.json()).toMatchObject({ name: "archive", files: 2, size: 5 });
    const evil: Parameters<typeof archiveOf>[0] = [
      { name: "../outside", content: "x" },
      { name: "/etc/passwd", content: "x" },
      { name: "a/../../outside", content: "x" },
      { name: "link", linkname: "/etc/passwd", type: "symlink" },
      { name: "a/link", linkname: "../../outside", type: "symlink" },
      { name: "hard", linkname: "a/b.txt", type: "link" },
      { name: "device", type: "character-device" },
    ];
    for (const entry of evil) expect((await send([entry])).status, JSON.stringify(entry)).toBe(400);
    const noArchive = await put(
      server.owner,
      `/executions/${execution}/artifacts/archive?format=tar.zst`,
      "no archive",
    );
    expect(await noArchive.json()).toMatchObject({ status: 400, code: "invalid-input" });
  });

  test("refuses names that are paths", async () => {
    for (const name of ["..%2F..%2Fetc", "%2e%2e", "a%2Fb", "a%00b", ".hidden", "a%0d%0ab", "a".repeat(101)]) {
      const answer = await put(server.owner, `/executions/${execution}/artifacts/${name}`, "x");
      expect([400, 404], name).toContain(answer.status);
    }
  });

  test("refuses more than the limit, said beforehand or found on the way", async () => {
    const measured = await put(server.owner, `/executions/${execution}/artifacts/large`, Buffer.alloc(limit + 1));
    expect(await measured.json()).toMatchObject({ status: 413, code: "too-large" });
    const chunks = Array.from({ length: 6 }, () => Buffer.alloc(1024 * 1024));
    const answer = await put(
      server.owner,
      `/executions/${execution}/artifacts/large`,
      ReadableStream.from(chunks),
    ).catch(() => undefined);
    // The connection may break before the client has read why.
    if (answer !== undefined) expect(answer.status).toBe(413);
    const bomb = zstdCompressSync(Buffer.alloc(limit * 30));
    expect(bomb.length).toBeLessThan(limit);
    const bombed = await put(server.owner, `/executions/${execution}/artifacts/large?format=tar.zst`, bomb);
    expect(await bombed.json()).toMatchObject({ status: 413, code: "too-large" });
    const hollow = await put(
      server.owner,
      `/executions/${execution}/artifacts/large?format=tar.zst`,
      await archiveOf([]),
    );
    expect(hollow.status).toBe(400);
    expect((await server.owner.get(`/executions/${execution}/artifacts/large`)).status).toBe(404);
  });

  test("keeps nothing of an upload whose client goes away", async () => {
    const { blobs, work } = server.app.store.layout;
    // A server that has stored nothing yet has no such directories.
    const namesIn = async (path: string) => await readdir(path).catch(() => []);
    const kept = async () => [...(await namesIn(join(blobs, "incoming"))), ...(await namesIn(work))].length;
    for (const headers of [{ "content-length": String(limit) }, { "transfer-encoding": "chunked" }]) {
      const sending = request(`${server.url}/api/v1/executions/${execution}/artifacts/half`, {
        method: "PUT",
        headers: { authorization: `Bearer ${server.owner.token}`, "content-type": "text/plain", ...headers },
      });
      sending.on("error", () => undefined);
      sending.write(randomBytes(2 * 1024 * 1024));
      await until(async () => (await kept()) > 0 || undefined);
      sending.destroy();
      await new Promise((resolve) => sending.once("close", resolve));
      await until(async () => (await kept()) === 0 || undefined);
    }
    expect((await server.owner.get(`/executions/${execution}/artifacts/half`)).status).toBe(404);
  });
});

describe("a signed link", () => {
  test("opens one artifact for a while, without a token", async () => {
    const { status, body } = await server.owner.post(`/artifacts/${dist.id}/link`, { expiresIn: 60 });
    expect(status).toBe(201);
    const { pathname, search, searchParams } = new URL(body.url);
    const path = pathname.replace("/api/v1", "") + search;
    expect((await server.stranger.get(`${path}&path=dist/index.html`)).body).toBe("page\n");
    expect((await server.stranger.get(path, { range: "bytes=0-3" })).status).toBe(206);
    expect((await server.stranger.get(`/artifacts/${dist.id}/content`)).status).toBe(401);

    const [id = "", expiry = "", signature = ""] = searchParams.get("token")?.split(".") ?? [];
    const { body: other } = await server.owner.put(`/executions/${execution}/artifacts/other`, { a: 1 });
    const forged = [
      `${other.id}.${expiry}.${signature}`,
      `${id}.${(Number.parseInt(expiry, 36) + 1000).toString(36)}.${signature}`,
      `${id}.${expiry}.${Buffer.alloc(32).toString("base64url")}`,
      `${id}.${expiry}.`,
      `${id}.${expiry}`,
      "nonsense",
    ];
    for (const token of forged) {
      expect(await server.stranger.get(`/artifact-links?token=${token}`)).toMatchObject({ status: 404 });
    }
    now += 61_000;
    expect(await server.stranger.get(path)).toMatchObject({ status: 410, body: { code: "gone" } });
    now = 0;
  });

  test("is made only by who may download, and for no more than a day", async () => {
    const outsider = await server.outsider();
    expect((await outsider.post(`/artifacts/${dist.id}/link`, {})).status).toBe(404);
    expect((await server.owner.post(`/artifacts/${dist.id}/link`, { expiresIn: 100_000 })).status).toBe(400);
  });
});

test("an artifact that has expired, or whose content is gone, is gone", async () => {
  const { body } = await runInline(server.owner, project, {
    text: "name: brief\nstages:\n  a:\n    steps: ['echo x > x']\n    artifacts: [{ name: x, paths: [x], retention: 1h }]\n",
  });
  await endOf(server.owner, body.id);
  const path = `/executions/${body.id}/artifacts/x`;
  expect((await server.owner.get(path)).status).toBe(200);
  now += 2 * 3_600_000;
  expect((await server.owner.get(path)).status).toBe(410);
  now = 0;
  const { body: list } = await server.owner.get(`/executions/${body.id}/artifacts`);
  await server.app.store.blobs.remove(list.items[0].digest);
  expect((await server.owner.get(path)).status).toBe(410);
});

interface Entry {
  readonly name: string;
  readonly content?: string;
  readonly type?: "symlink" | "link" | "character-device";
  readonly linkname?: string;
}

async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = "", ...header } of entries) archive.entry(header, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return zstdCompressSync(Buffer.concat(chunks));
}
