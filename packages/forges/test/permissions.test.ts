import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createBitbucketCloud,
  createBitbucketDataCenter,
  createGitHub,
  type Forge,
  type RepositoryName,
} from "../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "./doubles/bitbucket-cloud/start-double.ts";
import * as cloud from "./doubles/bitbucket-cloud/world.ts";
import { type DataCenterDouble, startDataCenterDouble } from "./doubles/bitbucket-data-center/start-double.ts";
import * as dataCenter from "./doubles/bitbucket-data-center/world.ts";
import { type GitHubDouble, startGitHubDouble } from "./doubles/github/start-double.ts";
import * as github from "./doubles/github/world.ts";
import { leapingClock } from "./support/leaping-clock.ts";

/** Who may do what on each host, as it says so itself. */

async function read(forge: Forge, repository: RepositoryName) {
  const sources = forge.permissions?.sources ?? [];
  return await Promise.all(sources.map(async (source) => ({ name: source.name, ...(await source.read(repository)) })));
}

const many = <Level>(level: Level): Map<string, Level> =>
  new Map(Array.from({ length: 620 }, (_, number) => [`Person ${number}`, level]));

describe("Bitbucket Cloud", () => {
  let double: BitbucketDouble;
  let forge: Forge;
  beforeAll(async () => {
    double = await startBitbucketDouble();
    double.tokens.set("Bearer t0ken", "all");
  });
  afterAll(() => double.stop());
  beforeEach(() => {
    const credentials = { kind: "access-token", token: "t0ken" } as const;
    forge = createBitbucketCloud({ credentials, baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
  });
  afterEach(() => {
    forge.close();
    expect(double.violations.splice(0)).toEqual([]);
  });

  it("tells users and groups of the repository and the workspace's owners, in its own words and in ours", async () => {
    const shop = cloud.addRepository(double.world, "acme/shop");
    shop.grants.users.set("Ada", "write").set("Bob", "none");
    shop.grants.groups.set("Developers", "read");
    double.world.members.set(
      "acme",
      new Map([
        ["Grace", "owner"],
        ["Bob", "member"],
      ]),
    );
    expect(await read(forge, { owner: "acme", name: "shop" })).toEqual([
      {
        name: "the repository's users",
        isWhole: true,
        grants: [{ kind: "user", name: "Ada", account: "ada", level: "write", word: "write" }],
      },
      {
        name: "the repository's groups",
        isWhole: true,
        grants: [{ kind: "group", name: "Developers", level: "read", word: "read" }],
      },
      {
        name: "the workspace's owners",
        isWhole: true,
        grants: [{ kind: "user", name: "Grace", account: "grace", level: "admin", word: "owner" }],
      },
    ]);
  });

  it("tells the first five hundred of very many", async () => {
    const shop = cloud.addRepository(double.world, "acme/crowd");
    for (const [name, level] of many("read" as const)) shop.grants.users.set(name, level);
    const [users] = await read(forge, { owner: "acme", name: "crowd" });
    expect([users?.grants.length, users?.isWhole]).toEqual([500, false]);
  });
});

describe("Bitbucket Data Center", () => {
  let double: DataCenterDouble;
  beforeAll(async () => {
    double = await startDataCenterDouble();
  });
  afterAll(() => double[Symbol.asyncDispose]());
  afterEach(() => expect(double.violations.splice(0)).toEqual([]));

  it("tells what is granted on the repository and on its project, page by page", async () => {
    const shop = dataCenter.addRepository(double.world, { id: 7, project: "ACME", slug: "shop", branch: "trunk" });
    double.world.pageLength = 1;
    shop.grants.users.set("Ada", "REPO_WRITE").set("Bob", "LICENSED_USER");
    shop.grants.groups.set("developers", "REPO_READ");
    double.world.grants.set("ACME", { users: new Map([["Grace", "PROJECT_ADMIN"]]), groups: new Map() });
    const baseUrl = double.url;
    const forge = createBitbucketDataCenter({
      token: "t0ken",
      baseUrl,
      allowPrivateHosts: true,
      clock: leapingClock(),
    });
    expect((await read(forge, { owner: "ACME", name: "shop" })).map(({ name, grants }) => [name, grants])).toEqual([
      [
        "the repository's users",
        [
          { kind: "user", name: "Ada", account: "ada", level: "write", word: "REPO_WRITE" },
          { kind: "user", name: "Bob", account: "bob", level: "unknown", word: "LICENSED_USER" },
        ],
      ],
      ["the repository's groups", [{ kind: "group", name: "developers", level: "read", word: "REPO_READ" }]],
      [
        "the project's users",
        [{ kind: "user", name: "Grace", account: "grace", level: "admin", word: "PROJECT_ADMIN" }],
      ],
      ["the project's groups", []],
    ]);
    forge.close();
  });
});

describe("GitHub", () => {
  let double: GitHubDouble;
  let forge: Forge;
  beforeAll(async () => {
    double = await startGitHubDouble();
  });
  afterAll(() => double[Symbol.asyncDispose]());
  beforeEach(() => {
    forge = createGitHub({ token: "t0ken", baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
  });
  afterEach(() => {
    forge.close();
    expect(double.violations.splice(0)).toEqual([]);
  });

  it("tells collaborators and teams with their roles, also those that an organization named", async () => {
    const shop = github.addRepository(double.world, "acme/shop");
    shop.collaborators.set("ada", "maintain").set("bob", "release-manager");
    shop.teams?.set("Platform", "pull");
    expect((await read(forge, { owner: "acme", name: "shop" })).map(({ grants }) => grants)).toEqual([
      [
        { kind: "user", name: "ada", level: "write", word: "maintain" },
        { kind: "user", name: "bob", level: "write", word: "release-manager" },
      ],
      [{ kind: "group", name: "Platform", account: "platform", level: "read", word: "pull" }],
    ]);
    shop.teams = undefined;
    expect((await read(forge, { owner: "acme", name: "shop" }))[1]).toMatchObject({ grants: [], isWhole: true });
  });

  it("tells the first five hundred of very many", async () => {
    const shop = github.addRepository(double.world, "acme/crowd");
    for (const [name, role] of many("pull")) shop.collaborators.set(name, role);
    const [users] = await read(forge, { owner: "acme", name: "crowd" });
    expect([users?.grants.length, users?.isWhole]).toEqual([500, false]);
  });
});
