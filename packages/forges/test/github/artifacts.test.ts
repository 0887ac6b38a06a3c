import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createGitHub, type ForgeArtifactContent, type GitHub } from "../../src/index.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { addRepository, addRun, type Repository } from "../doubles/github/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";

const shop = { owner: "acme", name: "shop" };
let double: GitHubDouble;
let github: GitHub;
let repository: Repository;

beforeAll(async () => {
  double = await startGitHubDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.reset();
  repository = addRepository(double.world, "acme/shop");
  addRun(double.world, repository);
  github = connect();
});
afterEach(() => {
  github.close();
  expect(double.violations).toEqual([]);
});

const connect = (largestArtifact?: number) =>
  createGitHub({
    token: "t0ken",
    baseUrl: double.url,
    allowPrivateHosts: true,
    clock: leapingClock(),
    ...(largestArtifact === undefined ? {} : { largestArtifact }),
  });

function addArtifact(id: number, change: { readonly run?: number; readonly expired?: boolean } = {}): void {
  repository.artifacts.push({ id, run: 1, name: `dist-${id}`, bytes: "PK zipped", expired: false, ...change });
}

async function readText(content: ForgeArtifactContent): Promise<string> {
  if (content.kind !== "bytes") throw new Error(`the content is ${content.kind}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

it("are listed over all pages, those of the run alone", async () => {
  addRun(double.world, repository);
  for (let id = 1; id <= 130; id++) addArtifact(id);
  addArtifact(999, { run: 2 });
  const listed = await github.artifacts.list(shop, "1");
  expect(listed).toHaveLength(130);
  expect(listed[0]).toEqual({
    id: "1",
    name: "dist-1",
    size: 9,
    createdAt: Date.UTC(2026, 0, 1),
    expiresAt: Date.UTC(2026, 3, 1),
    isExpired: false,
    format: "zip",
  });
  await expect(github.artifacts.list(shop, "3")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("come from the storage, which sees no credentials", async () => {
  addArtifact(5);
  const content = await github.artifacts.open(shop, "5");
  expect(content).toMatchObject({ kind: "bytes", length: 9 });
  expect(await readText(content)).toBe("PK zipped");
  expect(double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

it("are expired, or absent", async () => {
  addArtifact(5, { expired: true });
  expect(await github.artifacts.list(shop, "1")).toMatchObject([{ isExpired: true }]);
  expect(await github.artifacts.open(shop, "5")).toEqual({ kind: "expired" });
  expect(await github.artifacts.open(shop, "6")).toEqual({ kind: "absent" });
});

it("are refused before a byte of them where they are too large", async () => {
  addArtifact(5);
  const small = connect(8);
  await expect(small.artifacts.open(shop, "5")).rejects.toMatchObject({ code: "forge-answer-too-large" });
  small.close();
});

it("are left when who asks goes", async () => {
  addArtifact(5);
  await expect(github.artifacts.open(shop, "5", AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});
