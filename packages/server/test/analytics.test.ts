import { expect, test } from "vitest";
import { createProject, endOf, type Project } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

const day = 86_400_000;
const first = Date.parse("2026-03-10T00:00:00.000Z");
const april = "from=2026-03-01T00:00:00.000Z&to=2026-04-01T00:00:00.000Z";

let server: TestServer;
let project: Project;
let shop: string;
let docs: string;

/** Really run; then told to have been asked for at known times and to have taken known times, so that sums can be checked. */
const runs = [
  { pipeline: "shop", broken: false, at: first, ms: 10_000 },
  { pipeline: "shop", broken: false, at: first + 3_600_000, ms: 20_000 },
  { pipeline: "shop", broken: true, at: first + 23 * 3_600_000, ms: 30_000 },
  { pipeline: "shop", broken: false, at: first + 2 * day, ms: 40_000 },
  { pipeline: "docs", broken: false, at: first + 2 * day, ms: 5_000 },
  // Before the month that is asked for.
  { pipeline: "docs", broken: false, at: first - 40 * day, ms: 900_000 },
] as const;

share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
    shop = await create(
      "shop",
      "build: { steps: ['true'] }, ship: { needs: [build], environment: { name: live }, steps: ['[ $BROKEN = false ]'] }",
    );
    docs = await create("docs", "write: { steps: ['true'] }");
    for (const { pipeline, broken, at, ms } of runs) {
      const { body } = await server.owner.post(`/pipelines/${pipeline === "shop" ? shop : docs}/execute`, {
        parameters: { broken: String(broken) },
      });
      await endOf(server.owner, body.id);
      const { tables } = server.app;
      await tables.updateTable("execution_links").set({ created_at: at }).where("execution_id", "=", body.id).execute();
      await tables
        .updateTable("executions")
        .set({ created_at: at, started_at: at + 100, duration_ms: ms })
        .where("id", "=", body.id)
        .execute();
      await tables
        .updateTable("stage_executions")
        .set({ duration_ms: ms / 2, queued_at: at, started_at: at + 250, attempt: broken ? 2 : 1 })
        .where("execution_id", "=", body.id)
        .execute();
      await tables.updateTable("deployments").set({ started_at: at }).where("execution_id", "=", body.id).execute();
    }
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
  60_000,
);

async function create(name: string, stages: string): Promise<string> {
  const text = `name: ${name}\nparameters: { broken: { type: boolean, default: false } }\nvariables: { BROKEN: '\${{ params.broken }}' }\nstages: { ${stages} }\n`;
  const { body, status } = await server.owner.post("/pipelines", { name, repository: project.repositoryId, text });
  if (status !== 201 || body.diagnostics.length > 0) throw new Error(JSON.stringify(body));
  return body.id;
}

test("a time is summed up: outcomes, durations by nearest rank, minutes and waiting", async () => {
  const { body } = await server.owner.get(`/analytics?${april}`);
  expect(body.totals).toEqual({
    executions: 5,
    success: 4,
    failed: 1,
    timedOut: 0,
    cancelled: 0,
    successRate: 0.8,
    minutes: 105_000 / 60_000,
    stageMinutes: 102_500 / 60_000,
    averageMs: 21_000,
    p50Ms: 20_000,
    p90Ms: 40_000,
    p95Ms: 40_000,
    waitedMs: 100,
  });
  expect(
    body.pipelines.map((each: { pipeline: { name: string }; executions: number }) => [
      each.pipeline.name,
      each.executions,
    ]),
  ).toEqual([
    ["shop", 4],
    ["docs", 1],
  ]);
});

test("days are those of who asks", async () => {
  const days = async (offset: number): Promise<unknown> => {
    const { body } = await server.owner.get(`/analytics?${april}&utcOffset=${offset}&pipeline=${shop}`);
    return body.periods.map((each: { period: string; executions: number; p50Ms: number }) => [
      each.period,
      each.executions,
      each.p50Ms,
    ]);
  };
  expect(await days(0)).toEqual([
    ["2026-03-10", 3, 20_000],
    ["2026-03-12", 1, 40_000],
  ]);
  expect(await days(120)).toEqual([
    ["2026-03-10", 2, 10_000],
    ["2026-03-11", 1, 30_000],
    ["2026-03-12", 1, 40_000],
  ]);
  expect(await days(-60)).toEqual([
    ["2026-03-09", 1, 10_000],
    ["2026-03-10", 2, 20_000],
    ["2026-03-11", 1, 40_000],
  ]);
});

test("by the hour, an hour is that of who asks, half hours of a zone included", async () => {
  const hours = async (offset: number): Promise<unknown> => {
    const { body } = await server.owner.get(`/analytics?${april}&by=hour&utcOffset=${offset}&pipeline=${shop}`);
    return [
      body.periods.map((each: { period: string; executions: number }) => [each.period, each.executions]),
      body.deploymentPeriods.map((each: { period: string; count: number }) => [each.period, each.count]),
    ];
  };
  const utc = [
    ["2026-03-10T00:00", 1],
    ["2026-03-10T01:00", 1],
    ["2026-03-10T23:00", 1],
    ["2026-03-12T00:00", 1],
  ];
  expect(await hours(0)).toEqual([utc, utc]);
  const india = [
    ["2026-03-10T05:00", 1],
    ["2026-03-10T06:00", 1],
    ["2026-03-11T04:00", 1],
    ["2026-03-12T05:00", 1],
  ];
  expect(await hours(330)).toEqual([india, india]);
});

test("stages that take most time come first, with how often they failed; deployments are counted by environment", async () => {
  const { body } = await server.owner.get(`/analytics?${april}&pipeline=${shop}`);
  expect(body.stages).toMatchObject([
    {
      stage: "build",
      runs: 4,
      failed: 0,
      retried: 1,
      waitedMs: 250,
      minutes: 50_000 / 60_000,
      p50Ms: 10_000,
      p90Ms: 20_000,
    },
    { stage: "ship", runs: 4, failed: 1, averageMs: 12_500 },
  ]);
  expect(body.deployments).toMatchObject([{ environment: "live", count: 4, success: 3, failed: 1 }]);
  expect(body.deploymentPeriods).toEqual([
    { period: "2026-03-10", count: 3, failed: 1 },
    { period: "2026-03-12", count: 1, failed: 0 },
  ]);
});

test("nothing is nothing, not a division by it", async () => {
  const { body } = await server.owner.get("/analytics?from=2020-01-01T00:00:00.000Z&to=2020-02-01T00:00:00.000Z");
  expect(body).toEqual({
    totals: { executions: 0, success: 0, failed: 0, timedOut: 0, cancelled: 0, minutes: 0, stageMinutes: 0 },
    periods: [],
    pipelines: [],
    stages: [],
    deployments: [],
    deploymentPeriods: [],
  });
});

test("minutes cost what the organization says, which only its owners do", async () => {
  const rates = { currency: "CHF", perExecutionMinute: 0.5, perStageMinute: 0.25 };
  expect((await server.owner.get("/analytics/rates")).body).toEqual({
    currency: "EUR",
    perExecutionMinute: 0,
    perStageMinute: 0,
  });
  const maintainer = await server.client({ role: "maintainer" });
  expect((await maintainer.put("/analytics/rates", rates)).status).toBe(403);
  expect((await server.owner.put("/analytics/rates", { ...rates, currency: "francs" })).body.faults).toMatchObject([
    { path: "currency" },
  ]);
  expect((await server.owner.put("/analytics/rates", { ...rates, perStageMinute: -1 })).status).toBe(400);
  expect((await server.owner.put("/analytics/rates", rates)).body).toEqual(rates);
  expect((await maintainer.get("/analytics/rates")).body).toEqual(rates);
  const { body } = await maintainer.get(`/analytics?${april}`);
  const cost = (105 * 0.5 + 102.5 * 0.25) / 60;
  expect(body.currency).toBe("CHF");
  expect(body.totals.cost).toBeCloseTo(cost, 9);
  const sum = (rows: readonly { cost: number }[]): number => rows.reduce((all, row) => all + row.cost, 0);
  expect(sum(body.periods)).toBeCloseTo(cost, 9);
  expect(sum(body.pipelines)).toBeCloseTo(cost, 9);
  const outsider = await server.outsider();
  expect((await outsider.get("/analytics/rates")).body.currency).toBe("EUR");
});

test("a time that ends before it begins, or lasts longer than a year, is refused", async () => {
  const asked = async (from: string, to: string): Promise<number> =>
    (await server.owner.get(`/analytics?from=${from}T00:00:00.000Z&to=${to}T00:00:00.000Z`)).status;
  expect(await asked("2026-03-02", "2026-03-01")).toBe(400);
  expect(await asked("2026-03-01", "2027-04-01")).toBe(400);
});

test("the last executions of pipelines are read at once, newest first", async () => {
  const { body } = await server.owner.get(`/pipelines/recent?pipelines=${shop},${docs},nothing`);
  const numbers = body.items.map(
    (each: { pipelineId: string; executions: readonly { number: number; outcome: string }[] }) => [
      each.pipelineId,
      each.executions.map(({ number, outcome }) => `${number} ${outcome}`),
    ],
  );
  expect(Object.fromEntries(numbers)).toEqual({
    [shop]: ["4 success", "3 failed", "2 success", "1 success"],
    [docs]: ["1 success", "2 success"],
  });
});

test("who is kept out of a pipeline sees nothing of it here, and another organization nothing at all", async () => {
  const viewer = await server.client({ role: "viewer" });
  await server.owner.put("/role-limits", { user: viewer.userId, scope: "pipeline", scopeId: shop, role: "none" });
  const { body } = await viewer.get(`/analytics?${april}`);
  expect(body.totals.executions).toBe(1);
  expect(body.stages.map((each: { stage: string }) => each.stage)).toEqual(["write"]);
  const recent = await viewer.get(`/pipelines/recent?pipelines=${shop},${docs}`);
  expect(recent.body.items).toHaveLength(1);
  const outsider = await server.outsider();
  expect((await outsider.get(`/analytics?${april}`)).body.totals.executions).toBe(0);
  expect((await outsider.get(`/pipelines/recent?pipelines=${shop}`)).body.items).toEqual([]);
});
