import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type BitbucketDataCenter, createBitbucketDataCenter } from "../../src/index.ts";
import { type DataCenterDouble, startDataCenterDouble } from "../doubles/bitbucket-data-center/start-double.ts";
import { addRepository, createWorld, type Repository } from "../doubles/bitbucket-data-center/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { commit, deployment, manyFindings, report, status } from "../support/told.ts";

let double: DataCenterDouble;
let host: BitbucketDataCenter;
let shop: Repository;
const name = { owner: "ACME", name: "shop" };

beforeAll(async () => {
  double = await startDataCenterDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(double.world, { ...createWorld(), repositories: [] });
  shop = addRepository(double.world, { id: 7, project: "ACME", slug: "shop", branch: "trunk" });
  double.violations.length = 0;
  const baseUrl = double.url;
  host = createBitbucketDataCenter({ token: "t0ken", baseUrl, allowPrivateHosts: true, clock: leapingClock() });
});
afterEach(() => {
  host.close();
  expect(double.violations).toEqual([]);
});

it("tells a build with its branch, its tests and how long it took, and again in its own place", async () => {
  await host.statuses.tell(name, { ...status, state: "running" }, {});
  await host.statuses.tell(name, status, {});
  expect([...shop.builds]).toEqual([
    [
      `${commit} headrace-12ab`,
      {
        key: "headrace-12ab",
        parent: "headrace-12ab",
        state: "FAILED",
        name: "shop",
        description: "#12 failed: test",
        url: status.url,
        buildNumber: "12",
        ref: "refs/heads/main",
        duration: 60_000,
        testResults: { successful: 3, failed: 1, skipped: 0 },
      },
    ],
  ]);
});

it("tells a host before 7.14 what that understands", async () => {
  double.world.takesRichBuilds = false;
  await host.statuses.tell(name, { ...status, state: "cancelled" }, {});
  const { key, name: title, description, url } = status;
  expect([...shop.builds.values()]).toEqual([{ key, name: title, description, url, state: "FAILED" }]);
});

it("tells a report once, whatever stood in the one before", async () => {
  await host.insights.tell(name, { ...report, findings: manyFindings(1_200) });
  const [before] = shop.reports.values();
  expect(before?.annotations).toHaveLength(1_000);
  await host.insights.tell(name, report);
  const [told] = shop.reports.values();
  expect(told?.body).toMatchObject({
    title: "shop",
    result: "FAIL",
    reporter: "Headrace",
    data: [
      { title: "Tests passed", type: "NUMBER", value: 3 },
      { title: "Coverage", type: "PERCENTAGE", value: 74.2 },
      { title: "Duration", type: "DURATION", value: 60_000 },
    ],
  });
  expect(told?.annotations).toEqual([
    {
      externalId: "t1",
      message: "adds two numbers: expected 3",
      severity: "HIGH",
      type: "BUG",
      path: "a.ts",
      line: 4,
    },
    {
      externalId: "a1",
      message: "this is deprecated",
      severity: "MEDIUM",
      type: "CODE_SMELL",
      path: "src/b.ts",
      line: 0,
    },
    {
      externalId: "g1",
      message: "74 % of the lines are covered; at least 80 % are asked for.",
      severity: "HIGH",
      type: "BUG",
    },
  ]);
});

it("tells a deployment from its beginning to its end as one", async () => {
  await host.deployments.tell(name, deployment, {});
  await host.deployments.tell(name, { ...deployment, state: "rolledBack" }, {});
  expect([...shop.deployments.values()]).toMatchObject([
    {
      key: "headrace-d1",
      deploymentSequenceNumber: 12_001,
      state: "ROLLED_BACK",
      environment: {
        key: "production",
        displayName: "production",
        type: "PRODUCTION",
        url: "https://shop.example.org",
      },
    },
  ]);
});

it("says so where the administrator has switched deployments off", async () => {
  double.world.takesDeployments = false;
  await expect(host.deployments.tell(name, deployment, {})).rejects.toMatchObject({
    code: "forge-refused",
    message: "deployments are switched off on this Bitbucket Data Center",
  });
});

it("lists what other systems said of a commit beside us, over all pages", async () => {
  await host.statuses.tell(name, status, {});
  const jenkins = { key: "TEST-REP3", name: "Nightly", state: "INPROGRESS", url: "https://ci.example.org/3" };
  shop.builds.set(`${commit} TEST-REP3`, { ...jenkins, createdDate: 1_587_533_099_278 });
  shop.builds.set(`${commit} NEW`, { key: "NEW", state: "UNKNOWN", url: "https://ci.example.org/4" });
  shop.tree.commits.set(commit, new Map());
  double.world.pageLength = 1;
  expect(await host.builds.list(name, commit)).toMatchObject([
    { key: "headrace-12ab", state: "failed" },
    { key: "TEST-REP3", name: "Nightly", state: "running", url: "https://ci.example.org/3", at: 1_587_533_099_278 },
    { key: "NEW", name: "NEW", state: "unknown" },
  ]);
});

it("tells nothing of the builds of a commit that another repository has", async () => {
  const other = addRepository(double.world, { id: 8, project: "ACME", slug: "payroll", branch: "main" });
  other.tree.commits.set(commit, new Map());
  other.builds.set(`${commit} WAGES`, { key: "WAGES", state: "FAILED", url: "https://ci.example.org/wages" });
  await expect(host.builds.list(name, commit)).rejects.toMatchObject({ code: "forge-not-found" });
  expect(await host.builds.list({ ...name, name: "payroll" }, commit)).toMatchObject([{ key: "WAGES" }]);
});

it("demands a pipeline's builds before a merge, on every branch, on one, or on those of a pattern", async () => {
  const parents = ["headrace-12ab"];
  const all = await host.requiredBuilds.create(name, { parents });
  await host.requiredBuilds.create(name, { parents, branch: "main" });
  await host.requiredBuilds.create(name, { parents, branch: "release/*" });
  expect(await host.requiredBuilds.list(name)).toMatchObject([
    { parents },
    { parents, branch: "main" },
    { parents, branch: "release/*" },
  ]);
  expect(all).not.toHaveProperty("branch");
  await host.requiredBuilds.remove(name, all.id);
  expect(shop.conditions.map(({ body }) => body.refMatcher)).toEqual([
    { id: "refs/heads/main", type: { id: "BRANCH" } },
    { id: "release/*", type: { id: "PATTERN" } },
  ]);
});

it("makes, lists, tests and removes a webhook, and says where nothing answers it", async () => {
  const webhook = { url: "http://127.0.0.1:9/hooks/x", secret: "s".repeat(43), name: "Headrace" };
  const made = await host.webhooks.create(name, webhook);
  expect(made).toMatchObject({
    url: webhook.url,
    isActive: true,
    events: expect.arrayContaining(["repo:refs_changed"]),
  });
  expect(await host.webhooks.list(name)).toEqual([made]);
  expect(await host.webhooks.test?.(name, made)).toEqual({ works: false, said: "Connection refused" });
  const wanted = { ...webhook, url: "http://127.0.0.1:9/hooks/y", secret: "t".repeat(43) };
  expect(await host.webhooks.replace(name, made.id, wanted)).toEqual({ ...made, url: wanted.url });
  expect(shop.webhooks).toMatchObject([{ secret: wanted.secret }]);
  await host.webhooks.remove(name, made.id);
  expect(await host.webhooks.list(name)).toEqual([]);
});

it("reads reports of ours and of others back, with what they say of lines", async () => {
  await host.insights.tell(name, report);
  const [key = ""] = [...shop.reports.keys()].map((at) => at.slice(at.indexOf(" ") + 1));
  const sonar = { title: "Sonar", reporter: "Sonar", result: "PASS", createdDate: 1_587_533_099_278 };
  const data = [{ title: "Gate", type: "LINK", value: { linktext: "here", href: "https://s.example/1" } }];
  shop.reports.set(`${commit} sonar`, { body: { ...sonar, data }, annotations: [] });
  const [ours, theirs] = await host.reports.list(name, commit);
  expect(ours).toMatchObject({
    key,
    result: "failed",
    word: "FAIL",
    facts: [{ kind: "number" }, { kind: "percent" }, { kind: "duration", value: 60_000 }],
  });
  expect(theirs).toEqual({
    key: "sonar",
    title: "Sonar",
    reporter: "Sonar",
    result: "passed",
    word: "PASS",
    at: 1_587_533_099_278,
    facts: [{ title: "Gate", kind: "link", value: "here", url: "https://s.example/1" }],
  });
  expect(await host.reports.get(name, { commit, key })).toEqual(ours);
  expect(await host.reports.annotations(name, { commit, key })).toEqual([
    { id: "t1", level: "error", word: "HIGH", message: "adds two numbers: expected 3", path: "a.ts", line: 4 },
    { id: "a1", level: "warning", word: "MEDIUM", message: "this is deprecated", path: "src/b.ts" },
    { id: "g1", level: "error", word: "HIGH", message: expect.stringContaining("at least 80 %") },
  ]);
  await expect(host.reports.get(name, { commit, key: "none" })).rejects.toMatchObject({ code: "forge-not-found" });
});

it("reads a build by its key, and those of a pull request's last commit", async () => {
  await host.statuses.tell(name, status, {});
  shop.tree.commits.set(commit, new Map());
  for (const takesRichBuilds of [true, false]) {
    double.world.takesRichBuilds = takesRichBuilds;
    const options = { token: "t0ken", baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() };
    const fresh = createBitbucketDataCenter(options);
    expect(await fresh.builds.get(name, { commit, key: status.key })).toMatchObject({ state: "failed" });
    expect(await fresh.builds.get(name, { commit, key: "none" })).toBeUndefined();
    fresh.close();
  }
  shop.tree.branches.set("topic", commit);
  shop.tree.pulls.push({ from: "topic", to: "main", title: "Topic", description: "" });
  expect(await host.builds.ofPullRequest(name, "1")).toMatchObject([{ key: status.key }]);
  await expect(host.builds.ofPullRequest(name, "2")).rejects.toMatchObject({ code: "forge-not-found" });
});
