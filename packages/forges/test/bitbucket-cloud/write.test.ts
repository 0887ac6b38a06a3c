import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type BitbucketCloud, createBitbucketCloud } from "../../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "../doubles/bitbucket-cloud/start-double.ts";
import { addRepository, allHookEvents, type Repository } from "../doubles/bitbucket-cloud/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { commit, manyFindings, report, status } from "../support/told.ts";

let double: BitbucketDouble;
let cloud: BitbucketCloud;
let shop: Repository;
const name = { owner: "acme", name: "shop" };

beforeAll(async () => {
  double = await startBitbucketDouble();
  double.tokens.set("Bearer t0ken", "all");
});
afterAll(() => double.stop());
beforeEach(() => {
  shop = addRepository(double.world, "acme/shop");
  cloud = createBitbucketCloud({
    credentials: { kind: "access-token", token: "t0ken" },
    baseUrl: double.url,
    allowPrivateHosts: true,
    clock: leapingClock(),
  });
});
afterEach(() => {
  cloud.close();
  expect(double.violations.splice(0)).toEqual([]);
});

it("tells a commit's build, and again in its own place", async () => {
  await cloud.statuses.tell(name, { ...status, state: "queued" }, {});
  expect([...shop.statuses.values()]).toMatchObject([{ state: "INPROGRESS" }]);
  await cloud.statuses.tell(name, { ...status, state: "cancelled" }, {});
  expect([...shop.statuses]).toEqual([
    [
      `${commit} headrace-12ab`,
      {
        type: "build",
        key: "headrace-12ab",
        state: "STOPPED",
        name: "shop",
        description: "#12 failed: test",
        url: status.url,
        refname: "main",
      },
    ],
  ]);
});

it("tells a report with what the run found, a hundred at a time, and no more than a thousand", async () => {
  await cloud.insights.tell(name, { ...report, findings: manyFindings(1_050) });
  const [before] = shop.reports.values();
  expect(before?.annotations.size).toBe(1_000);
  await cloud.insights.tell(name, report);
  const [told] = shop.reports.values();
  expect(told?.body).toMatchObject({ report_type: "TEST", result: "FAILED", link: status.url });
  expect([...(told?.annotations.values() ?? [])]).toEqual([
    {
      type: "report_annotation",
      external_id: "headrace-12ab-t1",
      annotation_type: "BUG",
      summary: "adds two numbers",
      details: "expected 3",
      severity: "HIGH",
      result: "FAILED",
      path: "a.ts",
      line: 4,
    },
    {
      type: "report_annotation",
      external_id: "headrace-12ab-a1",
      annotation_type: "CODE_SMELL",
      summary: "this is deprecated",
      details: "this is deprecated",
      severity: "MEDIUM",
      path: "src/b.ts",
    },
    {
      type: "report_annotation",
      external_id: "headrace-12ab-g1",
      annotation_type: "BUG",
      summary: report.findings[2]?.message,
      details: report.findings[2]?.message,
      severity: "HIGH",
    },
  ]);
});

it("lists what systems said of a commit", async () => {
  await cloud.statuses.tell(name, status, {});
  expect(await cloud.builds.list(name, commit)).toEqual([
    {
      key: "headrace-12ab",
      name: "shop",
      state: "failed",
      word: "FAILED",
      description: "#12 failed: test",
      url: status.url,
    },
  ]);
});

it("makes, lists and removes a webhook that tells of each step of a pipeline", async () => {
  const webhook = { url: "https://headrace.example.org/hooks/bitbucket/1", secret: "s".repeat(43), name: "Headrace" };
  const made = await cloud.webhooks.create(name, webhook);
  expect(made.events).toContain("pipeline:span_created");
  expect(await cloud.webhooks.list(name)).toEqual([made]);
  await cloud.webhooks.remove(name, made.id);
  expect(shop.webhooks).toEqual([]);
});

it("makes, lists and removes one of the whole workspace", async () => {
  const webhook = { url: "https://headrace.example.org/hooks/bitbucket/2", secret: "s".repeat(43), name: "Headrace" };
  const made = await cloud.webhooks.ofOwner?.create("acme", webhook);
  expect(await cloud.webhooks.ofOwner?.list("acme")).toEqual([made]);
  expect(shop.webhooks).toEqual([]);
  await cloud.webhooks.ofOwner?.remove("acme", made?.id ?? "");
  expect(await cloud.webhooks.ofOwner?.list("acme")).toEqual([]);
});

it("lists and removes environments that it made", async () => {
  const made = await cloud.environments.create(name, "staging");
  expect(await cloud.environments.list(name)).toEqual([made]);
  await cloud.environments.rename(name, made.id, "preview");
  expect(await cloud.environments.list(name)).toEqual([{ id: made.id, name: "preview" }]);
  await cloud.environments.create(name, "staging");
  await expect(cloud.environments.rename(name, made.id, "staging")).rejects.toMatchObject({ status: 409 });
  for (const { id } of await cloud.environments.list(name))
    if (id !== made.id) await cloud.environments.remove(name, id);
  await cloud.environments.remove(name, made.id);
  expect(await cloud.environments.list(name)).toEqual([]);
});

it("reads reports of ours and of others back, with what they say of lines", async () => {
  await cloud.insights.tell(name, report);
  const others = {
    type: "report",
    uuid: "{r2}",
    title: "Scan",
    reporter: "Scanner",
    result: "PENDING",
    link: "https://s.example",
  };
  const data = [
    { title: "Safe", type: "BOOLEAN", value: false },
    { title: "Page", type: "LINK", value: { text: "here", href: "https://s.example/1" } },
    { title: "Odd", value: ["what"] },
  ];
  const finding = {
    type: "report_annotation",
    external_id: "v1",
    severity: "CRITICAL",
    summary: "Old",
    details: "Much too old",

    path: "a.ts",
  };
  shop.reports.set(`${commit} {r2}`, { body: { ...others, data }, annotations: new Map([["v1", finding]]) });
  const [ours, theirs] = await cloud.reports.list(name, commit);
  expect(ours).toMatchObject({
    key: "headrace-12ab",
    reporter: "Headrace",
    result: "failed",
    word: "FAILED",
    url: status.url,
  });
  expect(ours?.facts[1]).toEqual({ title: "Coverage", kind: "percent", value: 74.2 });
  expect(theirs).toEqual({
    key: "{r2}",
    title: "Scan",
    reporter: "Scanner",
    result: "queued",
    word: "PENDING",
    url: "https://s.example",
    facts: [
      { title: "Safe", kind: "boolean", value: false },
      { title: "Page", kind: "link", value: "here", url: "https://s.example/1" },
    ],
  });
  expect(await cloud.reports.get(name, { commit, key: "headrace-12ab" })).toEqual(ours);
  expect(await cloud.reports.annotations(name, { commit, key: "headrace-12ab" })).toMatchObject([
    { id: "headrace-12ab-t1", level: "error", title: "adds two numbers", message: "expected 3", path: "a.ts", line: 4 },
    { level: "warning", message: "this is deprecated", path: "src/b.ts" },
    { level: "error" },
  ]);
  expect(await cloud.reports.annotations(name, { commit, key: "{r2}" })).toEqual([
    { id: "v1", level: "error", word: "CRITICAL", title: "Old", message: "Much too old", path: "a.ts" },
  ]);
  await expect(cloud.reports.get(name, { commit, key: "none" })).rejects.toMatchObject({ code: "forge-not-found" });
});

it("reads a build by its key, and those of a pull request, which were told for its branch", async () => {
  await cloud.statuses.tell(name, status, {});
  await cloud.statuses.tell(name, { ...status, key: "headrace-other", ref: "refs/heads/other" }, {});
  expect(await cloud.builds.get(name, { commit, key: status.key })).toMatchObject({ key: status.key, state: "failed" });
  expect(await cloud.builds.get(name, { commit, key: "none" })).toBeUndefined();
  shop.tree.branches.set("main", commit);
  shop.tree.pulls.push({ from: "main", to: "release", title: "Release", description: "" });
  expect(await cloud.builds.ofPullRequest(name, "1")).toMatchObject([{ key: status.key }]);
  await expect(cloud.builds.ofPullRequest(name, "2")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("asks for no event of a webhook that the host does not know, and makes none without any", async () => {
  const webhook = { url: "https://headrace.example.org/hooks/bitbucket/3", secret: "s".repeat(43), name: "Headrace" };
  double.world.hookEvents = allHookEvents.filter((event) => event !== "pipeline:span_created");
  const made = await cloud.webhooks.create(name, webhook);
  expect(made.events).toContain("repo:push");
  expect(made.events).not.toContain("pipeline:span_created");
  double.world.hookEvents = allHookEvents;
  expect((await cloud.webhooks.replace(name, made.id, webhook)).events).toContain("pipeline:span_created");
  double.world.hookEvents = ["issue:created"];
  await expect(cloud.webhooks.ofOwner?.create("acme", webhook)).rejects.toMatchObject({
    code: "forge-refused",
    message: expect.stringContaining("webhooks of a workspace for none of repo:push"),
  });
  expect(await cloud.webhooks.ofOwner?.list("acme")).toEqual([]);
  double.world.hookEvents = allHookEvents;
});
