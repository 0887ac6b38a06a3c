import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createGitHub, type GitHub } from "../../src/index.ts";
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
  github = createGitHub({ token: "t0ken", baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
});
afterEach(() => {
  github.close();
  expect(double.violations).toEqual([]);
});

it("are listed over all pages, in whatever state they are", async () => {
  for (let id = 2; id <= 130; id++)
    repository.workflows.push({ id, name: `W${id}`, file: `${id}.yml`, state: "active" });
  repository.workflows.push({ id: 131, name: "Old", file: "old.yml", state: "disabled_inactivity" });
  const listed = await github.workflows.list(shop);
  expect(listed).toHaveLength(131);
  expect(listed[0]).toMatchObject({ id: "1", name: "CI", path: ".github/workflows/ci.yml", isEnabled: true });
  expect(listed.at(-1)).toMatchObject({ isEnabled: false, word: "disabled_inactivity" });
});

it("are got by their id or their file's name", async () => {
  expect(await github.workflows.get(shop, "ci.yml")).toEqual(await github.workflows.get(shop, "1"));
  await expect(github.workflows.get(shop, "none.yml")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("have their own runs listed", async () => {
  repository.workflows.push({ id: 2, name: "Other", file: "other.yml", state: "active" });
  addRun(double.world, repository);
  const own = addRun(double.world, repository, { workflow: "other.yml" });
  const { items } = await github.runs.list(shop, { pipeline: "2" });
  expect(items.map(({ id }) => id)).toEqual([String(own.id)]);
});

it("are disabled, whereupon nothing starts them, and enabled again", async () => {
  const target = { kind: "branch", name: "main" } as const;
  const start = () => github.control.start(shop, { pipeline: "ci.yml", target });
  await github.workflows.switch(shop, { workflow: "ci.yml", isEnabled: false });
  expect(await github.workflows.get(shop, "1")).toMatchObject({ isEnabled: false, word: "disabled_manually" });
  await expect(start()).rejects.toMatchObject({ code: "forge-refused" });
  await github.workflows.switch(shop, { workflow: "1", isEnabled: true });
  expect(await start()).toMatchObject({ trigger: "manual" });
});

it("are switched by a token that may write actions alone", async () => {
  double.tokens.set("t0ken", ["Actions: read"]);
  expect(await github.workflows.list(shop)).toHaveLength(1);
  const change = { workflow: "ci.yml", isEnabled: false };
  await expect(github.workflows.switch(shop, change)).rejects.toMatchObject({ code: "forge-forbidden" });
});
