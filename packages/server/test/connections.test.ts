import { afterEach, beforeEach, expect, test } from "vitest";
import { addRepository, type BitbucketDouble, startBitbucketDouble } from "../../../test/forges/index.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

const token = "ATATT3x-very-secret";
let now = Date.UTC(2026, 10, 21, 9);
let bitbucket: BitbucketDouble;
let server: TestServer;

share(
  async () => {
    bitbucket = await startBitbucketDouble();
    server = await startServer({ allowPrivateAddresses: true, clock: { now: () => now } });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await bitbucket.stop();
  },
);
beforeEach(() => {
  bitbucket.tokens.clear();
  bitbucket.tokens.set(basic("ada@example.org", token), "all");
  bitbucket.world.repositories.clear();
  bitbucket.asked.length = 0;
  bitbucket.violations.length = 0;
  addRepository(bitbucket.world, "acme/shop");
  now += 2 * 3_600_000;
});
afterEach(() => {
  expect(bitbucket.violations).toEqual([]);
});

const basic = (email: string, password: string) => `Basic ${Buffer.from(`${email}:${password}`).toString("base64")}`;

let names = 0;
const input = (change: Readonly<Record<string, unknown>> = {}) => {
  names += 1;
  return {
    name: `connection-${names}`,
    kind: "bitbucket-cloud",
    owner: "acme",
    baseUrl: bitbucket.url,
    credentials: { kind: "api-token", email: "ada@example.org", token },
    ...change,
  };
};

async function connect(change: Readonly<Record<string, unknown>> = {}) {
  const { status, body } = await server.owner.post("/connections", input(change));
  expect(body).toMatchObject({ id: expect.any(String) });
  expect(status).toBe(201);
  return body;
}

const abilityOf = (body: { check: { abilities: readonly { ability: string }[] } }, ability: string) =>
  body.check.abilities.find((one) => one.ability === ability);

test("a connection is tried when it is saved, and says what works and what is missing for what", async () => {
  bitbucket.tokens.set(basic("ada@example.org", token), ["read:user:bitbucket", "read:repository:bitbucket"]);
  const body = await connect({ expiresAt: "2027-06-30T00:00:00.000Z" });
  expect(body).toMatchObject({
    kind: "bitbucket-cloud",
    credentials: { kind: "api-token", identity: "ada@example.org" },
    expiresAt: "2027-06-30T00:00:00.000Z",
    requestLimit: 1_000,
    check: { works: true, account: "Ada" },
  });
  expect(abilityOf(body, "repositories.read")).toMatchObject({ standing: "works" });
  expect(abilityOf(body, "runs.read")).toMatchObject({ standing: "refused", scopes: ["read:pipeline:bitbucket"] });
  expect(abilityOf(body, "runs.start")).toMatchObject({ standing: "untested" });
  expect(await server.owner.get(`/connections/${body.id}`)).toMatchObject({ status: 200, body });
});

test("a token that is not believed is not saved, and why is said", async () => {
  const wrong = input({ credentials: { kind: "api-token", email: "ada@example.org", token: "wrong-one" } });
  const { status, body } = await server.owner.post("/connections", wrong);
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: "forge-refused", cause: "forge-unauthorized", mend: expect.any(String) });
  expect(JSON.stringify(body)).not.toContain("wrong-one");
  expect((await server.owner.get(`/connections?search=${wrong.name}`)).body.items).toEqual([]);
});

test("an app password is refused with the reason, before anybody is asked", async () => {
  const credentials = { kind: "api-token", email: "ada@example.org", token: "ATBBabcdef" };
  expect(await server.owner.post("/connections", input({ credentials }))).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining("app password"), faults: [{ path: "credentials.token" }] },
  });
  expect(bitbucket.asked).toEqual([]);
});

test("what a host does not take is told by its place", async () => {
  const credentials = { kind: "oauth", clientId: "key", clientSecret: "secret" };
  for (const [change, path] of [
    [{ kind: "github", credentials }, "credentials.kind"],
    [{ kind: "bitbucket-data-center", baseUrl: undefined, credentials: { kind: "access-token", token } }, "baseUrl"],
    [{ credentials: { kind: "access-token", token: "two words" } }, "credentials.token"],
    [{ baseUrl: "ftp://code.example.org" }, "baseUrl"],
  ] as const) {
    const { status, body } = await server.owner.post("/connections", input(change));
    expect([status, body.faults?.[0]?.path]).toEqual([400, path]);
  }
});

test("credentials are tried before anything is saved, and what each way to sign in needs is told before that", async () => {
  bitbucket.tokens.set(basic("ada@example.org", token), ["read:user:bitbucket", "read:repository:bitbucket"]);
  const { name: _, ...access } = input();
  const tried = await server.owner.post("/connections/try", access);
  expect(tried).toMatchObject({ status: 200, body: { check: { works: true, account: "Ada" } } });
  expect(abilityOf(tried.body, "runs.read")).toMatchObject({ standing: "refused", mend: expect.any(String) });
  const credentials = { kind: "access-token", token: "ATBBold" };
  expect((await server.owner.post("/connections/try", { ...access, credentials })).body).toMatchObject({
    faults: [{ path: "credentials.token" }],
  });
  expect(
    (await server.owner.post("/connections/try", { ...access, credentials: { ...credentials, token: "x" } })).body,
  ).toMatchObject({
    cause: "forge-unauthorized",
  });
  const counted = await server.app.tables.selectFrom("forge_requests").select("connection_id").execute();
  const saved = await server.app.tables.selectFrom("connections").select("id").execute();
  expect(counted.filter(({ connection_id }) => !saved.some(({ id }) => id === connection_id))).toEqual([]);
  const { body: hosts } = await server.owner.get("/connection-hosts");
  const [cloud] = hosts.items;
  expect(cloud).toMatchObject({ kind: "bitbucket-cloud", title: "Bitbucket Cloud" });
  expect(abilityOf({ check: cloud.ways[0] }, "runs.read")).toMatchObject({ scopes: ["read:pipeline:bitbucket"] });
});

test("the credentials are sealed, and nothing gives them back", async () => {
  const { id } = await connect();
  const row = await server.app.tables.selectFrom("connections").selectAll().where("id", "=", id).executeTakeFirst();
  const answers = [
    row,
    (await server.owner.get(`/connections/${id}`)).body,
    (await server.owner.get("/connections")).body,
  ];
  const { body: audit } = await server.owner.get("/audit?limit=200");
  for (const answer of [...answers, audit]) {
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(JSON.stringify(answer)).not.toContain(Buffer.from(`ada@example.org:${token}`).toString("base64"));
  }
  expect(audit.items).toContainEqual(expect.objectContaining({ operation: "connections.create", targetId: id }));
});

test("a new key of the organization seals them again, and they still open", async () => {
  const { id } = await connect();
  const sealedNow = () =>
    server.app.tables.selectFrom("connections").select("sealed").where("id", "=", id).executeTakeFirstOrThrow();
  const before = await sealedNow();
  expect((await server.owner.post("/organization/rotate-keys", {})).status).toBe(200);
  expect(await sealedNow()).not.toEqual(before);
  expect(await server.owner.post(`/connections/${id}/check`, {})).toMatchObject({
    status: 200,
    body: { check: { works: true } },
  });
});

test("a token that is revoked is news of the connection, which goes on when it is replaced", async () => {
  const { id } = await connect({ expiresAt: "2026-12-31T00:00:00.000Z" });
  bitbucket.tokens.clear();
  bitbucket.tokens.set("Bearer new-token", "all");
  const checked = await server.owner.post(`/connections/${id}/check`, {});
  expect(checked).toMatchObject({
    status: 200,
    body: { check: { works: false, problem: expect.stringContaining("401") } },
  });
  const credentials = { kind: "access-token", token: "new-token" };
  const replaced = await server.owner.patch(`/connections/${id}`, { credentials });
  expect(replaced.body).toMatchObject({ check: { works: true }, credentials: { kind: "access-token" } });
  expect(replaced.body).not.toHaveProperty("expiresAt");
  expect(replaced.body.credentials).not.toHaveProperty("identity");
  expect(await server.owner.get(`/connections/${id}/repositories`)).toMatchObject({ status: 200 });
  expect(bitbucket.asked.at(-1)?.headers.authorization).toBe("Bearer new-token");
});

test("kept credentials go nowhere but where they were given for", async () => {
  const { id } = await connect();
  bitbucket.asked.length = 0;
  expect(await server.owner.patch(`/connections/${id}`, { baseUrl: `${bitbucket.storageUrl}/2.0` })).toMatchObject({
    status: 400,
    body: { faults: [{ path: "credentials" }] },
  });
  expect(bitbucket.askedOfStorage).toEqual([]);
  expect(await server.owner.patch(`/connections/${id}`, { baseUrl: bitbucket.url, requestLimit: 500 })).toMatchObject({
    status: 200,
    body: { requestLimit: 500 },
  });
});

test("the repositories that it sees are listed by a part of their name, by page numbers alone", async () => {
  addRepository(bitbucket.world, "acme/tools");
  const { id } = await connect();
  const found = await server.owner.get(`/connections/${id}/repositories?search=sho`);
  expect(found.body).toEqual({
    items: [
      {
        id: expect.any(String),
        owner: "acme",
        name: "shop",
        private: true,
        defaultBranch: "main",
        cloneUrl: "https://bitbucket.org/acme/shop.git",
      },
    ],
  });
  expect((await server.owner.get(`/connections/${id}/repositories?cursor=https://evil.example`)).status).toBe(400);
});

test("the hour's budget outlives the server's memory, and is said when it is spent", async () => {
  const { id } = await connect({ requestLimit: 60 });
  await server.app.tables
    .insertInto("forge_requests")
    .values({ connection_id: id, minute: Math.floor(now / 60_000) - 10, count: 60, looks: 0 })
    .execute();
  const { status, headers, body } = await server.owner.get(`/connections/${id}/repositories`);
  expect([status, body.code]).toEqual([503, "forge-limited"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(45 * 60);
  now += 52 * 60_000;
  expect((await server.owner.get(`/connections/${id}/repositories`)).status).toBe(200);
});

test("a private address is refused unless the server may reach such", async () => {
  await using closed = await startServer();
  const wrong = input({ kind: "bitbucket-data-center", credentials: { kind: "access-token", token } });
  for (const baseUrl of ["https://127.0.0.1:9", "https://169.254.169.254/latest", "https://[::1]"]) {
    const { status, body } = await closed.owner.post("/connections", { ...wrong, baseUrl });
    expect([status, body.code]).toEqual([422, "address-refused"]);
  }
  expect(await closed.owner.post("/connections", { ...wrong, baseUrl: "http://code.example.org" })).toMatchObject({
    status: 400,
    body: { mend: expect.stringContaining("https://") },
  });
});

test("maintainers connect, developers look, viewers and strangers do not", async () => {
  const { id } = await connect();
  const [maintainer, developer, viewer] = await Promise.all(
    (["maintainer", "developer", "viewer"] as const).map((role) => server.client({ role })),
  );
  expect((await maintainer?.post(`/connections/${id}/check`, {}))?.status).toBe(200);
  expect((await developer?.get(`/connections/${id}`))?.status).toBe(200);
  expect((await developer?.patch(`/connections/${id}`, { name: "mine" }))?.status).toBe(403);
  expect((await viewer?.get("/connections"))?.status).toBe(403);
  expect((await (await server.outsider()).get(`/connections/${id}`)).status).toBe(404);
  expect((await server.stranger.get("/connections")).status).toBe(401);
});

test("names are taken once, and a removed connection leaves its repositories", async () => {
  const { id, name } = await connect();
  expect((await server.owner.post("/connections", input({ name }))).status).toBe(409);
  const other = await connect();
  expect((await server.owner.patch(`/connections/${other.id}`, { name })).status).toBe(409);
  expect((await server.owner.delete(`/connections/${id}`)).status).toBe(200);
  expect((await server.owner.get(`/connections/${id}`)).status).toBe(404);
  const rows = await server.app.tables
    .selectFrom("forge_requests")
    .selectAll()
    .where("connection_id", "=", id)
    .execute();
  expect(rows).toEqual([]);
});
