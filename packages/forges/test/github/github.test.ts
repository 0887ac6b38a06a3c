import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stateOf } from "../../src/github/states.ts";
import { createGitHub, type GitHub } from "../../src/index.ts";
import type { Run } from "../doubles/github/answers.ts";
import { openSpecification } from "../doubles/github/specification.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { readLog } from "../support/read-log.ts";

const shop = { owner: "acme", name: "shop" };
let double: GitHubDouble;
let github: GitHub;

beforeAll(async () => {
  double = await startGitHubDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.runs.length = 0;
  double.asked.length = 0;
  double.askedOfStorage.length = 0;
  double.violations.length = 0;
  github = connect("t0ken");
});
afterEach(() => {
  github.close();
  expect(double.violations).toEqual([]);
});

const connect = (token: string) =>
  createGitHub({ token, baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });

function addRun(change: Partial<Run> = {}): Run {
  const id = double.runs.length + 1;
  const job = { id: id * 1000, name: "build", status: "in_progress", conclusion: null, log: "one\ntwo\n" };
  const run: Run = {
    id,
    run_number: id,
    event: "push",
    head_branch: "main",
    status: "in_progress",
    conclusion: null,
    jobs: [job],
    ...change,
  };
  double.runs.unshift(run);
  return run;
}

describe("runs", () => {
  it("are listed over all pages, by branch and by state", async () => {
    for (let number = 0; number < 130; number++) addRun();
    const first = await github.runs.list(shop);
    const second = await github.runs.list(shop, { from: first.next ?? "" });
    expect([first.items.length, second.items.length, second.next]).toEqual([100, 30, undefined]);
    addRun({ head_branch: "next", status: "completed", conclusion: "failure" });
    for (const filter of [{ branch: "next" }, { state: "failed" }] as const) {
      expect((await github.runs.list(shop, filter)).items).toMatchObject([{ id: "131", target: { name: "next" } }]);
    }
  });

  it("are followed to their end, with their jobs", async () => {
    const run = addRun({ event: "workflow_dispatch" });
    expect(await github.runs.get(shop, "1")).toEqual({
      id: "1",
      number: 1,
      state: { kind: "running", word: "in_progress" },
      target: { kind: "branch", name: "main", commit: "a".repeat(40), pipeline: ".github/workflows/ci.yml" },
      trigger: "manual",
      actor: "ada",
      createdAt: Date.UTC(2026, 0, 1),
      url: "https://github.com/acme/shop/actions/runs/1",
    });
    Object.assign(run, { status: "completed", conclusion: "success" });
    expect((await github.runs.get(shop, "1")).state).toMatchObject({ kind: "finished", outcome: "success" });
    for (let id = 0; id < 120; id++) run.jobs.push({ id, name: "more", status: "queued", conclusion: null, log: "" });
    const stages = await github.runs.stages(shop, "1");
    expect(stages).toHaveLength(121);
    expect(stages[0]).toMatchObject({ id: "1000", name: "build", state: { kind: "running" } });
  });

  it.each([
    ["completed", "neutral", { kind: "finished", outcome: "success" }],
    ["completed", "timed_out", { kind: "finished", outcome: "timedOut" }],
    ["completed", "startup_failure", { kind: "finished", outcome: "infrastructure" }],
    ["completed", "action_required", { kind: "waiting" }],
    ["completed", "melted", { kind: "unknown", isOver: true, word: "melted" }],
    ["completed", null, { kind: "unknown", isOver: true }],
    ["waiting", null, { kind: "waiting" }],
    ["constructor", null, { kind: "unknown", isOver: false, word: "constructor" }],
  ])("that are %s, %s", (status, conclusion, state) => expect(stateOf({ status, conclusion })).toMatchObject(state));
});

it("logs are absent while a job runs, then come from the storage without credentials", async () => {
  const { jobs } = addRun();
  const place = { repository: shop, run: "1", stage: "1000" };
  expect(await github.logs.read(place)).toEqual({ kind: "absent" });
  for (const job of jobs) job.status = "completed";
  expect(await readLog(await github.logs.read({ ...place, part: { from: 4 } }))).toEqual({ start: 4, text: "two\n" });
  expect(await github.logs.read({ ...place, part: { from: 8 } })).toEqual({ kind: "nothing-new" });
  expect(double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

it("a token that is wrong is told so", async () => {
  const wrong = connect("wr0ng");
  await expect(wrong.runs.get(shop, "1")).rejects.toMatchObject({ code: "forge-unauthorized" });
  wrong.close();
});

const judge = openSpecification();
it.skipIf(judge === undefined)("the specification sees what is not as it says", () => {
  const path = "/repos/{owner}/{repo}/actions/runs";
  const query = new URLSearchParams({ status: "PASSED", colour: "red" });
  const problems = judge?.({ path, query, status: 200, answer: { total_count: 1, workflow_runs: [{ id: "one" }] } });
  expect(problems?.join("\n")).toContain("status=PASSED");
  expect(problems?.join("\n")).toContain("colour");
  expect(problems?.join("\n")).toContain("/workflow_runs/0/id must be integer");
});
