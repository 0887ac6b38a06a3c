import { describe, expect, it } from "vitest";
import { stateOf } from "../../src/github/states.ts";
import { openSpecification } from "../doubles/github/specification.ts";
import { addRepository, addRun, endRun, lastAttempt, rerun } from "../doubles/github/world.ts";
import { readLog } from "../support/read-log.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareGitHub();

it.each(["an organization", "a user"])("repositories of %s are listed by what was pushed last", async (whose) => {
  if (whose === "a user") at.double.world.users.add("acme");
  const other = addRepository(at.double.world, "acme/other");
  addRepository(at.double.world, "mills/shop");
  addRun(at.double.world, at.repository, { created_at: "2026-03-01T09:00:00Z" });
  addRun(at.double.world, other, { created_at: "2026-03-01T10:00:00Z" });
  const found = [
    { id: String(other.id), updatedAt: Date.UTC(2026, 2, 1, 10) },
    { id: String(at.repository.id), updatedAt: Date.UTC(2026, 2, 1, 9) },
  ];
  for (let time = 0; time < 2; time++) expect(await at.github.repositories.changed("acme")).toEqual(found);
  // Who is no organization is not asked for as one again.
  const requests = whose === "a user" ? ["orgs", "users", "users"] : ["orgs", "orgs"];
  expect(at.double.asked.map(({ url = "" }) => url.split("/")[1])).toEqual(requests);
});

describe("runs", () => {
  it("are listed over all pages, by branch and by state", async () => {
    for (let number = 0; number < 130; number++) addRun(at.double.world, at.repository);
    const first = await at.github.runs.list(shop);
    const second = await at.github.runs.list(shop, { from: first.next ?? "" });
    expect([first.items.length, first.total, second.items.length, second.next]).toEqual([100, 130, 30, undefined]);
    endRun(addRun(at.double.world, at.repository, { head_branch: "next" }), "failure");
    for (const filter of [{ branch: "next" }, { state: "failed" }] as const) {
      expect((await at.github.runs.list(shop, filter)).items).toMatchObject([{ id: "131", target: { name: "next" } }]);
    }
  });

  it("are followed to their end, with their jobs", async () => {
    const run = addRun(at.double.world, at.repository, { event: "workflow_dispatch" });
    expect(await at.github.runs.get(shop, { id: "1" })).toEqual({
      id: "1",
      of: { id: String(at.repository.id), repository: shop },
      definition: { path: ".github/workflows/ci.yml" },
      attempt: 1,
      number: 1,
      state: { kind: "running", word: "in_progress" },
      target: { kind: "branch", name: "main", commit: "a".repeat(40), pipeline: ".github/workflows/ci.yml" },
      trigger: "manual",
      actor: "ada",
      createdAt: Date.UTC(2026, 0, 1, 0, 1),
      url: "https://github.com/acme/shop/actions/runs/1",
    });
    const { jobs } = lastAttempt(run);
    for (let id = 0; id < 120; id++) jobs.push({ id, name: "more", status: "queued", conclusion: null, log: "" });
    const stages = await at.github.runs.stages(shop, { id: "1" });
    expect(stages).toHaveLength(121);
    expect(stages[0]).toMatchObject({ id: "1000", name: "build", state: { kind: "running" } });
    endRun(run, "success");
    expect((await at.github.runs.get(shop, { id: "1" })).state).toMatchObject({ kind: "finished", outcome: "success" });
  });

  it("have attempts, each with its own time, end and jobs", async () => {
    const run = addRun(at.double.world, at.repository);
    endRun(run, "failure");
    rerun(at.double.world, run, () => true);
    const [first, second] = [
      { id: "1", attempt: 1 },
      { id: "1", attempt: 2 },
    ];
    expect(await at.github.runs.get(shop, { id: "1" })).toMatchObject({
      attempt: 2,
      state: { kind: "queued" },
      createdAt: Date.UTC(2026, 0, 1, 1),
    });
    expect(await at.github.runs.get(shop, first)).toMatchObject({
      attempt: 1,
      state: { outcome: "failed" },
      createdAt: Date.UTC(2026, 0, 1, 0, 1),
    });
    expect((await at.github.runs.stages(shop, first)).map(({ id }) => id)).toEqual(["1000"]);
    expect((await at.github.runs.stages(shop, second)).map(({ id }) => id)).toEqual(["1100"]);
    await expect(at.github.runs.get(shop, { id: "1", attempt: 3 })).rejects.toMatchObject({ code: "forge-not-found" });
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
  const run = addRun(at.double.world, at.repository);
  const place = { repository: shop, run: "1", stage: "1000" };
  expect(await at.github.logs.read(place)).toEqual({ kind: "absent" });
  endRun(run, "success");
  expect(await readLog(await at.github.logs.read({ ...place, part: { from: 4 } }))).toEqual({
    start: 4,
    text: "two\n",
  });
  expect(await at.github.logs.read({ ...place, part: { from: 8 } })).toEqual({ kind: "nothing-new" });
  expect(at.double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

it("a token that is wrong is told so", async () => {
  const wrong = at.connect({ token: "wr0ng" });
  await expect(wrong.runs.get(shop, { id: "1" })).rejects.toMatchObject({ code: "forge-unauthorized" });
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
