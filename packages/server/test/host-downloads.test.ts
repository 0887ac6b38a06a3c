import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { addRepository, newId, onGitHub, type Repository } from "../../../test/forges/index.ts";
import { addRepository as addProject, endOf, runInline } from "./executions.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

describe("on Bitbucket Cloud", () => {
  let remote: Repository;
  let repository: string;
  let at: string;

  beforeEach(async () => {
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    at = `/repositories/${repository}/host-downloads`;
    hosts.bitbucket.askedOfStorage.length = 0;
  });

  function addDownload(name: string, text = "zipped"): void {
    remote.downloads.push({ uuid: newId(), name, bytes: Buffer.from(text) });
  }

  const put = (path: string, body: string, client = hosts.server.owner) =>
    client.fetch(`/api/v1${at}/${path}`, {
      method: "PUT",
      body,
      headers: { "content-type": "application/octet-stream" },
    });
  const textOf = (name: string) =>
    Buffer.from(remote.downloads.find((one) => one.name === name)?.bytes ?? []).toString("utf8");

  test("downloads are listed, and passed on without the host's credentials", async () => {
    addDownload("shop.zip");
    expect((await hosts.server.owner.get(at)).body).toEqual({
      items: [{ name: "shop.zip", size: 6, createdAt: "2026-01-01T00:00:00.000Z", downloads: 3 }],
    });
    const answer = await hosts.server.owner.fetch(`/api/v1${at}/shop.zip`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toContain('attachment; filename="shop.zip"');
    expect(answer.headers.get("content-length")).toBe("6");
    expect(await answer.text()).toBe("zipped");
    expect(hosts.bitbucket.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect([...answer.headers.values()].join()).not.toMatch(/s3cr3t|t0ken/);
    expect(await hosts.server.owner.get(`${at}/none.zip`)).toMatchObject({ status: 404, body: { code: "not-found" } });
  });

  test("a name that somebody chose leads nowhere else and ends no header", async () => {
    const strange = '../../etc/a"; filename=b\r\nx-evil: 1.html';
    addDownload(strange);
    const answer = await hosts.server.owner.fetch(`/api/v1${at}/${encodeURIComponent(strange)}`);
    expect(await answer.text()).toBe("zipped");
    expect(answer.headers.get("x-evil")).toBeNull();
    const disposition = answer.headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[^\s;]+$/);
    expect(decodeURIComponent(disposition)).not.toMatch(/[/\\\r\n]/);
    expect((await hosts.server.owner.delete(`${at}/${encodeURIComponent(strange)}`)).status).toBe(200);
    for (const name of ["%2e%2e", encodeURIComponent("../shop"), encodeURIComponent('a"b'), "a%0D%0Ab"]) {
      expect((await put(name, "x")).status).toBeGreaterThanOrEqual(400);
    }
    expect(remote.downloads).toEqual([]);
  });

  test("a file is uploaded, replaced where that is said, and removed, each in the audit log", async () => {
    const made = await put("shop.zip", "first");
    expect({ status: made.status, body: await made.json() }).toEqual({
      status: 201,
      body: { name: "shop.zip", size: 5 },
    });
    const taken = await put("shop.zip", "second");
    expect({ status: taken.status, body: await taken.json() }).toMatchObject({
      status: 409,
      body: { code: "conflict", mend: expect.stringContaining("replace=true") },
    });
    expect(textOf("shop.zip")).toBe("first");
    expect((await put("shop.zip?replace=true", "second")).status).toBe(201);
    expect(textOf("shop.zip")).toBe("second");
    const viewer = await hosts.server.client({ role: "viewer" });
    expect((await put("other.zip", "x", viewer)).status).toBe(403);
    expect((await viewer.delete(`${at}/shop.zip`)).status).toBe(403);
    expect((await hosts.server.owner.delete(`${at}/shop.zip`)).status).toBe(200);
    expect(remote.downloads).toEqual([]);
    const { body } = await hosts.server.owner.get("/audit?operation=repositories.add-host-download");
    expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "forbidden",
      "done",
      expect.not.stringMatching("done"),
      "done",
    ]);
  });

  test("an artifact of an execution is uploaded whole or a file of it, and no other repository's", async () => {
    await using files = await mkdtempDisposable(join(tmpdir(), "headrace-project-"));
    // The double of the host serves no git.
    const moved = await hosts.server.owner.patch(`/repositories/${repository}`, { location: files.path });
    expect(moved.status).toBe(200);
    const artifact = await artifactIn(repository, "built here");
    const whole = await hosts.server.owner.post(at, { artifact, name: "notes.tar.zst" });
    expect(whole).toMatchObject({ status: 201, body: { name: "notes.tar.zst" } });
    const stored = await hosts.server.owner.fetch(`/api/v1/artifacts/${artifact}/content`);
    const kept = remote.downloads.find(({ name }) => name === "notes.tar.zst")?.bytes ?? new Uint8Array();
    expect(Buffer.compare(Buffer.from(kept), Buffer.from(await stored.arrayBuffer()))).toBe(0);
    const one = await hosts.server.owner.post(at, { artifact, path: "notes.txt", name: "notes.txt" });
    expect(one).toMatchObject({ status: 201, body: { size: 10 } });
    expect(textOf("notes.txt")).toBe("built here");
    expect(await hosts.server.owner.post(at, { artifact, path: "none", name: "none" })).toMatchObject({ status: 404 });
    expect(await hosts.server.owner.post(at, { artifact, path: "notes.txt", name: "notes.txt" })).toMatchObject({
      status: 409,
    });
    const foreign = await artifactIn(await addProject(hosts.server.owner, "another", files.path), "theirs");
    expect(await hosts.server.owner.post(at, { artifact: foreign, name: "theirs" })).toMatchObject({ status: 404 });
    expect(remote.downloads.map(({ name }) => name)).toEqual(["notes.tar.zst", "notes.txt"]);
  });
});

/** An artifact of one file, `notes.txt`, of an execution in the repository. */
async function artifactIn(repository: string, content: string): Promise<string> {
  const text = "name: ship\nstages:\n  hello:\n    steps: [echo hello]\n";
  const { body: execution } = await runInline(hosts.server.owner, { repositoryId: repository }, { text });
  const made = await hosts.server.owner.fetch(`/api/v1/executions/${execution.id}/artifacts/notes.txt`, {
    method: "PUT",
    body: content,
    headers: { "content-type": "application/octet-stream" },
  });
  expect(made.status).toBe(201);
  await endOf(hosts.server.owner, execution.id);
  const { body } = await hosts.server.owner.get(`/executions/${execution.id}/artifacts`);
  return body.items[0].id;
}

test("on GitHub it is said why not", async () => {
  onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  const repository = await hosts.watch(await hosts.connect("github"));
  for (const answer of [
    await hosts.server.owner.get(`/repositories/${repository}/host-downloads`),
    await hosts.server.owner.delete(`/repositories/${repository}/host-downloads/shop.zip`),
  ]) {
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining("releases hold files") } });
  }
});
