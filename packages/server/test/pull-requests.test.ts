import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  addRepository,
  type BitbucketDouble,
  type DataCenterDouble,
  type GitHubDouble,
  onDataCenter,
  onGitHub,
  startBitbucketDouble,
  startDataCenterDouble,
  startGitHubDouble,
} from "../../../test/forges/index.ts";
import { activePipeline, endOf, stateOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

const definition = `name: shop
triggers: { pullRequest: true }
concurrency: { group: 'pr-\${{ git.branch }}', cancelInProgress: true }
stages:
  test: { steps: ['until [ ! -e slow ]; do sleep 0.05; done; echo "::warning file=a.ts,line=3::old"'] }
`;

let bitbucket: BitbucketDouble;
let github: GitHubDouble;
let dataCenter: DataCenterDouble;
let server: TestServer;
let tree: WorkTree;
let names = 0;
let name: string;

share(
  async () => {
    const hosts = [startBitbucketDouble(), startGitHubDouble(), startDataCenterDouble()] as const;
    [bitbucket, github, dataCenter] = await Promise.all(hosts);
    bitbucket.tokens.set("Bearer t0ken", "all");
    github.tokens.set("ghs_apps", "all");
    server = await startServer({ allowPrivateAddresses: true });
    tree = await createWorkTree({ "headrace.yml": definition });
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

type Hook = "bitbucket" | "github" | "bitbucket-server";
const kinds = { bitbucket: "bitbucket-cloud", github: "github", "bitbucket-server": "bitbucket-data-center" } as const;

interface Told {
  readonly executionId: string;
  readonly commit: string;
}

/** A connected repository, and what its host sends of pull request 42. */
async function connect(hook: Hook) {
  const kind = kinds[hook];
  const { url } = { bitbucket, github, "bitbucket-server": dataCenter }[hook];
  const owner = hook === "bitbucket-server" ? "ACME" : "acme";
  const credentials = { kind: "access-token", token: hook === "github" ? "ghs_apps" : "t0ken" };
  const { body } = await server.owner.post("/connections", { name, kind, owner, baseUrl: url, credentials });
  const chosen = await server.owner.post(`/connections/${body.id}/repositories`, { names: [name] });
  const repository = chosen.body.items[0].id;
  await server.owner.patch(`/repositories/${repository}`, { location: tree.directory, defaultBranch: "main" });
  await activePipeline(server.owner, { name, repository, source: "repository" });
  const secret = { repository, name: "HIDDEN", value: "k3y-0f-the-h0use" };
  expect((await server.owner.put("/secrets", secret)).status).toBe(200);
  const made = await createWebhook(server, repository, hook);
  return async (fixture: string, event: string, commit: string): Promise<Told> => {
    const file = new URL(`../../app/test/webhooks/fixtures/${hook}/${fixture}.json`, import.meta.url);
    // Its head, or the push's, is the commit that every fixture of its kind names.
    const payload = (await readFile(file, "utf8")).replaceAll(
      /2b66fd261ee5c6cfc8de7fa466bab600bcfe4f69|2b66fd261ee5|89e6c98d92887913cadf06b2adb97f26cde4849b/g,
      commit,
    );
    const sent = await sendDelivery(server, made, { event, payload });
    const { result } = await workedOn(server, sent.body.delivery);
    const [started] = result.events[0].pipelines;
    expect(started).toMatchObject({ outcome: "started" });
    return { executionId: started.executionId, commit };
  };
}

const writeBacksOf = async ({ executionId }: Told) =>
  (await server.owner.get(`/executions/${executionId}/write-backs`)).body;

async function told(one: Told) {
  return await until(async () => {
    const { items } = await writeBacksOf(one);
    const isOver = items.length > 1 && items.every(({ state }: { readonly state: string }) => state !== "waiting");
    return isOver ? items : undefined;
  });
}

const next = (slow: boolean) =>
  tree.commit({ "headrace.yml": definition, ...(slow ? { slow: "" } : {}), "n.txt": `${Math.random()}\n` });

async function auditOf({ executionId }: Told) {
  const { body } = await server.owner.get("/audit?operation=host.told&limit=200");
  return body.items.filter(({ targetId }: { readonly targetId: string }) => targetId === executionId);
}

test.each([
  { hook: "github", opened: "pull_request", updated: "pull_request" },
  { hook: "bitbucket", opened: "pullrequest:created", updated: "pullrequest:updated" },
  { hook: "bitbucket-server", opened: "pr:opened", updated: "pr:from_ref_updated" },
] as const)("a pull request by $hook is run, its update takes its place, and both commits are told", async (by) => {
  const onCloud = addRepository(bitbucket.world, `acme/${name}`);
  const onHub = onGitHub.addRepository(github.world, `acme/${name}`);
  const inside = { id: names, project: "ACME", slug: name, branch: "main" };
  const onServer = onDataCenter.addRepository(dataCenter.world, inside);
  const send = await connect(by.hook);
  const first = await send("pull-request-opened", by.opened, await next(true));
  await until(async () => ((await stateOf(server.owner, first.executionId, "test")) === "running" ? true : undefined));
  await tree.git("rm", "--quiet", "slow");
  const second = await send("pull-request-updated", by.updated, await next(false));
  expect(await endOf(server.owner, first.executionId)).toMatchObject({ outcome: "cancelled", commit: first.commit });
  expect(await endOf(server.owner, second.executionId)).toMatchObject({ outcome: "success", commit: second.commit });
  expect(await told(first)).toMatchObject([{ kind: "status", told: "cancelled" }, { kind: "report" }]);
  expect(await told(second)).toMatchObject([{ kind: "status", told: "success" }, { kind: "report" }]);
  const heads = {
    github: () => onHub.checks.map(({ body }) => `${body.head_sha} ${body.conclusion}`),
    bitbucket: () => [...onCloud.statuses].map(([at, { state }]) => `${at.split(" ")[0]} ${state}`),
    "bitbucket-server": () => [...onServer.builds].map(([at, { state }]) => `${at.split(" ")[0]} ${state}`),
  }[by.hook]();
  const [stopped, passed] = {
    github: ["cancelled", "success"],
    bitbucket: ["STOPPED", "SUCCESSFUL"],
    "bitbucket-server": ["CANCELLED", "SUCCESSFUL"],
  }[by.hook];
  expect(heads).toEqual([`${first.commit} ${stopped}`, `${second.commit} ${passed}`]);
  expect(await auditOf(second)).toContainEqual(
    expect.objectContaining({
      actor: expect.objectContaining({ kind: "system", name: "Headrace" }),
      outcome: "done",
      detail: expect.objectContaining({ kind: "status", as: "success", connection: name }),
    }),
  );
});

test("a stranger's pull request on GitHub gets no secret, and its commit is told in the repository it came to", async () => {
  const there = onGitHub.addRepository(github.world, `acme/${name}`);
  const send = await connect("github");
  const wanting = definition.replace("steps:", "secrets: [HIDDEN], steps:");
  const commit = await tree.commit({ "headrace.yml": wanting, "n.txt": `${Math.random()}\n` });
  const sent = await send("pull-request-from-fork", "pull_request", commit);
  expect(await endOf(server.owner, sent.executionId)).toMatchObject({ outcome: "failed", commit });
  await told(sent);
  expect(there.checks.map(({ body }) => [body.head_sha, body.conclusion])).toEqual([[commit, "failure"]]);
  const uses = await server.owner.get("/audit?operation=secret.used&limit=200");
  const mine = uses.body.items.filter(({ targetId, detail }: { readonly targetId: string; readonly detail: object }) =>
    JSON.stringify([targetId, detail]).includes(sent.executionId),
  );
  expect(mine.map(({ outcome }: { readonly outcome: string }) => outcome)).not.toContain("done");
});

test("a stranger's pull request of a commit that is the repository's own leaves its status as it is", async () => {
  const there = onGitHub.addRepository(github.world, `acme/${name}`);
  const send = await connect("github");
  const both = definition.replace("pullRequest: true", "push: { branches: [main] }, pullRequest: true");
  const commit = await tree.commit({ "headrace.yml": both, "n.txt": `${Math.random()}\n` });
  const own = await send("push", "push", commit);
  await endOf(server.owner, own.executionId);
  await told(own);
  const strange = await send("pull-request-from-fork", "pull_request", commit);
  await endOf(server.owner, strange.executionId);
  expect(await told(strange)).toMatchObject([
    { kind: "status", state: "needless", problem: expect.stringContaining("the repository's own") },
    { kind: "report", state: "needless" },
  ]);
  // And what it says of itself again is said, however many strangers came since.
  await server.owner.post(`/executions/${own.executionId}/write-backs`);
  expect(await told(own)).toMatchObject([{ kind: "status", state: "told" }, { kind: "report" }]);
  expect(there.checks.map(({ body }) => [body.head_sha, body.conclusion])).toEqual([[commit, "success"]]);
});

describe("a stranger's pull request on a Data Center", () => {
  const world = () => ({ id: 1000 + names, project: "ACME", slug: name, branch: "main" });
  let there: onDataCenter.Repository;
  beforeEach(() => {
    dataCenter.world.repositories.length = 0;
    there = onDataCenter.addRepository(dataCenter.world, world());
  });
  const addFork = (origin: onDataCenter.Repository | undefined) =>
    onDataCenter.addRepository(dataCenter.world, {
      id: 912,
      project: "~mallory",
      slug: "web-app",
      branch: "main",
      ...(origin === undefined ? {} : { origin }),
    });

  async function sent(): Promise<Told> {
    const send = await connect("bitbucket-server");
    const one = await send("pull-request-from-fork", "pr:opened", await next(false));
    expect(await endOf(server.owner, one.executionId)).toMatchObject({ outcome: "success" });
    return one;
  }

  test("is told in the fork, where the page of the pull request looks, and nowhere else", async () => {
    const fork = addFork(there);
    const one = await sent();
    expect(await told(one)).toMatchObject([{ kind: "status", told: "success" }, { kind: "report" }]);
    expect([...fork.builds].map(([at, { state }]) => [at.split(" ")[0], state])).toEqual([[one.commit, "SUCCESSFUL"]]);
    expect(fork.reports.size).toBe(1);
    expect([there.builds.size, there.reports.size]).toEqual([0, 0]);
  });

  test("whose fork the token may not read is told nowhere, and the right that lacks is said", async () => {
    addFork(there).isClosed = true;
    expect(await told(await sent())).toMatchObject([
      {
        state: "refused",
        problem: expect.stringContaining("comes from ~mallory/web-app"),
        mend: expect.stringContaining("Repository read"),
      },
      {},
    ]);
  });

  test("that names a repository which is no fork of this one is told nowhere", async () => {
    const other = addFork(undefined);
    expect(await told(await sent())).toMatchObject([
      { state: "refused", problem: expect.stringContaining("is no fork of") },
      {},
    ]);
    expect(other.builds.size).toBe(0);
  });
});

test("a stranger's pull request on Bitbucket is run, and its commit is told to nobody: it lies in the fork", async () => {
  const there = addRepository(bitbucket.world, `acme/${name}`);
  const send = await connect("bitbucket");
  const sent = await send("pull-request-from-fork", "pullrequest:created", await next(false));
  expect(await endOf(server.owner, sent.executionId)).toMatchObject({ outcome: "success", commit: sent.commit });
  expect(await writeBacksOf(sent)).toMatchObject({ told: false, why: expect.stringContaining("fork") });
  expect(there.statuses.size).toBe(0);
});
