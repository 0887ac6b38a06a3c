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

const as = (token: string) => ({ authorization: `Bearer ${token}` });

test("a token is shown once, known again by its beginning, and ends when it is revoked", async () => {
  const made = await server.owner.post("/tokens", { name: "release job", scopes: ["read", "read"] });
  expect(made).toMatchObject({ status: 201, body: { scopes: ["read"], user: server.owner.userId } });
  const { token, ...kept } = made.body;
  expect(token).toMatch(/^hrt_[\w-]{43}$/);
  expect(token.startsWith(kept.beginsWith)).toBe(true);
  const { items } = (await server.owner.get("/tokens")).body;
  expect(items[0]).toEqual(kept);
  expect((await server.owner.get("/tokens?search=RELEASE")).body.items).toEqual([kept]);
  expect((await server.owner.get("/tokens?search=re_ease")).body.items).toEqual([]);
  expect((await server.stranger.get("/members", as(token))).status).toBe(200);
  expect((await server.owner.delete(`/tokens/${kept.id}`)).status).toBe(200);
  expect((await server.stranger.get("/members", as(token))).status).toBe(401);
  expect((await server.owner.get("/tokens?revoked=true")).body.items[0]).toMatchObject({
    id: kept.id,
    revokedAt: expect.stringMatching(/Z$/),
  });
});

test("a token ends when its time comes", async () => {
  let now = Date.now();
  await using late = await startServer({ clock: { ...server.app.clock, now: () => now } });
  const expiresAt = new Date(now + 60_000).toISOString();
  const { body } = await late.owner.post("/tokens", { name: "short", scopes: ["read"], expiresAt });
  expect(body.expiresAt).toBe(expiresAt);
  expect((await late.stranger.get("/members", as(body.token))).status).toBe(200);
  now += 60_000;
  expect((await late.stranger.get("/members", as(body.token))).status).toBe(401);
  expect((await late.owner.post("/tokens", { name: "past", scopes: ["read"], expiresAt })).status).toBe(400);
});

test("nobody gives more than he has", async () => {
  const viewer = await server.client({ role: "viewer" });
  for (const scope of ["run", "write", "deploy", "admin"]) {
    expect(await viewer.post("/tokens", { name: "x", scopes: [scope] }), scope).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  }
  const developer = await server.client({ role: "developer" });
  expect((await developer.post("/tokens", { name: "x", scopes: ["run", "write", "deploy"] })).status).toBe(201);
  expect((await developer.post("/tokens", { name: "x", scopes: ["admin"] })).status).toBe(403);

  // A token that makes another outlives itself in none.
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { body: parent } = await server.owner.post("/tokens", { name: "parent", scopes: ["admin"], expiresAt });
  const child = (more: object) =>
    server.stranger.post("/tokens", { name: "x", scopes: ["read"], ...more }, as(parent.token));
  expect((await child({})).status).toBe(403);
  expect((await child({ expiresAt: new Date(Date.now() + 7_200_000).toISOString() })).status).toBe(403);
  expect((await child({ expiresAt })).status).toBe(201);

  // A role that became less takes what its tokens may along.
  const { body: mine } = await developer.post("/tokens", { name: "x", scopes: ["write"] });
  const { body: repository } = await server.owner.post("/repositories", {
    name: "r",
    location: "https://a.example.org/b",
  });
  const pipeline = { repository: repository.id, name: "p" };
  await server.owner.patch(`/members/${developer.userId}`, { role: "viewer" });
  expect((await server.stranger.post("/pipelines", pipeline, as(mine.token))).status).toBe(403);
});

test("a token for one repository reaches that one", async () => {
  const add = async (name: string): Promise<string> =>
    (await server.owner.post("/repositories", { name, location: "https://a.example.org/b" })).body.id;
  const [mine, other] = [await add("mine"), await add("other")];
  const { body } = await server.owner.post("/tokens", { name: "x", scopes: ["admin"], repositories: [mine] });
  const headers = as(body.token);
  expect((await server.stranger.patch(`/repositories/${mine}`, { description: "x" }, headers)).status).toBe(200);
  expect((await server.stranger.get(`/repositories/${other}`, headers)).status).toBe(404);
  expect((await server.stranger.get("/repositories", headers)).body.items.map(({ id }: { id: string }) => id)).toEqual([
    mine,
  ]);
  expect((await server.stranger.post("/invitations", { email: "x@example.org", role: "owner" }, headers)).status).toBe(
    403,
  );
  const outsider = await server.outsider();
  expect((await outsider.post("/tokens", { name: "x", scopes: ["read"], repositories: [mine] })).status).toBe(404);
});

test("another's token is seen and ended only by who may manage them", async () => {
  const [developer, viewer, maintainer] = [
    await server.client({ role: "developer" }),
    await server.client({ role: "viewer" }),
    await server.client({ role: "maintainer" }),
  ];
  const { body } = await developer.post("/tokens", { name: "mine", scopes: ["run"] });
  expect((await viewer.get("/tokens?all=true")).status).toBe(403);
  expect((await viewer.delete(`/tokens/${body.id}`)).status).toBe(404);
  expect((await viewer.get("/tokens")).body.items.every(({ user }: { user: string }) => user === viewer.userId)).toBe(
    true,
  );
  const all = (await maintainer.get("/tokens?all=true&limit=200")).body.items;
  expect(all.map(({ id }: { id: string }) => id)).toContain(body.id);
  expect((await maintainer.delete(`/tokens/${body.id}`)).status).toBe(200);
});

test("who asks is told who he is and what he may", async () => {
  const viewer = await server.client({ role: "viewer", scopes: ["read"] });
  const { body } = await viewer.get("/me");
  expect(body).toMatchObject({
    id: viewer.userId,
    token: { name: "test", scopes: ["read"] },
    organizations: [{ id: server.organizationId, slug: "team", role: "viewer" }],
  });
  expect(body.organizations[0].permissions).toContain("repository.read");
  expect(body.organizations[0].permissions).not.toContain("token.own");
  expect((await viewer.patch("/me", { name: "Another" })).status).toBe(403);
});
