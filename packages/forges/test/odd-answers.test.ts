import { expect, it } from "vitest";
import { createBitbucketCloud, createGitHub } from "../src/index.ts";
import { json, startScriptedHost, status } from "./support/scripted-host.ts";

// What no specification says, and a host or whoever speaks for it may answer all the same.

const credentials = { kind: "access-token", token: "t0ken" } as const;
const shop = { owner: "acme", name: "shop" };
const run = { uuid: "{1}", build_number: 1, created_on: "2026-01-01T00:00:00Z" };

async function readRun(answer: Readonly<Record<string, unknown>>) {
  await using host = await startScriptedHost(json({ ...run, ...answer }));
  const bitbucket = createBitbucketCloud({ credentials, baseUrl: host.url, allowPrivateHosts: true });
  return await bitbucket.runs.get(shop, { id: "{1}" }).finally(() => bitbucket.close());
}

it("null stands for what is not said", async () => {
  const nothing = { state: null, target: null, trigger: null, creator: null, completed_on: null };
  expect(await readRun(nothing)).toMatchObject({ state: { kind: "unknown" }, target: { kind: "unknown" } });
  const target = { type: "pipeline_ref_target", ref_type: "branch", ref_name: null, selector: null, commit: null };
  const state = {
    type: "pipeline_state_completed",
    name: "COMPLETED",
    stage: null,
    result: { name: "FAILED", error: null },
  };
  expect(await readRun({ target, state })).toMatchObject({ state: { outcome: "failed" }, target: { kind: "branch" } });
});

it.each(["-100000-01-01T00:00:00Z", "+200000-01-01T00:00:00Z", "yesterday"])("%s is no time of a run", async (time) => {
  expect(await readRun({ created_on: time, completed_on: time })).toMatchObject({ createdAt: 0 });
});

it("no text holds the character that PostgreSQL does not keep", async () => {
  const { target } = await readRun({ target: { type: "pipeline_ref_target", ref_name: "a\0b \\u0000" } });
  expect(target.name).toBe("a\ufffdb \\u0000");
});

it.each(["nowhere", "file:///etc/passwd", "https://elsewhere.example/2.0"])("no page is read from %s", async (next) => {
  const variable = { uuid: "{1}", key: "LEVEL", value: "2", secured: false };
  await using host = await startScriptedHost(json({ values: [variable], next }));
  const bitbucket = createBitbucketCloud({ credentials, baseUrl: host.url, allowPrivateHosts: true });
  const reading = bitbucket.variables.list({ kind: "repository", repository: shop }).finally(() => bitbucket.close());
  await expect(reading).rejects.toMatchObject({ code: "forge-answer-unreadable" });
  expect(host.asked).toHaveLength(1);
});

it("a list of GitHub has an end, however little stands on each page", async () => {
  const of = {
    name: "CI",
    path: ".github/workflows/ci.yml",
    state: "active",
    html_url: "https://github.com/acme/shop",
  };
  await using host = await startScriptedHost(json({ total_count: 1e9, workflows: [{ id: 1, ...of }] }));
  const github = createGitHub({ token: "t0ken", baseUrl: host.url, allowPrivateHosts: true });
  expect(await github.workflows.list(shop).finally(() => github.close())).toHaveLength(10);
  expect(host.asked).toHaveLength(10);
});

it("a host that asks for years of silence is asked again after an hour", async () => {
  await using host = await startScriptedHost(status(429, { "retry-after": "999999999" }));
  const bitbucket = createBitbucketCloud({ credentials, baseUrl: host.url, allowPrivateHosts: true });
  const reading = bitbucket.runs.get(shop, { id: "{1}" }).finally(() => bitbucket.close());
  await expect(reading).rejects.toMatchObject({ code: "forge-limited", retryAfter: 3_600_000 });
});

it.each([1.5, 1e300])("%d is no number of a run", async (build_number) => {
  await expect(readRun({ build_number })).rejects.toMatchObject({ code: "forge-answer-unreadable" });
});

it.each(["/srv/secret", "file:///srv/secret", "ext::sh -c id", "ssh://host/x", "-u./x"])(
  "a repository is not fetched from %s because its host says so",
  async (clone_url) => {
    const answer = { id: 1, name: "shop", owner: { login: "acme" }, private: true, clone_url };
    await using host = await startScriptedHost(json(answer));
    const github = createGitHub({ token: "t0ken", baseUrl: host.url, allowPrivateHosts: true });
    const reading = github.repositories.get(shop).finally(() => github.close());
    await expect(reading).rejects.toMatchObject({ code: "forge-answer-unreadable" });
  },
);
