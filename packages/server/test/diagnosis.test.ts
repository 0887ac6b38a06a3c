import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";

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

beforeAll(async () => {
  server = await startServer();
  project = await createProject(server.owner);
  const run = async (text: string, parameters = {}): Promise<string> => {
    const started = await runInline(server.owner, project, { text, parameters });
    expect(started).toMatchObject({ status: 201 });
    await endOf(server.owner, started.body.executionId);
    return started.body.executionId;
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
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project.remove();
});

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
    await endOf(outsider, theirs.body.executionId);
    const foreign = await server.owner.get(`/executions/${good}/compare?with=${theirs.body.executionId}`);
    expect(foreign).toMatchObject({
      status: 404,
      body: { detail: `there is no execution "${theirs.body.executionId}"` },
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
