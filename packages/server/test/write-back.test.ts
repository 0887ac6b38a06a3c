import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addRepository,
  type BitbucketDouble,
  commitTo,
  type DataCenterDouble,
  type GitHubDouble,
  onDataCenter,
  onGitHub,
  startBitbucketDouble,
  startDataCenterDouble,
  startGitHubDouble,
} from "../../../test/forges/index.ts";
import { activePipeline, createProject, endOf, runInline, stateOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, githubPush, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

const definition = `name: shop
triggers: { push: { branches: ['**'] } }
stages:
  test:
    steps:
      - run: 'echo "::warning file=src/b.ts,line=3::$HIDDEN is deprecated" && cp report.xml out.xml && [ "$(cat result)" = good ]'
    secrets: [HIDDEN]
    reports: { junit: [out.xml] }
  deploy:
    needs: [test]
    when: git.branch == 'main'
    environment: { name: production, url: 'https://shop.example.org' }
    steps: [{ run: 'true' }]
`;
const reportXml = `<testsuite name="numbers"><testcase name="adds" file="a.ts" time="0.1"><failure message="expected 3, k3y-0f-the-h0use"/></testcase><testcase name="counts" time="0.1"/></testsuite>`;

let bitbucket: BitbucketDouble;
let github: GitHubDouble;
let dataCenter: DataCenterDouble;
let server: TestServer;
let tree: WorkTree;
let before: string;
let later = 0;
let names = 0;
let name: string;

share(
  async () => {
    [bitbucket, github, dataCenter] = await Promise.all([
      startBitbucketDouble(),
      startGitHubDouble(),
      startDataCenterDouble(),
    ]);
    bitbucket.tokens.set("Bearer t0ken", "all");
    github.tokens.set("ghs_apps", "all");
    server = await startServer({ allowPrivateAddresses: true, clock: { now: () => Date.now() + later } });
    tree = await createWorkTree({ "headrace.yml": definition, "report.xml": reportXml, result: "good\n" });
    before = await tree.git("rev-parse", "HEAD");
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
    await Promise.all([bitbucket.stop(), github[Symbol.asyncDispose](), dataCenter[Symbol.asyncDispose]()]);
  },
);
beforeEach(() => {
  names += 1;
  name = `shop-${names}`;
});
afterEach(() => {
  for (const { violations } of [bitbucket, github, dataCenter]) expect(violations.splice(0)).toEqual([]);
});

/** Removed after the test. */
const copies: string[] = [];
afterEach(() => Promise.all(copies.splice(0).map((copy) => rm(copy, { recursive: true, force: true }))));

interface Place {
  readonly connection: string;
  readonly repository: string;
  readonly pipeline: string;
}

type Kind = "bitbucket-cloud" | "github" | "bitbucket-data-center";

/** A repository of a host, whose files come from the work tree. */
async function connect(kind: Kind, token = "t0ken"): Promise<Place> {
  const { url } = { "bitbucket-cloud": bitbucket, github, "bitbucket-data-center": dataCenter }[kind];
  const owner = kind === "bitbucket-data-center" ? "ACME" : "acme";
  const credentials = { kind: "access-token", token };
  const made = await server.owner.post("/connections", { name, kind, owner, baseUrl: url, credentials });
  expect(made).toMatchObject({ status: 201, body: { writeBack: true } });
  const connection = made.body.id;
  const chosen = await server.owner.post(`/connections/${connection}/repositories`, { names: [name] });
  const repository = chosen.body.items[0].id;
  const { status } = await server.owner.patch(`/repositories/${repository}`, {
    location: tree.directory,
    defaultBranch: "main",
  });
  expect(status).toBe(200);
  const secret = { repository, name: "HIDDEN", value: "k3y-0f-the-h0use" };
  expect((await server.owner.put("/secrets", secret)).status).toBe(200);
  const pipeline = await activePipeline(server.owner, { name, repository, source: "repository" });
  return { connection, repository, pipeline };
}

function addToDataCenter(): onDataCenter.Repository {
  return onDataCenter.addRepository(dataCenter.world, { id: names, project: "ACME", slug: name, branch: "main" });
}

/** As the host would tell of it; gives the execution's id. */
async function push({ repository }: Place, commit: string, branch = "main"): Promise<string> {
  const hook = await createWebhook(server, repository, "github");
  const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush(branch, before, commit) });
  const { result } = await workedOn(server, sent.body.delivery);
  return result.events[0].pipelines[0].executionId;
}

const writeBacks = async (executionId: string) =>
  (await server.owner.get(`/executions/${executionId}/write-backs`)).body;

/** When all that can be told now has been. */
async function told(executionId: string) {
  await endOf(server.owner, executionId);
  return await until(async () => {
    const body = await writeBacks(executionId);
    const kinds: readonly string[] = body.items.map(({ kind }: { readonly kind: string }) => kind);
    const waits = body.items.some(({ state }: { readonly state: string }) => state === "waiting");
    return kinds.includes("report") && !waits ? body : undefined;
  });
}

/** Each is another commit. */
const failing = () => tree.commit({ "headrace.yml": definition, result: "bad\n", "n.txt": `${Math.random()}\n` });
const passing = () => tree.commit({ "headrace.yml": definition, result: "good\n", "n.txt": `${Math.random()}\n` });

test("a Data Center without CI is told of a push from its beginning to its end: build, report and deployment", async () => {
  const there = addToDataCenter();
  const place = await connect("bitbucket-data-center");
  const commit = await passing();
  const id = await push(place, commit);
  const { told: isTold, items } = await told(id);
  expect(isTold).toBe(true);
  expect(items).toMatchObject([
    { kind: "status", state: "told", told: "success" },
    { kind: "report", state: "told", told: "failed" },
    { kind: "deployment", state: "told", told: "production: success" },
  ]);
  const [build] = there.builds.values();
  expect([...there.builds.keys()]).toHaveLength(1);
  expect(build).toMatchObject({
    state: "SUCCESSFUL",
    ref: "refs/heads/main",
    url: `${server.app.options.publicUrl}/executions/${id}`,
    buildNumber: "1",
    duration: expect.any(Number),
    testResults: { successful: 1, failed: 1, skipped: 0 },
  });
  // By it required builds demand the pipeline, whatever the branch.
  expect(build?.key).toMatch(new RegExp(`^${String(build?.parent)}-[0-9a-f]{8}$`));
  const [report] = there.reports.values();
  // What is secret here is no less so there.
  expect(report?.annotations).toMatchObject([
    { message: expect.stringMatching(/^adds: expected 3, \*+$/), path: "a.ts", severity: "HIGH" },
    { message: expect.stringMatching(/^\*+ is deprecated$/), path: "src/b.ts", line: 3, severity: "MEDIUM" },
  ]);
  expect([...there.deployments.values()]).toMatchObject([{ state: "SUCCESSFUL", environment: { key: "production" } }]);
  const { body: audit } = await server.owner.get("/audit?operation=host.told&limit=200");
  const mine = audit.items.filter(({ targetId }: { readonly targetId: string }) => targetId === id);
  expect(mine.map(({ detail }: { readonly detail: { readonly kind: string } }) => detail.kind)).toContain("report");
  expect(mine).toContainEqual(
    expect.objectContaining({
      actor: expect.objectContaining({ kind: "system", name: "Headrace" }),
      outcome: "done",
      detail: expect.objectContaining({ kind: "status", as: "success", connection: name, repository: `ACME/${name}` }),
    }),
  );
});

test("a Data Center's repository that is moved is told of a push where it is now", async () => {
  const there = addToDataCenter();
  const place = await connect("bitbucket-data-center");
  there.slug = `${name}-new`;
  expect((await told(await push(place, await passing()))).items).toMatchObject([{ state: "told" }, {}, {}]);
  expect(there.builds.size).toBe(1);
});

test("Bitbucket Cloud is told of a failure with what failed, and deployments are its own pipelines' only", async () => {
  const there = addRepository(bitbucket.world, `acme/${name}`);
  const place = await connect("bitbucket-cloud");
  const id = await push(place, await failing());
  expect((await told(id)).items).toMatchObject([
    { kind: "status", state: "told", told: "failed" },
    { kind: "report", state: "told", told: "failed" },
  ]);
  expect([...there.statuses.values()]).toMatchObject([
    { state: "FAILED", refname: "main", description: "#1 failed: test; 1 of the tests failed" },
  ]);
  expect([...there.reports.values()]).toMatchObject([{ body: { result: "FAILED" } }]);
});

test("an app's connection to GitHub writes a check; a person's a status", async () => {
  const there = onGitHub.addRepository(github.world, `acme/${name}`);
  const app = await connect("github", "ghs_apps");
  await told(await push(app, await passing()));
  expect(there.checks).toMatchObject([{ body: { status: "completed", conclusion: "success" } }]);
  expect(there.deployments).toMatchObject([{ body: { environment: "production" } }]);
  expect(there.deployments[0]?.states.at(-1)).toMatchObject({ state: "success" });
  expect(there.statuses).toEqual([]);
  await server.owner.patch(`/connections/${app.connection}`, { credentials: { kind: "access-token", token: "t0ken" } });
  const { items } = await told(await push(app, await failing()));
  expect(there.statuses.at(-1)).toMatchObject({ state: "failure", context: `headrace / shop` });
  expect(items).toMatchObject([{ kind: "status" }, { kind: "report", state: "needless", problem: expect.any(String) }]);
});

const ask = (executionId: string) => server.owner.post(`/executions/${executionId}/write-backs`);

test("what a person started is told once somebody asks while it runs, and then its end by itself", async () => {
  const there = addToDataCenter();
  const place = await connect("bitbucket-data-center");
  const go = `${tree.directory}-go`;
  copies.push(go);
  const waiting = definition.replace("run: '", `run: 'until [ -e ${go} ]; do sleep 0.05; done; `);
  const commit = await tree.commit({ "headrace.yml": waiting, result: "good\n", "n.txt": `${Math.random()}\n` });
  const { body } = await server.owner.post(`/pipelines/${place.pipeline}/execute`, { branch: "main", commit });
  await until(async () => ((await stateOf(server.owner, body.id, "test")) === "running" ? true : undefined));
  expect(await ask(body.id)).toMatchObject({ status: 200, body: { told: true } });
  const states = () => [...there.builds.values()].map(({ state }) => state);
  await until(async () => (states()[0] === "INPROGRESS" ? true : undefined));
  await writeFile(go, "");
  expect((await told(body.id)).items).toMatchObject([
    { kind: "status", state: "told", told: "success" },
    { kind: "report", state: "told", told: "failed" },
    { kind: "deployment", state: "told", told: "production: success" },
  ]);
  expect(states()).toEqual(["SUCCESSFUL"]);
  // It is as a push would have run it, and so it counts for required builds.
  const required = await server.owner.post(`/repositories/${place.repository}/required-builds`, {
    pipelines: [place.pipeline],
  });
  expect(there.conditions.at(-1)?.body.buildParentKeys).toEqual([[...there.builds.values()][0]?.parent]);
  await server.owner.delete(`/repositories/${place.repository}/required-builds/${required.body.id}`);

  const asked = dataCenter.asked.length;
  expect((await ask(body.id)).status).toBe(200);
  await told(body.id);
  expect(dataCenter.asked.slice(asked).filter(({ method }) => method !== "GET")).toEqual([]);
});

test("a host that is down is told later, once, and what it refuses is said until it is mended", async () => {
  const there = onGitHub.addRepository(github.world, `acme/${name}`);
  const place = await connect("github", "ghs_apps");
  const outage = { on: /check-runs/, reply: { status: 502 } };
  // Done there, though its answer says otherwise.
  github.faults.push({ ...outage, isDone: true }, ...Array.from({ length: 40 }, () => outage));
  const id = await push(place, await failing());
  await endOf(server.owner, id);
  const waiting = await until(async () => {
    const { items } = await writeBacks(id);
    return items[0]?.problem === undefined ? undefined : items[0];
  });
  expect(waiting).toMatchObject({
    state: "waiting",
    problem: expect.stringContaining("502"),
    nextTryAt: expect.any(String),
  });
  github.faults.length = 0;
  await until(async () => {
    later += 15 * 60_000;
    await server.app.writeBacks.look();
    const { items } = await writeBacks(id);
    return items[0]?.state === "told" ? true : undefined;
  });
  expect(there.checks).toMatchObject([{ body: { conclusion: "failure" } }]);

  const refusal = { on: /check-runs/, reply: { status: 403, json: { message: "no scope" } } };
  github.faults.push(...Array.from({ length: 10 }, () => refusal));
  const second = await push(place, await failing());
  const { items } = await told(second);
  expect(items[0]).toMatchObject({
    state: "refused",
    problem: expect.stringContaining("no scope"),
    mend: expect.any(String),
  });
  github.faults.length = 0;
  expect((await server.owner.post(`/executions/${second}/write-backs`)).status).toBe(200);
  expect((await told(second)).items[0]).toMatchObject({ state: "told" });
});

test("nothing is told where it is switched off, or where a person started it, and why is said", async () => {
  const there = addRepository(bitbucket.world, `acme/${name}`);
  const place = await connect("bitbucket-cloud");
  const { status, body } = await server.owner.put(`/repositories/${place.repository}/write-back`, { enabled: false });
  expect({ status, body }).toEqual({ status: 200, body: { enabled: false } });
  const off = await push(place, await failing());
  await endOf(server.owner, off);
  expect(await writeBacks(off)).toEqual({
    told: false,
    canAsk: false,
    why: "it is switched off for the repository",
    mend: expect.any(String),
    items: [],
  });
  await server.owner.put(`/repositories/${place.repository}/write-back`, { enabled: true });
  await server.owner.patch(`/connections/${place.connection}`, { writeBack: false });
  expect(await writeBacks(off)).toMatchObject({ why: "it is switched off for the connection" });
  await server.owner.patch(`/connections/${place.connection}`, { writeBack: true });
  const byHand = await server.owner.post(`/pipelines/${place.pipeline}/execute`, { branch: "main" });
  await endOf(server.owner, byHand.body.id);
  expect(await writeBacks(byHand.body.id)).toMatchObject({
    told: false,
    canAsk: true,
    why: expect.stringContaining("pull request"),
  });
  expect(there.statuses.size).toBe(0);
});

test("what somebody chose stands beside the pipeline's own word on the host, and meets no required build", async () => {
  const there = addToDataCenter();
  const place = await connect("bitbucket-data-center");
  const commit = await failing();
  const pushed = await push(place, commit);
  await told(pushed);
  const part = { branch: "main", commit, stages: ["deploy"] };
  const { body } = await server.owner.post(`/pipelines/${place.pipeline}/execute`, part);
  await endOf(server.owner, body.id);
  await ask(body.id);
  await told(body.id);
  const again = await server.owner.post(`/executions/${body.id}/rerun`, {});
  await endOf(server.owner, again.body.id);
  await ask(again.body.id);
  await told(again.body.id);
  const builds = [...there.builds.values()];
  expect(builds).toMatchObject([
    { state: "FAILED", name: "shop", buildNumber: "1" },
    { state: "SUCCESSFUL", name: "shop (as chosen by hand)", buildNumber: "3" },
  ]);
  expect(builds[0]?.parent).not.toBe(builds[1]?.parent);
  // Nor is the older one, of the pipeline itself, held to be outdated by it.
  await ask(pushed);
  expect((await told(pushed)).items[0]).toMatchObject({ kind: "status", state: "told" });
});

test("to ask for what cannot be told is refused with a mend, and nothing is kept", async () => {
  addRepository(bitbucket.world, `acme/${name}`);
  const place = await connect("bitbucket-cloud");
  const { repository, connection } = place;
  const byHand = await server.owner.post(`/pipelines/${place.pipeline}/execute`, { branch: "main" });
  await endOf(server.owner, byHand.body.id);
  const refused = (what: string) => ({
    status: 422,
    body: { code: "not-supported", detail: expect.stringContaining(what), mend: expect.any(String) },
  });
  await server.owner.put(`/repositories/${repository}/write-back`, { enabled: false });
  expect(await ask(byHand.body.id)).toMatchObject(refused("switched off for the repository"));
  await server.owner.put(`/repositories/${repository}/write-back`, { enabled: true });
  await server.owner.patch(`/connections/${connection}`, { writeBack: false });
  expect(await ask(byHand.body.id)).toMatchObject(refused("switched off for the connection"));
  await server.owner.patch(`/connections/${connection}`, { writeBack: true });

  const commit = await tree.commit({
    "headrace.yml": `${definition}`.replace("{ push:", "{ pullRequest: true, push:"),
  });
  const hook = await createWebhook(server, repository, "generic");
  const payload = { action: "opened", number: 7, branch: "theirs", targetBranch: "main", commit, fork: true };
  const time = Math.floor((Date.now() + later) / 1000);
  const sent = await sendDelivery(server, hook, { event: "pull_request", payload, time });
  const { result } = await workedOn(server, sent.body.delivery);
  const ofFork = result.events[0].pipelines[0].executionId;
  await endOf(server.owner, ofFork);
  expect(await ask(ofFork)).toMatchObject(refused("in a fork"));

  const plain = await mkdtemp(join(tmpdir(), "headrace-no-git-"));
  copies.push(plain);
  await server.owner.patch(`/repositories/${repository}`, { location: plain });
  const text = "name: try\nstages: { hello: { steps: [echo hello] } }\n";
  const ofNoCommit = await runInline(server.owner, { repositoryId: repository }, { text });
  await endOf(server.owner, ofNoCommit.body.id);
  expect(await ask(ofNoCommit.body.id)).toMatchObject(refused("no commit"));

  const unconnected = await createProject(server.owner, `${name}-alone`);
  const alone = await runInline(server.owner, unconnected, { text });
  await endOf(server.owner, alone.body.id);
  expect(await ask(alone.body.id)).toMatchObject(refused("no connection reaches"));
  await unconnected.remove();
  for (const { body } of [byHand, ofNoCommit, alone]) expect((await writeBacks(body.id)).items).toEqual([]);
});

test("the word of a newer execution of the same commit is not overwritten by an older one", async () => {
  const there = addRepository(bitbucket.world, `acme/${name}`);
  const place = await connect("bitbucket-cloud");
  const commit = await failing();
  const first = await push(place, commit);
  await told(first);
  const again = await server.owner.post(`/executions/${first}/rerun`, {});
  await told(again.body.id);
  await server.owner.post(`/executions/${first}/write-backs`);
  await server.app.writeBacks.look();
  expect((await told(first)).items[0]).toMatchObject({
    state: "needless",
    problem: expect.stringContaining("#2 is newer"),
  });
  expect([...there.statuses.values()]).toMatchObject([{ description: expect.stringContaining("#2") }]);
});

/** A repository of the Data Center, served to git from a copy of the work tree as it is now. */
async function addBare(slug: string): Promise<onDataCenter.Repository> {
  const bare = `${tree.directory}/../${slug}-${process.pid}.git`;
  copies.push(bare);
  await tree.git("clone", "-q", "--bare", tree.directory, bare);
  await tree.git("--git-dir", bare, "update-server-info");
  const change = { id: 1_000 + copies.length, project: "ACME", slug, branch: "main" };
  return Object.assign(onDataCenter.addRepository(dataCenter.world, change), { bare });
}

test("a Data Center's push starts a pipeline by the webhook that was registered there, cloned with its token", async () => {
  const commit = await passing();
  const there = await addBare(name);
  dataCenter.world.origins.set(server.app.options.publicUrl, server.url);
  const connected = await server.owner.post("/connections", {
    name,
    kind: "bitbucket-data-center",
    owner: "ACME",
    baseUrl: dataCenter.url,
    credentials: { kind: "access-token", token: "t0ken" },
  });
  const at = `/connections/${connected.body.id}/repositories`;
  const repository = (await server.owner.post(at, { names: [name] })).body.items[0].id;
  const pipeline = await activePipeline(server.owner, { name, repository, source: "repository" });

  const registered = await server.owner.post(`/repositories/${repository}/webhooks/register`);
  expect(registered).toMatchObject({
    status: 201,
    body: { kind: "bitbucket-server", registered: true, test: { works: true, said: "answered 202" } },
  });
  expect(registered.body).not.toHaveProperty("secret");
  const [webhook] = there.webhooks;
  if (webhook === undefined) throw new Error("no webhook");
  const change = { ref: { id: "refs/heads/main" }, fromHash: "0".repeat(40), toHash: commit, type: "ADD" };
  const event = { event: "repo:refs_changed", payload: { date: `${commit}`, changes: [change] } };
  expect(await onDataCenter.call(dataCenter.world, webhook, event)).toBe(202);
  const execution = await until(async () => {
    const { body } = await server.owner.get(`/pipelines/${pipeline}/executions`);
    return body.items[0]?.state === "ended" ? body.items[0] : undefined;
  });
  expect(execution).toMatchObject({ commit, event: "push" });
  await told(execution.id);
  expect([...there.builds.values()]).toMatchObject([
    { ref: "refs/heads/main", url: expect.stringContaining(execution.id) },
  ]);

  there.tree.commits.set(commit, new Map());
  there.builds.set(`${commit} NIGHTLY-3`, { key: "NIGHTLY-3", state: "FAILED", url: "https://ci.example.org/3" });
  const builds = await server.owner.get(`/repositories/${repository}/builds?commit=${commit}`);
  expect(builds.body.items).toMatchObject([{ ours: true }, { key: "NIGHTLY-3", state: "failed", ours: false }]);

  const buildsAt = `/repositories/${repository}/builds`;
  const one = await server.owner.get(`${buildsAt}?commit=${commit}&key=NIGHTLY-3`);
  expect(one.body.items).toMatchObject([{ key: "NIGHTLY-3", state: "failed" }]);
  expect((await server.owner.get(`${buildsAt}?commit=${commit}&key=none`)).body.items).toEqual([]);
  there.tree.branches.set("topic", commit);
  there.tree.pulls.push({ from: "topic", to: "main", title: "Topic", description: "" });
  expect((await server.owner.get(`${buildsAt}?pullRequest=1`)).body.items).toHaveLength(2);
  expect(await server.owner.get(`${buildsAt}?pullRequest=2`)).toMatchObject({ status: 422 });
  expect((await server.owner.get(`${buildsAt}?commit=${commit}&pullRequest=1`)).status).toBe(400);
  // Of a branch, the default one unless said, the newest commit.
  const newest = commitTo(there.tree, "main", { path: "README.md", text: "shop" });
  there.builds.set(`${newest} NIGHTLY-4`, { key: "NIGHTLY-4", state: "SUCCESSFUL", url: "https://ci.example.org/4" });
  expect((await server.owner.get(buildsAt)).body).toMatchObject({ commit: newest, items: [{ key: "NIGHTLY-4" }] });
  const ofTopic = (await server.owner.get(`${buildsAt}?branch=topic`)).body;
  expect([ofTopic.commit, ofTopic.items.length]).toEqual([commit, 2]);
  expect((await server.owner.get(`${buildsAt}?branch=nowhere`)).status).toBe(422);
  expect((await server.owner.get(`${buildsAt}?branch=topic&pullRequest=1`)).status).toBe(400);

  const lines = [{ externalId: "v1", message: "too old", severity: "HIGH", path: "a.ts", line: 4 }];
  there.reports.set(`${commit} scan`, { body: { title: "Scan", result: "FAIL" }, annotations: lines });
  const reportsAt = `/repositories/${repository}/commit-reports`;
  const reports = await server.owner.get(`${reportsAt}?commit=${commit}`);
  expect(reports.body.items).toEqual([{ key: "scan", title: "Scan", result: "failed", word: "FAIL", facts: [] }]);
  expect((await server.owner.get(`${reportsAt}/scan?commit=${commit}`)).body.annotations).toEqual([
    { id: "v1", level: "error", word: "HIGH", message: "too old", path: "a.ts", line: 4 },
  ]);

  const required = await server.owner.post(`/repositories/${repository}/required-builds`, { pipelines: [pipeline] });
  expect(required).toMatchObject({ status: 201, body: { pipelines: [pipeline], others: [] } });
  // What merging demands is what our builds say that they belong to.
  expect(there.conditions[0]?.body.buildParentKeys).toEqual([[...there.builds.values()][0]?.parent]);
  const listed = await server.owner.get(`/repositories/${repository}/required-builds`);
  expect(listed.body.items).toEqual([required.body]);
  const removed = await server.owner.delete(`/repositories/${repository}/required-builds/${required.body.id}`);
  expect([removed.status, there.conditions]).toEqual([200, []]);

  const onHost = await server.owner.get(`/repositories/${repository}/webhooks/on-host`);
  expect(onHost.body.items).toMatchObject([{ webhookId: registered.body.id, enabled: true }]);
  expect((await server.owner.delete(`/webhooks/${registered.body.id}?onHost=true`)).status).toBe(200);
  expect(there.webhooks).toEqual([]);

  // Another address of the same host is shown no token.
  await addBare(`${name}-else`);
  const location = `${dataCenter.url}/scm/acme/${name}-else.git`;
  expect((await server.owner.patch(`/repositories/${repository}`, { location })).status).toBe(200);
  const refused = await server.owner.post(`/pipelines/${pipeline}/execute`, { branch: "main" });
  expect(refused).toMatchObject({ status: 503, body: { code: "unavailable" } });
  const asked = dataCenter.asked.filter(({ url }) => url?.startsWith(`/scm/acme/${name}-else.git`));
  expect(asked.map(({ headers }) => headers.authorization)).toContain(undefined);
  expect(asked.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});
