import { beforeEach, expect, test } from "vitest";
import { addRepository, addRun, endRun, onGitHub } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

let remote: onGitHub.Repository;
let artifacts: string;

async function watchGitHub(): Promise<void> {
  const [execution] = await hosts.listed(await hosts.watch(await hosts.connect("github")));
  artifacts = `/executions/${execution.id}/artifacts`;
  hosts.github.asked.length = 0;
  hosts.github.askedOfStorage.length = 0;
}

beforeEach(async () => {
  remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  onGitHub.endRun(onGitHub.addRun(hosts.github.world, remote), "success");
});

function addArtifact(id: number, change: Partial<onGitHub.Artifact> = {}): void {
  remote.artifacts.push({ id, run: 1, name: "dist", bytes: "PK zipped", expired: false, ...change });
}

test("what a run on GitHub left behind is listed when somebody looks, and asked for seldom", async () => {
  addArtifact(5);
  await watchGitHub();
  const { status, body } = await hosts.server.owner.get(artifacts);
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      items: [],
      onHost: {
        items: [
          {
            id: "5",
            name: "dist",
            size: 9,
            createdAt: "2026-01-01T00:00:00.000Z",
            expiresAt: "2026-04-01T00:00:00.000Z",
            expired: false,
            format: "zip",
          },
        ],
      },
    },
  });
  await hosts.server.owner.get(artifacts);
  expect(hosts.github.asked).toHaveLength(1);
  hosts.advance(30_000);
  addArtifact(6);
  expect((await hosts.server.owner.get(artifacts)).body.onHost.items).toHaveLength(2);
  // Hosts do not tell of which stage one is.
  expect((await hosts.server.owner.get(`${artifacts}?stage=build`)).body).toEqual({ items: [] });
});

test("it is passed on by its name, the newest first, without credentials for the storage", async () => {
  addArtifact(6, { expired: true });
  addArtifact(5);
  addArtifact(4, { bytes: "PK older" });
  await watchGitHub();
  const answer = await hosts.server.owner.fetch(`/api/v1${artifacts}/dist`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/zip");
  expect(answer.headers.get("content-disposition")).toContain('filename="dist.zip"');
  expect(answer.headers.get("content-length")).toBe("9");
  expect(await answer.text()).toBe("PK zipped");
  const older = await hosts.server.owner.fetch(`/api/v1${artifacts}/dist?hostArtifact=4`);
  expect([older.status, await older.text()]).toEqual([200, "PK older"]);
  expect((await hosts.server.owner.get(`${artifacts}/dist?hostArtifact=6`)).status).toBe(410);
  expect((await hosts.server.owner.get(`${artifacts}/other?hostArtifact=4`)).status).toBe(404);
  expect(hosts.github.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

test("what has expired, is not there or would be a part of it is refused, with what to do", async () => {
  addArtifact(5, { expired: true });
  addArtifact(6, { name: "report" });
  await watchGitHub();
  expect(await hosts.server.owner.get(`${artifacts}/dist`)).toMatchObject({
    status: 410,
    body: { code: "gone", mend: expect.stringContaining("run what made it again") },
  });
  expect(await hosts.server.owner.get(`${artifacts}/other`)).toMatchObject({ status: 404 });
  expect(await hosts.server.owner.get(`${artifacts}/report?path=a.txt`)).toMatchObject({
    body: { code: "not-supported" },
  });
  const outsider = await hosts.server.outsider();
  expect(await outsider.get(`${artifacts}/report`)).toMatchObject({ status: 404 });
  expect(hosts.github.askedOfStorage).toEqual([]);
});

test("a host that fails is said to, beside what was uploaded here", async () => {
  await watchGitHub();
  const headers = { "content-type": "application/octet-stream" };
  await hosts.server.owner.fetch(`/api/v1${artifacts}/notes.txt`, { method: "PUT", body: "notes", headers });
  hosts.github.faults.push({ on: /artifacts/, reply: { status: 403, json: { message: "No" } } });
  expect((await hosts.server.owner.get(artifacts)).body).toMatchObject({
    items: [{ name: "notes.txt" }],
    onHost: { items: [], problem: expect.stringContaining("403"), mend: expect.any(String) },
  });
});

test("Bitbucket gives none to programs, which is said with the page to look at", async () => {
  const run = addRun(addRepository(hosts.bitbucket.world, `acme/${hosts.name}`));
  endRun(run, "SUCCESSFUL");
  const [execution] = await hosts.listed(await hosts.watch(await hosts.connect("bitbucket-cloud")));
  const { body } = await hosts.server.owner.get(`/executions/${execution.id}/artifacts`);
  expect(body).toEqual({
    items: [],
    onHost: {
      items: [],
      problem: expect.stringContaining("no artifacts of a run"),
      mend: expect.stringContaining("https://bitbucket.org/acme/"),
    },
  });
});
