import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkForge, createForge, type Forge, type ForgeAccess } from "../../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "../doubles/bitbucket-cloud/start-double.ts";
import { addRepository, addRun, endRun, writeLog } from "../doubles/bitbucket-cloud/world.ts";
import * as onDataCenter from "../doubles/bitbucket-data-center/index.ts";
import { type DataCenterDouble, startDataCenterDouble } from "../doubles/bitbucket-data-center/start-double.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { addRepository as addGitHubRepository } from "../doubles/github/world.ts";
import { commitTo, createTree } from "../doubles/tree.ts";
import { leapingClock } from "../support/leaping-clock.ts";

let bitbucket: BitbucketDouble;
let github: GitHubDouble;
let dataCenter: DataCenterDouble;

beforeAll(async () => {
  [bitbucket, github, dataCenter] = await Promise.all([
    startBitbucketDouble(),
    startGitHubDouble(),
    startDataCenterDouble(),
  ]);
});
beforeAll(() => void addGitHubRepository(github.world, "acme/shop"));
afterAll(async () => {
  await Promise.all([bitbucket.stop(), github[Symbol.asyncDispose](), dataCenter[Symbol.asyncDispose]()]);
});
beforeEach(() => {
  bitbucket.world.repositories.clear();
  bitbucket.tokens.clear();
  bitbucket.asked.length = 0;
  bitbucket.violations.length = 0;
});

async function check(access: ForgeAccess) {
  const forge: Forge = createForge(access, { allowPrivateHosts: true, clock: leapingClock() });
  try {
    const { account, abilities, plan } = await checkForge(forge, { owner: "acme" });
    return {
      account,
      plan,
      standing: Object.fromEntries(abilities.map(({ ability, standing }) => [ability, standing])),
      abilities,
    };
  } finally {
    forge.close();
  }
}

const cloud = (): ForgeAccess => ({
  kind: "bitbucket-cloud",
  baseUrl: bitbucket.url,
  credentials: { kind: "api-token", email: "ada@example.org", token: "t0ken" },
});
const signed = `Basic ${Buffer.from("ada@example.org:t0ken").toString("base64")}`;

describe("Bitbucket Cloud", () => {
  it("tries what reads, and calls untested what would change something", async () => {
    bitbucket.tokens.set(signed, "all");
    const run = addRun(addRepository(bitbucket.world, "acme/shop"));
    writeLog(run.steps[0], "hello\n");
    endRun(run, "SUCCESSFUL");
    const { account, standing } = await check(cloud());
    expect(account).toEqual({ name: "Ada" });
    expect(standing).toEqual({
      "account.read": "works",
      "queues.read": "absent",
      "permissions.read": "works",
      "workflows.read": "absent",
      "workflows.write": "absent",
      "reviews.read": "absent",
      "reviews.write": "absent",
      "repositories.read": "works",
      "runs.read": "works",
      "logs.read": "works",
      "container-logs.read": "untested",
      "tests.read": "works",
      "artifacts.read": "absent",
      "downloads.read": "works",
      "downloads.write": "untested",
      "variables.read": "works",
      "schedules.read": "works",
      "runs.start": "untested",
      "runs.on-demand": "untested",
      "runs.stop": "untested",
      "runs.rerun": "untested",
      "variables.write": "untested",
      "schedules.write": "untested",
      "statuses.write": "untested",
      "checks.write": "absent",
      "insights.write": "untested",
      "reports.read": "works",
      "pull-request-builds.read": "untested",
      "deployments.read": "works",
      "deployments.write": "absent",
      "builds.read": "works",
      "required-builds.read": "absent",
      "required-builds.write": "absent",
      "ci.read": "works",
      "ci.write": "untested",
      "runners.read": "works",
      "runners.write": "untested",
      "ssh.read": "works",
      "ssh.write": "untested",
      "identity.read": "works",
      "webhooks.read": "works",
      "caches.read": "works",
      "caches.write": "untested",
      "cache-contents.read": "works",
      "environments.read": "works",
      "environments.write": "untested",
      "environments.rename": "untested",
      "files.read": "works",
      "files.write": "untested",
      "pull-requests.open": "untested",
      "webhooks.write": "untested",
    });
    expect(bitbucket.asked.every(({ method }) => method === "GET")).toBe(true);
    expect(bitbucket.violations).toEqual([]);
  });

  it("says which scope is missing for what, in the host's words", async () => {
    bitbucket.tokens.set(signed, ["read:repository:bitbucket"]);
    addRepository(bitbucket.world, "acme/shop");
    const { standing, abilities } = await check(cloud());
    expect(standing).toMatchObject({ "account.read": "refused", "repositories.read": "works", "runs.read": "refused" });
    expect(abilities.find(({ ability }) => ability === "runs.read")).toMatchObject({
      scopes: ["read:pipeline:bitbucket"],
      problem: expect.stringContaining("lack one or more required privilege scopes"),
      mend: expect.any(String),
    });
  });

  it("leaves untested what there is nothing to try on", async () => {
    bitbucket.tokens.set(signed, "all");
    expect((await check(cloud())).standing).toMatchObject({ "repositories.read": "works", "runs.read": "untested" });
    github.world.repositories.get("acme/shop")?.tree.branches.clear();
    const { standing } = await check({ kind: "github", owner: "acme", baseUrl: github.url, credentials: token });
    expect(standing).toMatchObject({ "files.read": "untested", "builds.read": "untested", "reports.read": "untested" });
  });

  it("asks nothing that needs no more than what was seen to work", async () => {
    bitbucket.tokens.set(signed, "all");
    addRepository(bitbucket.world, "acme/empty");
    const { standing } = await check(cloud());
    const proven = ["files.read", "builds.read", "reports.read", "cache-contents.read"];
    expect(proven.map((ability) => standing[ability])).toEqual(proven.map(() => "works"));
    expect(bitbucket.asked.filter(({ path }) => /\/(?:refs|src|commit|content-uri)/.test(path))).toEqual([]);
    expect(standing).toMatchObject({ "pull-request-builds.read": "untested" });
    bitbucket.tokens.set(signed, ["read:repository:bitbucket"]);
    expect((await check(cloud())).standing).toMatchObject({ "files.read": "works", "cache-contents.read": "untested" });
  });

  it("tries what was said of a pull request on one that ran", async () => {
    bitbucket.tokens.set(signed, ["read:repository:bitbucket", "read:pipeline:bitbucket"]);
    const { tree, ...shop } = addRepository(bitbucket.world, "acme/shop");
    const hash = commitTo(tree, "feature", { path: "README.md", text: "shop" });
    tree.pulls.push({ from: "feature", to: "main", title: "Feature", description: "" });
    const [source, destination] = ["feature", "main"];
    const commit = { type: "commit", hash };
    addRun(
      { tree, ...shop },
      { target: { type: "pipeline_pullrequest_target", source, destination, commit, pullrequest: { id: 1 } } },
    );
    const { standing, abilities } = await check(cloud());
    expect(standing).toMatchObject({ "builds.read": "works", "pull-request-builds.read": "refused" });
    expect(abilities.find(({ ability }) => ability === "pull-request-builds.read")).toMatchObject({
      problem: expect.stringContaining("lack one or more required privilege scopes"),
    });
    bitbucket.tokens.set(signed, "all");
    expect((await check(cloud())).standing).toMatchObject({ "pull-request-builds.read": "works" });
  });

  it("says of which ability an odd answer is, once the host was seen", async () => {
    bitbucket.tokens.set(signed, "all");
    endRun(addRun(addRepository(bitbucket.world, "acme/shop")), "SUCCESSFUL");
    bitbucket.faults.push({ on: /\/steps/, reply: { status: 200, json: { values: [{ uuid: 7 }] } } });
    bitbucket.faults.push({ on: /\/caches/, reply: { status: 200, json: {} } });
    const { standing } = await check(cloud());
    expect(standing).toMatchObject({ "runs.read": "refused", "caches.read": "refused", "schedules.read": "works" });
    bitbucket.faults.push({ on: /\/repositories/, reply: { status: 200, json: {} } });
    await expect(check(cloud())).rejects.toMatchObject({ code: "forge-answer-unreadable" });
  });

  it("says of what is not paid for that it is the plan", async () => {
    bitbucket.tokens.set(signed, "all");
    addRepository(bitbucket.world, "acme/shop");
    const json = { type: "error", error: { message: "Your plan has no self-hosted runners" } };
    bitbucket.faults.push({ on: /runners/, reply: { status: 402, json } });
    const { abilities } = await check(cloud());
    expect(abilities.find(({ ability }) => ability === "runners.read")).toMatchObject({
      standing: "refused",
      problem: expect.stringContaining("no self-hosted runners"),
      mend: expect.stringContaining("plan"),
    });
  });

  it("is refused as a whole where the token is not believed", async () => {
    await expect(check(cloud())).rejects.toMatchObject({ code: "forge-unauthorized" });
  });

  it("knows that nobody stands behind a workspace's token", async () => {
    bitbucket.tokens.set("Bearer t0ken", "all");
    const credentials = { kind: "access-token", token: "t0ken" } as const;
    const { account, standing } = await check({ kind: "bitbucket-cloud", baseUrl: bitbucket.url, credentials });
    expect([account, standing["account.read"]]).toEqual([{}, "absent"]);
  });
});

const token = { kind: "access-token", token: "t0ken" } as const;

describe("GitHub", () => {
  it("tells when the token ends, and what is only read", async () => {
    const { account, standing } = await check({
      kind: "github",
      owner: "acme",
      baseUrl: github.url,
      credentials: token,
    });
    expect(account).toEqual({ name: "ada", expiresAt: Date.UTC(2027, 0, 31, 10) });
    expect(standing).toMatchObject({ "repositories.read": "works", "runs.read": "works", "runs.start": "untested" });
    expect(github.violations).toEqual([]);
  });

  it("says which permission is missing for what belongs to a commit", async () => {
    const shop = github.world.repositories.get("acme/shop");
    commitTo(shop?.tree ?? createTree(), "trunk", { path: "README.md", text: "shop" });
    github.tokens.set("t0ken", ["Metadata: read", "Contents: read", "Checks: read"]);
    const { standing } = await check({ kind: "github", owner: "acme", baseUrl: github.url, credentials: token });
    github.tokens.set("t0ken", "all");
    expect(standing).toMatchObject({ "files.read": "works", "reports.read": "works", "builds.read": "refused" });
  });

  it("says what the organization's plan leaves out, where GitHub tells it", async () => {
    const access = { kind: "github", owner: "acme", baseUrl: github.url, credentials: token } as const;
    const notesOf = async (plan: string | undefined) => {
      github.world.plans.clear();
      if (plan !== undefined) github.world.plans.set("acme", plan);
      const found = await check(access);
      expect(found.plan).toBe(plan);
      const noteOf = (wanted: string) => found.abilities.find(({ ability }) => ability === wanted)?.note ?? "";
      return [noteOf("environments.read"), noteOf("reviews.write")];
    };
    expect(await notesOf("free")).toEqual([
      expect.stringContaining("public repositories only"),
      expect.stringContaining("only environments of public repositories"),
    ]);
    expect(await notesOf("team")).toEqual(["", expect.stringContaining("on GitHub Team")]);
    for (const plan of ["enterprise", undefined]) {
      expect(await notesOf(plan)).toEqual(["", expect.not.stringContaining("public")]);
    }
  });

  it("finds repositories by a part of their name, and takes no qualifier from it", async () => {
    const forge = createForge(
      { kind: "github", owner: "acme", baseUrl: github.url, credentials: token },
      { allowPrivateHosts: true },
    );
    try {
      const found = await forge.repositories.list("acme", { search: "sho" });
      expect(found).toEqual({
        items: [
          {
            id: expect.stringMatching(/^\d+$/),
            repository: { owner: "acme", name: "shop" },
            isPrivate: true,
            updatedAt: Date.UTC(2026, 0, 1),
            defaultBranch: "trunk",
            cloneUrl: "https://github.com/acme/shop.git",
          },
        ],
      });
      expect((await forge.repositories.get({ owner: "acme", name: "shop" })).id).toBe(found.items[0]?.id);
      await forge.repositories.list("acme", { search: "shop user:other" });
      const asked = new URL(github.asked.at(-1)?.url ?? "", github.url).searchParams.get("q");
      expect(asked).toBe("shopuserother in:name user:acme fork:true");
    } finally {
      forge.close();
    }
  });
});

describe("Bitbucket Data Center", () => {
  it("says that it runs nothing, and why, and tries what belongs to a commit", async () => {
    const project = { id: 7, project: "acme", slug: "core", branch: "main" };
    commitTo(onDataCenter.addRepository(dataCenter.world, project).tree, "main", { path: "README.md", text: "core" });
    const { account, abilities, standing } = await check({
      kind: "bitbucket-data-center",
      baseUrl: dataCenter.url,
      credentials: token,
    });
    expect(account).toEqual({ name: "ada", version: "9.2.1" });
    expect(standing).toMatchObject({ "files.read": "works", "builds.read": "works", "reports.read": "works" });
    expect(dataCenter.violations).toEqual([]);
    expect(abilities.find(({ ability }) => ability === "runs.start")).toMatchObject({
      standing: "absent",
      note: expect.stringContaining("Headrace runs them"),
    });
    expect(abilities.find(({ ability }) => ability === "deployments.write")).toMatchObject({ standing: "untested" });
  });

  it("says what this host has not, by its version and its settings", async () => {
    Object.assign(dataCenter.world, { takesRichBuilds: false, takesDeployments: false });
    const { standing, abilities } = await check({
      kind: "bitbucket-data-center",
      baseUrl: dataCenter.url,
      credentials: token,
    });
    expect(standing).toMatchObject({ "deployments.write": "absent", "statuses.write": "untested" });
    expect(abilities.find(({ ability }) => ability === "statuses.write")).toMatchObject({
      support: "emulated",
      note: expect.stringContaining("7.14"),
    });
  });
});
