import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createForge, type Files, type Forge, type ForgeAccess } from "../src/index.ts";
import { startBitbucketDouble } from "./doubles/bitbucket-cloud/start-double.ts";
import { addRepository as addCloud } from "./doubles/bitbucket-cloud/world.ts";
import { startDataCenterDouble } from "./doubles/bitbucket-data-center/start-double.ts";
import { addRepository as addDataCenter } from "./doubles/bitbucket-data-center/world.ts";
import { startGitHubDouble } from "./doubles/github/start-double.ts";
import { addRepository as addGitHub } from "./doubles/github/world.ts";
import { commitTo, createTree, fileAt, type Tree } from "./doubles/tree.ts";
import { leapingClock } from "./support/leaping-clock.ts";

interface Host {
  readonly access: ForgeAccess;
  readonly violations: readonly string[];
  readonly open: () => Tree;
  readonly stop: () => PromiseLike<void>;
}

const token = { kind: "access-token", token: "t0ken" } as const;
const shop = { owner: "acme", name: "shop" };
const path = "ci/head race.yml";

const hosts: Readonly<Record<ForgeAccess["kind"], () => Promise<Host>>> = {
  github: async () => {
    const double = await startGitHubDouble();
    return {
      access: { kind: "github", owner: "acme", baseUrl: double.url, credentials: token },
      violations: double.violations,
      open: () => addGitHub(double.world, "acme/shop").tree,
      stop: () => double[Symbol.asyncDispose](),
    };
  },
  "bitbucket-cloud": async () => {
    const double = await startBitbucketDouble();
    double.tokens.set("Bearer t0ken", "all");
    return {
      access: { kind: "bitbucket-cloud", baseUrl: double.url, credentials: token },
      violations: double.violations,
      open: () => addCloud(double.world, "acme/shop").tree,
      stop: () => double.stop(),
    };
  },
  "bitbucket-data-center": async () => {
    const double = await startDataCenterDouble();
    return {
      access: { kind: "bitbucket-data-center", baseUrl: double.url, credentials: token },
      violations: double.violations,
      open: () => {
        double.world.repositories.length = 0;
        return addDataCenter(double.world, { id: 1, project: "acme", slug: "shop", branch: "main" }).tree;
      },
      stop: () => double[Symbol.asyncDispose](),
    };
  },
};

describe.each(Object.entries(hosts))("files on %s", (_, start) => {
  let host: Host;
  let forge: Forge;
  let files: Files;
  let tree = createTree();

  beforeAll(async () => {
    host = await start();
    forge = createForge(host.access, { allowPrivateHosts: true, clock: leapingClock() });
    if (forge.files === undefined) throw new Error("it has no files");
    files = forge.files;
  });
  afterAll(async () => {
    forge.close();
    await host.stop();
  });
  beforeEach(() => {
    tree = host.open();
    commitTo(tree, "main", { path, text: "name: shop\n" });
  });
  afterEach(() => {
    expect(host.violations).toEqual([]);
  });

  const read = () => files.read(shop, path, { branch: "main" });
  const on = { path, branch: "main", message: "Test twice" };

  it("are read as a branch or a commit has them", async () => {
    const before = await read();
    expect(before).toMatchObject({ commit: tree.branches.get("main"), text: "name: shop\n" });
    commitTo(tree, "main", { path, text: "name: é\n" });
    expect((await read()).text).toBe("name: é\n");
    expect((await files.read(shop, path, { commit: before.commit })).text).toBe("name: shop\n");
    expect(await files.read(shop, "other.yml", { branch: "main" })).toEqual({ commit: tree.branches.get("main") });
    await expect(files.read(shop, path, { branch: "gone" })).rejects.toMatchObject({ code: "forge-not-found" });
    await expect(files.read(shop, "../x", { branch: "main" })).rejects.toMatchObject({ code: "invalid-argument" });
  });

  it("are changed and made by one commit on the branch", async () => {
    const written = await files.write(shop, { ...on, text: "name: två\n--x\r\n", before: await read() });
    expect(written).toEqual({ commit: tree.branches.get("main") });
    expect(fileAt(tree, written?.commit, path)).toBe("name: två\n--x\r\n");
    expect(tree.messages.at(-1)).toBe("Test twice");
    const none = await files.read(shop, "new.yml", { branch: "main" });
    await files.write(shop, { ...on, path: "new.yml", text: "name: new\n", before: none });
    expect(fileAt(tree, tree.branches.get("main"), "new.yml")).toBe("name: new\n");
    expect(fileAt(tree, tree.branches.get("main"), path)).toBe("name: två\n--x\r\n");
  });

  it("are not written over what somebody else has changed meanwhile", async () => {
    const before = await read();
    const theirs = commitTo(tree, "main", { path, text: "name: theirs\n" });
    expect(await files.write(shop, { ...on, text: "name: ours\n", before })).toBeUndefined();
    expect(tree.branches.get("main")).toBe(theirs);
    const none = await files.read(shop, "new.yml", { branch: "main" });
    commitTo(tree, "main", { path: "new.yml", text: "name: theirs\n" });
    expect(await files.write(shop, { ...on, path: "new.yml", text: "x", before: none })).toBeUndefined();
  });

  it("are proposed on a branch of their own by a pull request", async () => {
    const before = await read();
    await files.write(shop, { ...on, text: "name: proposed\n", before, newBranch: "headrace/shop-1" });
    const request = { from: "headrace/shop-1", to: "main", title: "Test twice", description: "Because." };
    expect(await files.openPullRequest(shop, request)).toMatchObject({
      id: "1",
      url: expect.stringMatching(/^https:.*1$/),
    });
    expect(tree.pulls).toEqual([request]);
    expect(fileAt(tree, tree.branches.get("headrace/shop-1"), path)).toBe("name: proposed\n");
    expect(tree.branches.get("main")).toBe(before.commit);
  });

  it("are removed where the host can", async () => {
    const removing = files.write(shop, { ...on, text: undefined, before: await read() });
    if (files.removes) expect(fileAt(tree, (await removing)?.commit, path)).toBeUndefined();
    else await expect(removing).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
