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
