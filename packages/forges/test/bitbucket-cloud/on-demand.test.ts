import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type BitbucketCloud, createBitbucketCloud } from "../../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "../doubles/bitbucket-cloud/start-double.ts";
import { addRepository, type Repository } from "../doubles/bitbucket-cloud/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";

const name = { owner: "acme", name: "shop" };
const definition = "pipelines:\n  custom:\n    deploy it:\n      - step: { script: [make] }\n";
let double: BitbucketDouble;
let cloud: BitbucketCloud;
let shop: Repository;

beforeAll(async () => {
  double = await startBitbucketDouble();
});
afterAll(() => double.stop());
beforeEach(() => {
  double.tokens.clear();
  double.tokens.set("Bearer t0ken", "all");
  double.asked.length = 0;
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

it("starts a definition that no commit holds, at a branch's commit, with variables", async () => {
  const run = await cloud.onDemand.start(name, {
    target: { kind: "branch", name: "feature/a&b", commit: "abcdef12" },
    definition,
    pipeline: "deploy it",
    variables: [
      { key: "target", value: "a b&c=d", secured: false },
      { key: "TOKEN", value: "s3cr3t", secured: true },
    ],
  });
  expect(run).toMatchObject({ number: 1, state: { kind: "queued" }, trigger: "manual" });
  expect(run.target).toEqual({ kind: "branch", name: "feature/a&b", commit: "abcdef12", pipeline: "deploy it" });
  expect(shop.runs).toMatchObject([
    {
      definition,
      target: { type: "pipeline_ref_target", ref_type: "branch", commit: { type: "commit", hash: "abcdef12" } },
      variables: [
        { key: "target", value: "a b&c=d", secured: false },
        { key: "TOKEN", value: "s3cr3t", secured: true },
      ],
    },
  ]);
  expect(double.asked[0]?.headers["content-type"]).toBe("application/yaml");
});

it("starts it at a tag and at a commit alone", async () => {
  const request = { definition, pipeline: "deploy it" };
  await cloud.onDemand.start(name, { ...request, target: { kind: "tag", name: "v1" } });
  await cloud.onDemand.start(name, { ...request, target: { kind: "commit", commit: "abcdef12" } });
  expect(shop.runs.map(({ target }) => target)).toEqual([
    {
      type: "pipeline_ref_target",
      ref_type: "tag",
      ref_name: "v1",
      selector: { type: "custom", pattern: "deploy it" },
    },
    {
      type: "pipeline_commit_target",
      commit: { type: "commit", hash: "abcdef12" },
      selector: { type: "custom", pattern: "deploy it" },
    },
  ]);
});

it("says what Bitbucket refuses, and no value of a variable with it", async () => {
  const request = {
    target: { kind: "branch", name: "main" } as const,
    definition,
    variables: [{ key: "TOKEN", value: "s3cr3t", secured: true }],
  };
  const refused = await cloud.onDemand.start(name, { ...request, pipeline: "gone" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "forge-refused", status: 400 });
  expect(JSON.stringify(refused) + String(refused)).not.toContain("s3cr3t");
  double.tokens.set("Bearer t0ken", ["read:pipeline:bitbucket"]);
  await expect(cloud.onDemand.start(name, { ...request, pipeline: "deploy it" })).rejects.toMatchObject({
    code: "forge-forbidden",
  });
  expect(shop.runs).toEqual([]);
});

it("sends it once, whatever becomes of the answer, and no values that an address cannot hold", async () => {
  const request = { target: { kind: "branch", name: "main" } as const, definition, pipeline: "deploy it" };
  double.faults.push({ cutAfter: 3 });
  await expect(cloud.onDemand.start(name, request)).rejects.toMatchObject({ code: "forge-unreachable" });
  expect([double.asked.length, shop.runs.length]).toEqual([1, 1]);
  const variables = [{ key: "A", value: "é".repeat(2_000), secured: false }];
  await expect(cloud.onDemand.start(name, { ...request, variables })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  expect(double.asked).toHaveLength(1);
});

it("tells that it can, with what the token needs", () => {
  expect(cloud.capabilities.find(({ ability }) => ability === "runs.on-demand")).toMatchObject({
    support: "native",
    scopes: ["read:pipeline:bitbucket", "write:pipeline:bitbucket"],
  });
});
