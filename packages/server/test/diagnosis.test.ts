import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree } from "./work-tree.ts";

let server: TestServer;
let project: Project;
let good: string;
let bad: string;

const report = (cases: string): string => `<testsuite name="numbers">${cases}</testsuite>`;

function definition(cases: string, { exit, extra = "" }: { readonly exit: number; readonly extra?: string }): string {
  return `
name: shop
parameters: { speed: { type: string, default: slow } }
stages:
  build: { steps: ["echo built"] }
  test:
    needs: [build]
    steps:
      - name: numbers
        run: |
          cat > report.xml <<'END'
          ${report(cases)}
          END
          echo "some words before"
          ${exit === 0 ? "true" : 'echo "Error: 1 + 1 is 3"'}
          exit ${exit}
    reports: { junit: [report.xml] }
${extra}`;
}

share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
    const run = async (text: string, parameters = {}): Promise<string> => {
      const started = await runInline(server.owner, project, { text, parameters });
      expect(started).toMatchObject({ status: 201 });
      await endOf(server.owner, started.body.id);
      return started.body.id;
    };
    good = await run(
      definition(
        '<testcase name="adds" time="0.1"/><testcase name="rounds" time="0.2"><failure message="off"/></testcase>',
        {
          exit: 0,
        },
      ).replace("reports: { junit: [report.xml] }", "reports: { junit: [report.xml] }\n    allowFailure: true"),
    );
    bad = await run(
      definition(
        '<testcase name="adds" time="0.1"><failure message="expected 2, received 3"/></testcase><testcase name="rounds" time="0.2"/><testcase name="later"><skipped/></testcase>',
        { exit: 1, extra: "  deploy: { needs: [test], steps: ['true'] }\n" },
      ),
      { speed: "fast" },
    );
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

describe("test cases", () => {
  test("are listed with totals, by outcome, by search and in pages", async () => {
    const { status, body } = await server.owner.get(`/executions/${bad}/tests`);
    expect(status).toBe(200);
    expect(body.totals).toMatchObject({ total: 3, passed: 1, failed: 1, skipped: 1, flaky: 0 });
    expect(body.items.map(({ name }: { name: string }) => name).sort()).toEqual(["adds", "later", "rounds"]);
    const failed = await server.owner.get(`/executions/${bad}/tests?outcome=failed`);
    expect(failed.body.items).toMatchObject([
      { stage: "test", suite: "numbers", name: "adds", outcome: "failed", message: "expected 2, received 3" },
    ]);
    expect((await server.owner.get(`/executions/${bad}/tests?search=ROUND`)).body.items).toHaveLength(1);
    expect((await server.owner.get(`/executions/${bad}/tests?search=%25`)).body.items).toHaveLength(0);
    const first = await server.owner.get(`/executions/${bad}/tests?limit=2`);
    const second = await server.owner.get(`/executions/${bad}/tests?limit=2&cursor=${first.body.nextCursor}`);
    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([2, 1, undefined]);
    expect((await server.owner.get(`/executions/${bad}/tests?stage=build`)).body.totals.total).toBe(0);
  });
});

describe("the history of a test case", () => {
  test("is how it did in the executions before, and empty for one that nobody knows", async () => {
    const path = `/executions/${bad}/tests/history?instance=test&suite=numbers`;
    const { status, body } = await server.owner.get(`${path}&name=adds`);
    expect(status).toBe(200);
    expect(body.items.map(({ executionId }: { executionId: string }) => executionId)).toContain(good);
    expect(body.items.find(({ executionId }: { executionId: string }) => executionId === good)).toMatchObject({
      outcome: "passed",
      durationMs: 100,
    });
    expect(body.items.map(({ executionId }: { executionId: string }) => executionId)).not.toContain(bad);
    expect((await server.owner.get(`${path}&name=nowhere`)).body.items).toEqual([]);
  });
});

describe("why an execution failed", () => {
  test("is told by its failed stage, the lines that say it, its tests, and what changed since the last success", async () => {
    const { status, body } = await server.owner.get(`/executions/${bad}/failure-summary`);
    expect(status).toBe(200);
    expect(body.failures).toMatchObject([
      { instance: "test", outcome: "failed", exitCode: 1, step: "numbers", failedTests: [{ name: "adds" }] },
    ]);
    expect(body.failures[0].lines).toContainEqual({
      line: expect.any(Number),
      text: "Error: 1 + 1 is 3",
      failing: true,
    });
    expect(body.changes).toMatchObject({
      before: { id: good, number: 1, outcome: "success" },
      after: { id: bad, number: 2, outcome: "failed" },
      definition: { same: false },
      parameters: [{ name: "speed", before: "slow", after: "fast" }],
      tests: { newlyFailing: [{ name: "adds" }], fixed: [{ name: "rounds" }], added: 1, removed: 0 },
    });
    expect(body.changes.definition.stages).toContainEqual({ kind: "added", stage: "deploy" });
    const stages = Object.fromEntries(
      body.changes.stages.map((stage: { instance: string }) => [stage.instance, stage]),
    );
    expect(stages).toMatchObject({ build: { changed: false }, test: { changed: true }, deploy: { changed: true } });
  });

  test("has no changes where nothing succeeded before", async () => {
    const { body } = await server.owner.get(`/executions/${good}/failure-summary`);
    expect(body).not.toHaveProperty("changes");
  });
});

describe("comparing", () => {
  test("is between two executions that one may see", async () => {
    expect(await server.owner.get(`/executions/${good}/compare?with=${bad}`)).toMatchObject({
      status: 200,
      body: { before: { id: bad }, after: { id: good }, tests: { added: 0, removed: 1 } },
    });
    const none = "01a1fc42-b97f-7bef-9713-0b6621de95a7";
    expect((await server.owner.get(`/executions/${good}/compare?with=${none}`)).status).toBe(404);
    const outsider = await server.outsider();
    const place = await createProject(outsider);
    const theirs = await runInline(outsider, place, { text: "name: a\nstages:\n  a: { steps: ['true'] }\n" });
    await endOf(outsider, theirs.body.id);
    const foreign = await server.owner.get(`/executions/${good}/compare?with=${theirs.body.id}`);
    expect(foreign).toMatchObject({
      status: 404,
      body: { detail: `there is no execution "${theirs.body.id}"` },
    });
    await place.remove();
  });
});

test("the report tells all that came of an execution", async () => {
  const { status, body } = await server.owner.get(`/executions/${bad}/report`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    execution: { id: bad, pipeline: "shop", number: 2, status: "finished", outcome: "failed" },
    stages: [
      { stage: "build", outcome: "success" },
      { stage: "test", outcome: "failed", tests: { total: 3, failed: 1 } },
      { stage: "deploy", outcome: "skipped" },
    ],
    criticalPath: [{ stage: "build" }, { stage: "test" }],
    failures: [{ instance: "test" }],
  });
});

test("what lies between the last success and a failure is told by commits and files, and counted where it is much", async () => {
  await using tree = await createWorkTree({
    "headrace.yml": "name: shop\nstages: { test: { steps: ['test ! -e bad'] } }\n",
  });
  const first = await tree.git("rev-parse", "HEAD");
  const { owner } = server;
  const repository = (await owner.post("/repositories", { name: "history", location: tree.directory })).body.id;
  const pipeline = (await owner.post("/pipelines", { name: "shop", repository, source: "repository" })).body.id;
  const run = async (): Promise<string> => {
    const { body } = await owner.post(`/pipelines/${pipeline}/execute`, { branch: "main" });
    await endOf(owner, body.id);
    return body.id;
  };
  const succeeded = await run();
  await tree.commit({ "src/ä file.txt": "1\n" }, "Add a file\n\nWith more words");
  const last = await tree.commit({ bad: "1\n" }, "Break it");
  const failed = await run();
  const { between } = (await owner.get(`/executions/${failed}/failure-summary`)).body.changes;
  expect(between).toMatchObject({
    commits: [
      { commit: last, subject: "Break it", author: "Ada <ada@example.org>", committedAt: expect.stringMatching(/Z$/) },
      { subject: "Add a file" },
    ],
    commitCount: 2,
    files: ["bad", "src/ä file.txt"],
    fileCount: 2,
  });
  const back = await owner.get(`/executions/${succeeded}/compare?with=${failed}`);
  expect(back.body.between).toMatchObject({ commits: [], commitCount: 0, fileCount: 2 });

  const empty = "commit refs/heads/main\ncommitter Ada <ada@example.org> 1800000000 +0000\ndata 6\nEmpty\n\n";
  const input = empty.replace(/\n$/, "from refs/heads/main^0\n\n") + empty.repeat(50);
  execFileSync("git", ["-C", tree.directory, "fast-import", "--quiet"], { input });
  const files = Object.fromEntries(Array.from({ length: 210 }, (_, index) => [`many/${index}`, "x"]));
  await tree.commit(files, "Many files");
  const many = (await owner.get(`/executions/${await run()}/compare?with=${succeeded}`)).body;
  expect(many.before.commit).toBe(first);
  expect(many.between).toMatchObject({ commitCount: 54, fileCount: 212 });
  expect([many.between.commits.length, many.between.files.length]).toEqual([50, 200]);
  // The commits of a repository that moved elsewhere are not known there.
  await using other = await createWorkTree({ "headrace.yml": "name: other\nstages: { a: { steps: ['true'] } }\n" });
  await owner.patch(`/repositories/${repository}`, { location: other.directory });
  const summary = await owner.get(`/executions/${failed}/failure-summary`);
  expect(summary).toMatchObject({ status: 200, body: { changes: { sameCommit: false } } });
  expect(summary.body.changes.between).toBeUndefined();
});

test("what stages usually take is told of the same repository and pipeline, by earlier executions that succeeded", async () => {
  const { owner } = server;
  const other = await createProject(owner, "of-the-same-name");
  const text = "name: timed\nstages: { a: { steps: ['true'] }, b: { steps: ['false'], allowFailure: true } }\n";
  const run = async (of: Project): Promise<string> => {
    const { body } = await runInline(owner, of, { text });
    await endOf(owner, body.id);
    return body.id;
  };
  const ids = [await run(project), await run(project), await run(project)];
  const elsewhere = [await run(other), await run(other)];
  const took = async (id: string): Promise<number> => (await owner.get(`/executions/${id}`)).body.stages[0].durationMs;
  const usual = async (id: string) => (await owner.get(`/executions/${id}/usual-durations`)).body.items;
  expect(await usual(ids[0] ?? "")).toEqual([]);
  const mean = ((await took(ids[0] ?? "")) + (await took(ids[1] ?? ""))) / 2;
  expect(await usual(ids[2] ?? "")).toEqual([{ instance: "a", durationMs: mean }]);
  expect(await usual(elsewhere[1] ?? "")).toEqual([{ instance: "a", durationMs: await took(elsewhere[0] ?? "") }]);
  await other.remove();
});
