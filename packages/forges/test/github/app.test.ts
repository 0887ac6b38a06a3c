import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { checkForge, createGitHub, type GitHub, type GitHubOptions } from "../../src/index.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import {
  type AppInstallation,
  addEnvironment,
  addRepository,
  addRun,
  type Repository,
} from "../doubles/github/world.ts";
import { type LeapingClock, leapingClock } from "../support/leaping-clock.ts";
import { commit, status } from "../support/told.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const app = { appId: "12345", privateKey: pem, owner: "acme" };
const name = { owner: "acme", name: "shop" };
const granted = {
  actions: "write",
  checks: "write",
  contents: "read",
  deployments: "write",
  metadata: "read",
} as const;

let double: GitHubDouble;
let shop: Repository;
let installation: AppInstallation;
let clock: LeapingClock;
const opened: GitHub[] = [];

beforeAll(async () => {
  double = await startGitHubDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.reset();
  clock = leapingClock();
  double.world.now = clock.now();
  shop = addRepository(double.world, "acme/shop");
  installation = { id: 77, permissions: granted };
  double.world.apps.set("12345", { slug: "headrace", publicKey, installations: new Map([["acme", installation]]) });
});
afterEach(() => {
  for (const github of opened.splice(0)) github.close();
  expect(double.violations).toEqual([]);
});

function connect(options: Partial<GitHubOptions>): GitHub {
  const github = createGitHub({ baseUrl: double.url, allowPrivateHosts: true, clock, ...options });
  opened.push(github);
  return github;
}

function pass(milliseconds: number): void {
  clock.pass(milliseconds);
  double.world.now = clock.now();
}

const askedFor = (part: string) => double.asked.filter(({ url = "" }) => url.includes(part));
const signerOf = (part: string) => askedFor(part).map(({ headers }) => headers.authorization?.replace("Bearer ", ""));

it("gets a token of the owner's installation by its key, once for all who wait, and tells checks by it", async () => {
  const github = connect({ app });
  addRun(double.world, shop);
  await Promise.all([github.runs.list(name), github.runs.list(name), github.statuses.tell(name, status, {})]);
  expect(shop.checks).toMatchObject([{ body: { head_sha: commit, conclusion: "failure" } }]);
  expect(shop.statuses).toEqual([]);
  expect(askedFor("/users/acme/installation")).toHaveLength(1);
  expect(askedFor("/access_tokens")).toHaveLength(1);
  expect(await github.account.whoAmI()).toEqual({ name: "the app headrace" });
  expect(await github.gitCredentials()).toEqual({ username: "x-access-token", password: "ghs_77_1" });
});

it("renews the token before its end, and at once where it is believed no more", async () => {
  const github = connect({ app: { ...app, installationId: "77" } });
  await github.runs.list(name);
  pass(54 * 60_000);
  await github.runs.list(name);
  expect(double.world.issued.size).toBe(1);
  pass(2 * 60_000);
  await github.runs.list(name);
  expect(double.world.issued.size).toBe(2);
  double.world.issued.clear();
  await github.runs.list(name);
  expect([...double.world.issued.keys()]).toEqual(["ghs_77_1"]);
  expect(askedFor("/users/")).toEqual([]);
});

it("is refused with what to do where the key, the clock or the installation is wrong, and says no secret", async () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });
  const wrong = { code: "forge-unauthorized", mend: expect.stringContaining("private key") };
  await expect(connect({ app: { ...app, privateKey: other.toString() } }).runs.list(name)).rejects.toMatchObject(wrong);
  clock.pass(50_000);
  await connect({ app }).runs.list(name);
  clock.pass(11 * 60_000);
  const late = await connect({ app })
    .runs.list(name)
    .catch((error: unknown) => error);
  expect(late).toMatchObject({ ...wrong, message: expect.stringContaining("'Issued at' claim") });
  double.world.now = clock.now();
  await expect(connect({ app: { ...app, owner: "other" } }).runs.list(name)).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("install the app"),
  });
  const [jwt = ""] = signerOf("/users/other");
  expect(jwt.split(".")).toHaveLength(3);
  expect(JSON.stringify([late, String(late)])).not.toContain(jwt.split(".")[2]);
  for (const text of ["", "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----"]) {
    expect(() => connect({ app: { ...app, privateKey: text } })).toThrow("no private key of a GitHub App");
  }
  expect(() => connect({})).toThrow("neither");
});

it("beside a user, tells checks by the app and decides on deployments by the user", async () => {
  const github = connect({ app, token: "t0ken" });
  const run = addRun(double.world, shop, { pending: ["production"] });
  addEnvironment(shop, "production");
  await github.statuses.tell(name, status, {});
  await github.runs.list(name);
  const decision = { decision: "approved", comment: "fine" } as const;
  await github.reviews.decide(name, String(run.id), { environments: ["production"], ...decision });
  expect(shop.checks).toHaveLength(1);
  expect(run.pending).toEqual([]);
  expect(signerOf("/check-runs")).toEqual(["ghs_77_1"]);
  expect(signerOf("/actions/runs?")).toEqual(["ghs_77_1"]);
  expect(new Set(signerOf("/pending_deployments"))).toEqual(new Set(["t0ken"]));
  expect(await github.account.whoAmI()).toMatchObject({
    name: "ada and the app headrace",
    expiresAt: expect.any(Number),
  });
});

it("asks by the user what the app was not granted", async () => {
  installation.permissions = { metadata: "read", checks: "write" };
  const github = connect({ app, token: "t0ken" });
  await github.runs.list(name);
  await github.environments.create(name, "staging");
  expect(signerOf("/actions/runs?")).toEqual(["t0ken"]);
  expect(signerOf("/environments/staging")).toEqual(["t0ken"]);
  expect(await github.gitCredentials()).toMatchObject({ password: "t0ken" });
  installation.permissions = { metadata: "read", statuses: "write" };
  const other = connect({ app, token: "t0ken" });
  await other.statuses.tell(name, status, {});
  expect([shop.checks, shop.statuses.length]).toEqual([[], 1]);
  expect(signerOf("/statuses/")).toEqual(["ghs_77_2"]);
});

it("says which ability lacks which credentials, and does not ask for what an app may not", async () => {
  const github = connect({ app });
  const standing = (ability: string) => github.capabilities.find((one) => one.ability === ability);
  expect(standing("reviews.write")).toMatchObject({
    support: "absent",
    lacks: "user",
    note: expect.stringContaining("approving deployments needs a user's token"),
  });
  const run = addRun(double.world, shop, { pending: ["production"] });
  const decision = { environments: ["production"], decision: "approved", comment: "" } as const;
  await expect(github.reviews.decide(name, String(run.id), decision)).rejects.toThrow("needs a user's token");
  await expect(github.reviews.approveFork(name, String(run.id))).rejects.toThrow("approving a fork's run");
  expect([askedFor("/pending_deployments"), askedFor("/approve")]).toEqual([[], []]);
  const both = connect({ app, token: "t0ken" }).capabilities;
  expect(both.filter(({ lacks }) => lacks !== undefined)).toEqual([]);
  expect(both.find(({ ability }) => ability === "reviews.write")).toMatchObject({ support: "native", by: "user" });
  expect(both.find(({ ability }) => ability === "checks.write")).toMatchObject({ support: "native", by: "app" });
  expect(connect({ token: "t0ken" }).capabilities.find(({ ability }) => ability === "checks.write")).toMatchObject({
    support: "absent",
    lacks: "app",
  });
});

it("is tried with what it was granted: what is missing is said before it is needed", async () => {
  installation.permissions = { metadata: "read", actions: "read" };
  const { account, abilities } = await checkForge(connect({ app }), { owner: "acme" });
  expect(account).toEqual({ name: "the app headrace" });
  const standing = (ability: string) => abilities.find((one) => one.ability === ability);
  expect(standing("runs.read")).toMatchObject({ standing: "works", by: "app" });
  expect(standing("checks.write")).toMatchObject({
    standing: "absent",
    lacks: "app",
    note: "the app's installation was not granted Checks: write",
  });
});
