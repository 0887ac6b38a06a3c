import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createGitHub, type GitHub } from "../../src/index.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { addRepository } from "../doubles/github/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";

const shop = { owner: "acme", name: "shop" };
let double: GitHubDouble;
let github: GitHub;

beforeAll(async () => {
  double = await startGitHubDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.reset();
  addRepository(double.world, "acme/shop");
  double.tokens.set("ghp_classic", ["Metadata: read", "Actions: read"]);
  github = createGitHub({ token: "ghp_classic", baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
});
afterEach(() => {
  github.close();
  expect(double.violations).toEqual([]);
});

it("is not called gone, what a token may not see of a repository that it sees", async () => {
  await expect(github.webhooks.list(shop)).rejects.toMatchObject({
    code: "forge-forbidden",
    message: expect.stringContaining("though the repository itself can be read"),
    mend: expect.stringContaining("the permission Webhooks: read"),
  });
  await expect(github.environments.create(shop, "staging")).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("where the permission Administration: write is missing"),
  });
});

it("is called so where the repository is hidden too", async () => {
  await expect(github.webhooks.list({ owner: "acme", name: "other" })).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("renamed or deleted"),
  });
});

it("may be either, of one thing among many, for which nothing more is asked", async () => {
  double.tokens.set("ghp_classic", "all");
  await expect(github.runs.get(shop, { id: "17" })).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("where the permission Actions: read is missing"),
  });
  expect(double.asked).toHaveLength(1);
});
