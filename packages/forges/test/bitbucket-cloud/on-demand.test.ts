import { expect, it } from "vitest";
import { shareBitbucketCloud } from "../support/share-bitbucket-cloud.ts";

const name = { owner: "acme", name: "shop" };
const definition = "pipelines:\n  custom:\n    deploy it:\n      - step: { script: [make] }\n";
const at = shareBitbucketCloud();

it("starts a definition that no commit holds, at a branch's commit, with variables", async () => {
  const run = await at.cloud.onDemand.start(name, {
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
  expect(at.repository.runs).toMatchObject([
    {
      definition,
      target: { type: "pipeline_ref_target", ref_type: "branch", commit: { type: "commit", hash: "abcdef12" } },
      variables: [
        { key: "target", value: "a b&c=d", secured: false },
        { key: "TOKEN", value: "s3cr3t", secured: true },
      ],
    },
  ]);
  expect(at.double.asked[0]?.headers["content-type"]).toBe("application/yaml");
});

it("starts it at a tag and at a commit alone", async () => {
  const request = { definition, pipeline: "deploy it" };
  await at.cloud.onDemand.start(name, { ...request, target: { kind: "tag", name: "v1" } });
  await at.cloud.onDemand.start(name, { ...request, target: { kind: "commit", commit: "abcdef12" } });
  expect(at.repository.runs.map(({ target }) => target)).toEqual([
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
  const refused = await at.cloud.onDemand
    .start(name, { ...request, pipeline: "gone" })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "forge-refused", status: 400 });
  expect(JSON.stringify(refused) + String(refused)).not.toContain("s3cr3t");
  at.double.tokens.set("Bearer t0ken", ["read:pipeline:bitbucket"]);
  await expect(at.cloud.onDemand.start(name, { ...request, pipeline: "deploy it" })).rejects.toMatchObject({
    code: "forge-forbidden",
  });
  expect(at.repository.runs).toEqual([]);
});

it("sends it once, whatever becomes of the answer, and no values that an address cannot hold", async () => {
  const request = { target: { kind: "branch", name: "main" } as const, definition, pipeline: "deploy it" };
  at.double.faults.push({ cutAfter: 3 });
  await expect(at.cloud.onDemand.start(name, request)).rejects.toMatchObject({ code: "forge-unreachable" });
  expect([at.double.asked.length, at.repository.runs.length]).toEqual([1, 1]);
  const variables = [{ key: "A", value: "é".repeat(2_000), secured: false }];
  await expect(at.cloud.onDemand.start(name, { ...request, variables })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  expect(at.double.asked).toHaveLength(1);
});

it("tells that it can, with what the token needs", () => {
  expect(at.cloud.capabilities.find(({ ability }) => ability === "runs.on-demand")).toMatchObject({
    support: "native",
    scopes: ["read:pipeline:bitbucket", "write:pipeline:bitbucket"],
  });
});
