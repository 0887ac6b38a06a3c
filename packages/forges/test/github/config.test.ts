import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { createGitHub, type GitHub } from "../../src/index.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { addRepository, type Repository } from "../doubles/github/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";

const double: GitHubDouble = await startGitHubDouble();
let github: GitHub;
let shop: Repository;
const name = { owner: "acme", name: "shop" };

afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.reset();
  shop = addRepository(double.world, "acme/shop");
  github = createGitHub({ token: "t0ken", baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
});
afterEach(() => {
  github.close();
  expect(double.violations.splice(0)).toEqual([]);
});

it("switches Actions of a repository on and off", async () => {
  expect(await github.ci.isEnabled(name)).toBe(true);
  await github.ci.switch(name, false);
  expect(shop.machines.permissions.enabled).toBe(false);
  expect(await github.ci.isEnabled(name)).toBe(false);
});

it("leaves which actions a repository may use as it is when they are switched", async () => {
  const narrow = { allowed_actions: "selected", sha_pinning_required: true } as const;
  shop.machines.permissions = { enabled: true, ...narrow };
  for (const enabled of [false, true]) {
    await github.ci.switch(name, enabled);
    expect(shop.machines.permissions).toEqual({ enabled, ...narrow });
  }
});

it("lists a repository's own runners, sets their labels and removes them", async () => {
  const level = { kind: "repository", repository: name } as const;
  shop.machines.runners.push(
    { id: 5, name: "mac", os: "macos", status: "online", busy: true, labels: [{ name: "arm" }], version: "2.323.0" },
    { id: 6, name: "old", os: "linux", status: "melted", busy: false, labels: [] },
  );
  const [mac, old] = await github.runners.list(level);
  expect(mac).toEqual({
    id: "5",
    name: "mac",
    state: "online",
    word: "online",
    labels: ["arm"],
    isBusy: true,
    version: "2.323.0",
  });
  expect(old).toMatchObject({ state: "unknown", word: "melted" });
  expect(await github.runners.update(level, "5", { labels: ["gpu"] })).toMatchObject({ labels: ["gpu"] });
  await expect(github.runners.update(level, "5", { name: "other" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  await github.runners.remove(level, "6");
  expect(shop.machines.runners).toMatchObject([{ id: 5 }]);
  await expect(github.runners.list({ kind: "owner", owner: "acme" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
});

it("changes a webhook of a repository or an organization in its place", async () => {
  const { webhooks } = github;
  const webhook = { url: "https://headrace.example.org/hooks/1", secret: "s".repeat(43), name: "Headrace" };
  const wanted = { ...webhook, secret: "t".repeat(43) };
  const made = await webhooks.create(name, webhook);
  expect(await webhooks.replace(name, made.id, wanted)).toEqual(made);
  expect(shop.hooks).toMatchObject([{ id: 1, body: { config: { secret: wanted.secret } } }]);
  const ofAll = await webhooks.ofOwner?.create("acme", webhook);
  expect(await webhooks.ofOwner?.replace("acme", ofAll?.id ?? "", wanted)).toEqual(ofAll);
  expect(double.world.hooks.get("acme")?.at(-1)).toMatchObject({ body: { config: { secret: wanted.secret } } });
});
