import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GitHubDouble, onGitHub, startGitHubDouble } from "../../../test/forges/index.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const app = { kind: "app", appId: "Iv23liAcme", privateKey: pem };
let github: GitHubDouble;
let server: TestServer;

share(
  async () => {
    github = await startGitHubDouble();
    server = await startServer({ allowPrivateAddresses: true, clock: { now: () => github.world.now } });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await github[Symbol.asyncDispose]();
  },
);
beforeEach(() => {
  github.reset();
  const permissions = { actions: "write", checks: "write", metadata: "read" } as const;
  const installations = new Map([["acme", { id: 77, permissions }]]);
  github.world.apps.set(app.appId, { slug: "headrace", publicKey, installations });
  onGitHub.addRun(github.world, onGitHub.addRepository(github.world, "acme/shop"));
});
afterEach(() => {
  expect(github.violations).toEqual([]);
});

let names = 0;
const input = (credentials: Readonly<Record<string, unknown>>) => {
  names += 1;
  return { name: `app-${names}`, kind: "github", owner: "acme", baseUrl: github.url, credentials };
};

const abilityOf = (body: { check: { abilities: readonly { ability: string }[] } }, ability: string) =>
  body.check.abilities.find((one) => one.ability === ability);

test("a GitHub App is connected by its key, tried, and says what it lacks", async () => {
  const { status, body } = await server.owner.post("/connections", input(app));
  expect([status, body.credentials]).toEqual([201, { kind: "app", identity: "Iv23liAcme" }]);
  expect(body.check).toMatchObject({ works: true, account: "the app headrace" });
  expect(abilityOf(body, "runs.read")).toMatchObject({ standing: "works", by: "app" });
  expect(abilityOf(body, "reviews.write")).toMatchObject({ standing: "absent", lacks: "user" });
  expect(abilityOf(body, "deployments.write")).toMatchObject({
    standing: "absent",
    lacks: "app",
    note: expect.stringContaining("was not granted Deployments: write"),
  });
});

test("the key and the tokens are nowhere to be read, and a user's token is added by new credentials", async () => {
  const { body: made } = await server.owner.post("/connections", input(app));
  const changed = await server.owner.patch(`/connections/${made.id}`, { credentials: { ...app, token: "t0ken" } });
  expect(changed.body.check).toMatchObject({ works: true, account: "ada and the app headrace" });
  expect(abilityOf(changed.body, "reviews.write")).toMatchObject({ standing: "untested", by: "user" });
  const row = await server.app.tables.selectFrom("connections").selectAll().where("id", "=", made.id).execute();
  const { body: audit } = await server.owner.get("/audit?limit=200");
  const said = JSON.stringify([row, made, changed.body, audit]);
  for (const secret of [pem.split("\n")[3] ?? pem, "t0ken", ...github.world.issued.keys()]) {
    expect(said).not.toContain(secret);
  }
});

test("tokens are renewed as hours pass, without anybody's doing", async () => {
  const { body } = await server.owner.post("/connections", input(app));
  for (let hour = 0; hour < 3; hour++) {
    const listed = await server.owner.get(`/connections/${body.id}/repositories`);
    expect(listed.body.items).toMatchObject([{ name: "shop" }]);
    github.world.now += 3_700_000;
  }
  // One for the try, and one for each hour.
  expect(github.world.issued.size).toBe(4);
});

test("what is no key is told by its place, and an app that is removed there shows when it is checked", async () => {
  for (const [change, path] of [
    [{ privateKey: "-----BEGIN RSA PRIVATE KEY-----\nno\n-----END RSA PRIVATE KEY-----" }, "credentials.privateKey"],
    [{ privateKey: "secret" }, "credentials.privateKey"],
    [{ installationId: "x" }, "credentials.installationId"],
  ] as const) {
    const { status, body } = await server.owner.post("/connections", input({ ...app, ...change }));
    expect([status, body.faults?.[0]?.path]).toEqual([400, path]);
  }
  expect((await server.owner.post("/connections", { ...input(app), kind: "bitbucket-cloud" })).body).toMatchObject({
    faults: [{ path: "credentials.kind" }],
  });
  const { body } = await server.owner.post("/connections", input(app));
  github.world.apps.clear();
  expect((await server.owner.post(`/connections/${body.id}/check`)).body.check).toMatchObject({
    works: false,
    mend: expect.stringContaining("private key"),
  });
});
