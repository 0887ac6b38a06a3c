import { describe, expect, it } from "vitest";
import type { GitHub } from "../../src/index.ts";
import { addEnvironment, addRun, endRun, holdRun, lastAttempt, rerun } from "../doubles/github/world.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const main = { kind: "branch", name: "main" } as const;
const at = shareGitHub();

const asked = (method: string) => at.double.asked.filter((one) => one.method === method).map(({ url }) => url);

describe("a workflow is started", () => {
  const start = (change: Partial<Parameters<GitHub["control"]["start"]>[1]> = {}) =>
    at.github.control.start(shop, { target: main, pipeline: ".github/workflows/ci.yml", ...change });

  it("with its inputs, where the answer tells the run", async () => {
    addRun(at.double.world, at.repository);
    const run = await start({ variables: [{ key: "level", value: "2", secured: false }] });
    expect(run).toMatchObject({ id: "2", trigger: "manual", target: { name: "main" } });
    expect(at.repository.inputs.get(2)).toEqual({ level: "2" });
  });

  it("where it does not tell, and the run is listed only later", async () => {
    at.double.world.tellsRuns = false;
    endRun(
      addRun(at.double.world, at.repository, { event: "workflow_dispatch", created_at: "2025-12-31T23:00:00Z" }),
      "success",
    );
    expect(await start()).toMatchObject({ id: "2" });
    expect(asked("POST")).toHaveLength(1);
  });

  it("once, and said where no run of it can be seen", async () => {
    at.double.world.tellsRuns = false;
    for (let look = 0; look < 9; look++) {
      const json = { total_count: 0, workflow_runs: [] };
      at.double.faults.push({ on: /\/workflows\/ci\.yml\/runs/, reply: { status: 200, json } });
    }
    await expect(start()).rejects.toMatchObject({ mend: expect.stringContaining("do not start it again") });
    expect(asked("POST")).toHaveLength(1);
  });

  it.each([
    ["an answer that is half", { status: 200, bytes: '{"workflow_run_id": 1' }, "forge-answer-unreadable"],
    ["an outage", { status: 502, json: {} }, "forge-failed"],
  ] as const)("once, whatever becomes of the answer: %s", async (_, reply, code) => {
    at.double.faults.push({ on: /dispatches/, reply, isDone: true });
    await expect(start()).rejects.toMatchObject({ code });
    expect(asked("POST")).toHaveLength(1);
  });

  it("not where GitHub could not do what is asked", async () => {
    const secured = [{ key: "token", value: "x", secured: true }];
    for (const change of [{ target: { kind: "commit", commit: "abcd" } as const }, { variables: secured }]) {
      await expect(start(change)).rejects.toMatchObject({ code: "invalid-argument" });
    }
    await expect(at.github.control.start(shop, { target: main })).rejects.toMatchObject({ code: "invalid-argument" });
    expect(at.double.asked).toEqual([]);
    await expect(start({ target: { ...main, name: "gone" } })).rejects.toMatchObject({ code: "forge-refused" });
    await expect(start({ pipeline: "other.yml" })).rejects.toMatchObject({ code: "forge-not-found" });
  });

  it("not with a token that may only read", async () => {
    at.double.tokens.set("t0ken", ["Actions: read", "Metadata: read"]);
    await expect(start()).rejects.toMatchObject({ code: "forge-forbidden", status: 403 });
  });

  it("later where GitHub says when", async () => {
    at.double.faults.push({ on: /dispatches/, reply: { status: 429, headers: { "retry-after": "2" }, json: {} } });
    expect(await start()).toMatchObject({ id: "1" });
  });
});

it("a run is cancelled, by force too, and one that has ended is over", async () => {
  const run = addRun(at.double.world, at.repository);
  expect(await at.github.control.stop(shop, "1")).toBe("stopping");
  expect(lastAttempt(run).conclusion).toBe("cancelled");
  expect(await at.github.control.stop(shop, "1")).toBe("over");
  addRun(at.double.world, at.repository);
  await at.github.control.stop(shop, "2", { force: true });
  expect(asked("POST").at(-1)).toBe("/repos/acme/shop/actions/runs/2/force-cancel");
});

describe("a run is run again", () => {
  it.each([
    [{ kind: "all" }, ["queued", "queued"]],
    [{ kind: "failed" }, ["queued", "completed"]],
    [{ kind: "from", stage: "1001" }, ["completed", "queued"]],
  ] as const)("%o", async (part, statuses) => {
    const run = addRun(at.double.world, at.repository);
    lastAttempt(run).jobs.push({ id: 1001, name: "lint", status: "completed", conclusion: "success", log: "" });
    endRun(run, "failure");
    const again = await at.github.control.rerun(shop, { run: { id: "1", attempt: 1 }, part });
    expect(again).toMatchObject({ id: "1", attempt: 2, state: { kind: "queued" } });
    expect(lastAttempt(run).jobs.map(({ status }) => status)).toEqual(statuses);
  });

  it("not while it runs, not an attempt that is not the last, not with other inputs", async () => {
    const run = addRun(at.double.world, at.repository);
    const ask = (attempt: number, variables: { key: string; value: string; secured: boolean }[] = []) =>
      at.github.control.rerun(shop, { run: { id: "1", attempt }, part: { kind: "all" }, variables });
    await expect(ask(1)).rejects.toMatchObject({ code: "forge-forbidden" });
    endRun(run, "failure");
    rerun(at.double.world, run, () => true);
    endRun(run, "failure");
    await expect(ask(1)).rejects.toMatchObject({ code: "invalid-argument" });
    await expect(ask(2, [{ key: "a", value: "b", secured: false }])).rejects.toMatchObject({
      code: "invalid-argument",
    });
    expect(run.attempts).toHaveLength(2);
  });
});

it("deployments that wait are listed with who may agree, agreed to and rejected", async () => {
  for (const name of ["staging", "production"]) addEnvironment(at.repository, name);
  const run = addRun(at.double.world, at.repository, { pending: ["staging", "production"] });
  expect(await at.github.reviews.list(shop, "1")).toMatchObject([
    { environment: "staging", mayDecide: true },
    { environment: "production", reviewers: ["ada"] },
  ]);
  const decide = (environments: readonly string[], decision: "approved" | "rejected") =>
    at.github.reviews.decide(shop, "1", { environments, decision, comment: "looks good" });
  await expect(decide(["moon"], "approved")).rejects.toMatchObject({ mend: "these wait: staging, production" });
  await decide(["staging"], "approved");
  expect(run.pending).toEqual(["production"]);
  await decide(["production"], "rejected");
  expect(lastAttempt(run).conclusion).toBe("failure");
  await expect(decide(["production"], "approved")).rejects.toMatchObject({ mend: "the run waits for nobody" });
});

it("a stranger's pull request waits until its run is approved, once", async () => {
  const run = addRun(at.double.world, at.repository, { event: "pull_request" });
  holdRun(run);
  expect((await at.github.runs.get(shop, { id: "1" })).state).toEqual({ kind: "waiting", word: "action_required" });
  await at.github.reviews.approveFork(shop, "1");
  expect(lastAttempt(run)).toMatchObject({ status: "queued", conclusion: null });
  await expect(at.github.reviews.approveFork(shop, "1")).rejects.toMatchObject({ code: "forge-forbidden" });
});

it("the turns of a run in its concurrency groups are told", async () => {
  const before = addRun(at.double.world, at.repository);
  addRun(at.double.world, at.repository, { groups: new Map([["deploy", [before]]]) });
  expect(await at.github.queues.turnsOf(shop, "2")).toEqual([{ group: "deploy", position: 1 }]);
  expect(await at.github.queues.turnsOf(shop, "1")).toEqual([]);
});
