import { beforeEach, expect, it } from "vitest";
import { shareGitHub } from "../support/share-github.ts";
import { commit, deployment, manyFindings, status } from "../support/told.ts";

const at = shareGitHub();
beforeEach(() => void at.double.tokens.set("ghs_apps", "all"));
const name = { owner: "acme", name: "shop" };

it("tells a commit's status where the token is a person's, and says why it is no check", async () => {
  const github = at.connect();
  expect(await github.statuses.tell(name, status, {})).toBeUndefined();
  expect(at.repository.statuses).toEqual([
    {
      sha: commit,
      state: "failure",
      context: "headrace / shop",
      description: "#12 failed: test",
      target_url: status.url,
    },
  ]);
  const standing = (ability: string) => github.capabilities.find((one) => one.ability === ability);
  expect(standing("statuses.write")).toMatchObject({ support: "native", scopes: ["Statuses: write"] });
  expect(standing("checks.write")).toMatchObject({ support: "absent", note: expect.stringContaining("app") });
});

it("tells a check where the token is an app's, with what the run found at its places", async () => {
  const app = at.connect({ token: "ghs_apps" });
  const id = await app.statuses.tell(name, { ...status, state: "running", findings: [] }, {});
  expect(at.repository.checks).toMatchObject([
    { body: { status: "in_progress", name: "headrace / shop", head_sha: commit } },
  ]);
  await app.statuses.tell(name, status, id === undefined ? {} : { id });
  expect(at.repository.checks).toHaveLength(1);
  expect(at.repository.checks[0]?.body).toMatchObject({
    status: "completed",
    conclusion: "failure",
    completed_at: "2026-01-01T00:01:00.000Z",
    output: { title: "#12 failed: test", summary: expect.stringContaining("74 % of the lines are covered") },
  });
  expect(at.repository.checks[0]?.annotations).toEqual([
    {
      path: "a.ts",
      start_line: 4,
      end_line: 4,
      annotation_level: "failure",
      message: "expected 3",
      title: "adds two numbers",
    },
    { path: "src/b.ts", start_line: 1, end_line: 1, annotation_level: "warning", message: "this is deprecated" },
  ]);
  expect(app.capabilities.find(({ ability }) => ability === "reviews.write")).toMatchObject({ support: "absent" });
});

it("tells many findings by several requests", async () => {
  await at.connect({ token: "ghs_apps" }).statuses.tell(name, { ...status, findings: manyFindings(260) }, {});
  expect(at.repository.checks[0]?.annotations).toHaveLength(200);
});

it("finds the check whose making was told by an answer that never came", async () => {
  const app = at.connect({ token: "ghs_apps" });
  at.double.faults.push({ on: /^POST .*check-runs/, reply: { status: 502 }, isDone: true });
  await expect(app.statuses.tell(name, status, {})).rejects.toMatchObject({ code: "forge-failed" });
  expect(await app.statuses.tell(name, status, { mayBeThere: true })).toBe("1");
  expect(at.repository.checks).toHaveLength(1);
});

it("tells a deployment from its beginning to its end as one, also after a lost answer", async () => {
  const github = at.connect();
  at.double.faults.push({ on: /^POST .*deployments$/, reply: { status: 502 }, isDone: true });
  await expect(github.deployments.tell(name, deployment, {})).rejects.toMatchObject({ code: "forge-failed" });
  expect(await github.deployments.tell(name, deployment, { mayBeThere: true })).toBe("1");
  await github.deployments.tell(name, { ...deployment, state: "success" }, { id: "1" });
  expect(at.repository.deployments).toMatchObject([
    {
      body: { ref: commit, environment: "production", auto_merge: false, required_contexts: [] },
      states: [{ state: "in_progress" }, { state: "success", environment_url: "https://shop.example.org" }],
    },
  ]);
});

it("lists the newest of what systems said of a commit", async () => {
  const github = at.connect();
  await github.statuses.tell(name, { ...status, state: "running" }, {});
  await github.statuses.tell(name, status, {});
  expect(await github.builds.list(name, commit)).toMatchObject([{ key: "headrace / shop", state: "failed" }]);
});

it("makes, lists, tests and removes a webhook", async () => {
  const github = at.connect();
  const webhook = { url: "https://headrace.example.org/hooks/github/1", secret: "s".repeat(43), name: "Headrace" };
  const made = await github.webhooks.create(name, webhook);
  expect(at.repository.hooks).toMatchObject([{ body: { config: { secret: webhook.secret, content_type: "json" } } }]);
  expect(await github.webhooks.list(name)).toEqual([made]);
  expect(await github.webhooks.test?.(name, made)).toMatchObject({ works: true });
  await github.webhooks.remove(name, made.id);
  expect(at.repository.hooks).toEqual([]);
});

it("makes, lists and removes one of the whole organization", async () => {
  const { ofOwner } = at.connect().webhooks;
  const webhook = { url: "https://headrace.example.org/hooks/github/2", secret: "s".repeat(43), name: "Headrace" };
  const made = await ofOwner?.create("acme", webhook);
  expect(await ofOwner?.list("acme")).toEqual([made]);
  expect(at.repository.hooks).toEqual([]);
  await ofOwner?.remove("acme", made?.id ?? "");
  expect(await ofOwner?.list("acme")).toEqual([]);
});

it("lists and removes caches, and lists, makes and removes environments", async () => {
  const github = at.connect();
  at.repository.caches.push({ id: 7, key: "node-1", size_in_bytes: 1_234 });
  expect(await github.caches.list(name)).toEqual([{ id: "7", name: "node-1", size: 1_234 }]);
  await github.caches.remove(name, "7");
  expect(at.repository.caches).toEqual([]);
  for (const id of [8, 9]) at.repository.caches.push({ id, key: "node-1", size_in_bytes: 1 });
  at.repository.caches.push({ id: 10, key: "node-10", size_in_bytes: 1 });
  await github.caches.removeNamed(name, "node-1");
  expect(at.repository.caches).toMatchObject([{ id: 10 }]);
  await expect(github.caches.removeNamed(name, "node-1")).rejects.toMatchObject({ code: "forge-not-found" });
  const made = await github.environments.create(name, "staging");
  expect(made).toEqual({ id: "staging", name: "staging" });
  expect(await github.environments.list(name)).toEqual([made]);
  await github.environments.remove(name, made.id);
  expect(await github.environments.list(name)).toEqual([]);
});

it("reads checks back as reports, with what they say of lines, over all pages", async () => {
  await at.connect({ token: "ghs_apps" }).statuses.tell(name, status, {});
  const { reports } = at.connect();
  const [check] = await reports.list(name, commit);
  expect(check).toMatchObject({
    key: "1",
    title: "headrace / shop",
    result: "failed",
    word: "failure",
    url: status.url,
  });
  expect(check?.details).toContain("#12 failed: test");
  expect(await reports.get(name, { commit, key: "1" })).toEqual(check);
  expect(await reports.annotations(name, { commit, key: "1" })).toEqual([
    { level: "error", word: "failure", title: "adds two numbers", message: "expected 3", path: "a.ts", line: 4 },
    { level: "warning", word: "warning", message: "this is deprecated", path: "src/b.ts", line: 1 },
  ]);
  await at
    .connect({ token: "ghs_apps" })
    .statuses.tell(name, { ...status, key: "other", findings: manyFindings(260) }, {});
  expect(await reports.annotations(name, { commit, key: "2" })).toHaveLength(200);
  await expect(reports.get(name, { commit, key: "7" })).rejects.toMatchObject({ code: "forge-not-found" });
});

it("reads a status by its context, and those of a pull request's last commit", async () => {
  const github = at.connect();
  await github.statuses.tell(name, status, {});
  expect(await github.builds.get(name, { commit, key: "headrace / shop" })).toMatchObject({ state: "failed" });
  expect(await github.builds.get(name, { commit, key: "none" })).toBeUndefined();
  at.repository.tree.branches.set("topic", commit);
  at.repository.tree.pulls.push({ from: "topic", to: "main", title: "Topic", description: "" });
  expect(await github.builds.ofPullRequest(name, "1")).toMatchObject([{ key: "headrace / shop" }]);
  await expect(github.builds.ofPullRequest(name, "2")).rejects.toMatchObject({ code: "forge-not-found" });
});
