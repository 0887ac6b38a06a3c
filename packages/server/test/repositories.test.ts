import { mkdtemp, rm, rmdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

test("a repository is added, read, changed, listed and removed", async () => {
  const created = await server.owner.post("/repositories", {
    name: "web-app",
    location: "https://code.example.org/team/web-app.git",
  });
  expect(created).toMatchObject({ status: 201, body: { name: "web-app", defaultBranch: "main" } });
  const { id } = created.body;
  expect(await server.owner.get(`/repositories/${id}`)).toMatchObject({ status: 200, body: created.body });
  expect(await server.owner.patch(`/repositories/${id}`, { description: "The shop" })).toMatchObject({
    status: 200,
    body: { description: "The shop" },
  });
  expect(await server.owner.get("/repositories?search=WEB")).toMatchObject({ status: 200, body: { items: [{ id }] } });
  expect(await server.owner.get("/repositories?search=%25")).toMatchObject({ status: 200, body: { items: [] } });
  expect(
    await server.owner.post("/repositories", { name: "web-app", location: "https://a.example.org/b" }),
  ).toMatchObject({
    status: 409,
    body: { code: "conflict" },
  });
  expect((await server.owner.delete(`/repositories/${id}`)).status).toBe(200);
  expect((await server.owner.get(`/repositories/${id}`)).status).toBe(404);
});

test("lists page by an opaque cursor, newest first", async () => {
  for (const name of ["a", "b", "c"])
    await server.owner.post("/repositories", { name, location: "https://a.example.org/b" });
  const first = await server.owner.get("/repositories?limit=2");
  const second = await server.owner.get(`/repositories?limit=2&cursor=${first.body.nextCursor}`);
  const names = [...first.body.items, ...second.body.items].map(({ name }: { name: string }) => name);
  expect(names).toEqual(["c", "b", "a"]);
  expect(await server.owner.get("/repositories?cursor=nonsense")).toMatchObject({
    status: 400,
    body: { code: "invalid-input" },
  });
});

test("a wrong input is told by its place, an unknown field is refused", async () => {
  expect(
    await server.owner.post("/repositories", { name: "x", location: "ext::sh -c id", colour: "red" }),
  ).toMatchObject({
    status: 400,
    body: { code: "invalid-input" },
  });
  expect(await server.owner.post("/repositories", { nam: "x", location: "https://a.example.org/b" })).toMatchObject({
    status: 400,
    body: {
      detail: "name: it is missing",
      faults: [
        { path: "name", message: "it is missing" },
        { path: "", message: "not known here: nam" },
      ],
    },
  });
  expect(await server.owner.post("/repositories", "{")).toMatchObject({ status: 400, body: { code: "invalid-input" } });
});

test("a pipeline of a place where nothing is says so, rather than that its file is missing", async () => {
  const place = await mkdtemp(join(tmpdir(), "headrace-gone-"));
  const repository = await server.owner.post("/repositories", { name: "gone", location: place });
  await rmdir(place);
  const input = { name: "gone", repository: repository.body.id, source: "repository" };
  const { body } = await server.owner.post("/pipelines", input);
  const refused = { status: 503, body: { detail: expect.stringContaining(place), cause: "repository-unreachable" } };
  expect(await server.owner.post(`/pipelines/${body.id}/execute`, {})).toMatchObject(refused);
  await symlink(place, place);
  expect(await server.owner.post(`/pipelines/${body.id}/execute`, {})).toMatchObject(refused);
  await rm(place);
});

test("what starts in a repository that cannot be cloned says what is the matter, and what to do", async () => {
  const location = "https://nobody.invalid/app.git";
  const repository = (await server.owner.post("/repositories", { name: "unreachable", location })).body.id;
  const text = "name: small\nstages:\n  build:\n    run: 'true'\n";
  const pipeline = (await server.owner.post("/pipelines", { name: "small", repository, text })).body.id;
  for (const [path, input] of [
    ["/executions", { repository, text }],
    [`/pipelines/${pipeline}/execute`, {}],
  ] as const) {
    expect(await server.owner.post(path, input), path).toMatchObject({
      status: 503,
      body: {
        code: "unavailable",
        cause: "repository-unreachable",
        detail: `could not fetch ${location}: the host "nobody.invalid" cannot be found`,
        mend: expect.stringContaining("typing error"),
      },
    });
  }
});

test("a path that leads to no directory is refused when it is given", async () => {
  for (const [location, detail] of [
    ["/nowhere/at-all", "there is no /nowhere/at-all on the server's machine"],
    ["/etc/hostname", "/etc/hostname is not a directory"],
  ]) {
    expect(await server.owner.post("/repositories", { name: "wrong", location })).toMatchObject({
      status: 400,
      body: { code: "invalid-input", detail, faults: [{ path: "location" }] },
    });
  }
  const { body } = await server.owner.get("/repositories?search=wrong");
  expect(body.items).toEqual([]);
});

test("what belongs to another organization cannot be told from what does not exist", async () => {
  const { body } = await server.owner.post("/repositories", { name: "mine", location: "https://a.example.org/b" });
  const outsider = await server.outsider();
  const [theirs, none] = [
    await outsider.get(`/repositories/${body.id}`),
    await outsider.get("/repositories/01a1fc42-b97f-7bef-9713-0b6621de95a7"),
  ];
  expect(theirs.status).toBe(404);
  expect(theirs.body.detail.replace(body.id, "")).toBe(
    none.body.detail.replace("01a1fc42-b97f-7bef-9713-0b6621de95a7", ""),
  );
  expect((await server.stranger.get(`/repositories/${body.id}`)).status).toBe(401);
  const viewer = await server.client({ role: "viewer" });
  expect((await viewer.delete(`/repositories/${body.id}`)).status).toBe(403);
});

test("what a DELETE says in a body is refused, not left out while the rest is done", async () => {
  const { body } = await server.owner.post("/repositories", {
    name: "kept",
    location: "https://a.example.org/kept.git",
  });
  const answer = await server.owner.fetch(`/api/v1/repositories/${body.id}`, {
    method: "DELETE",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ removeOnHost: ["webhook:1"] }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: "invalid-input", mend: expect.stringContaining("?removeOnHost=") });
  expect((await server.owner.get(`/repositories/${body.id}`)).status).toBe(200);
});
