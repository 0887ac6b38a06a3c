import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  type BitbucketDouble,
  beginRun,
  endRun,
  type Fault,
  type GitHubDouble,
  newId,
  onGitHub,
  type Repository,
  type Run,
  startBitbucketDouble,
  startGitHubDouble,
  writeLog,
} from "../../../test/forges/index.ts";
import { startServer, type TestServer } from "./start-server.ts";

// Runs of the doubles are made on New Year's Day.
let now = Date.UTC(2026, 0, 2);
let bitbucket: BitbucketDouble;
let github: GitHubDouble;
let server: TestServer;
let names = 0;
const connections: string[] = [];

beforeAll(async () => {
  [bitbucket, github] = await Promise.all([startBitbucketDouble(), startGitHubDouble()]);
  bitbucket.tokens.set("Bearer t0ken", "all");
  server = await startServer({ allowPrivateAddresses: true, clock: { now: () => now } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await Promise.all([bitbucket.stop(), github[Symbol.asyncDispose]()]);
});
beforeEach(() => {
  names += 1;
  for (const double of [bitbucket, github]) {
    double.world.repositories.clear();
    double.faults.length = 0;
    double.asked.length = 0;
  }
});
afterEach(async () => {
  for (const id of connections.splice(0)) await server.owner.delete(`/connections/${id}`);
  expect([...bitbucket.violations, ...github.violations]).toEqual([]);
});

async function connect(kind: "bitbucket-cloud" | "github", requestLimit?: number): Promise<string> {
  const { status, body } = await server.owner.post("/connections", {
    name: `code-${names}`,
    kind,
    owner: "acme",
    baseUrl: (kind === "github" ? github : bitbucket).url,
    credentials: { kind: "access-token", token: "t0ken" },
    ...(requestLimit === undefined ? {} : { requestLimit }),
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  connections.push(body.id);
  return body.id;
}

/** Has the runs of the repository read from now on, as executions. */
async function watch(connection: string): Promise<string> {
  const { body } = await server.owner.post(`/connections/${connection}/repositories`, { names: [`shop-${names}`] });
  await server.app.collector.look();
  return body.items[0].id;
}

async function lookLater(): Promise<void> {
  now += 15 * 60_000;
  await server.app.collector.look();
}

const listed = async (repository: string) =>
  (await server.owner.get(`/executions?repository=${repository}&limit=200`)).body.items;
const textsOf = (body: { readonly items: readonly { readonly text: string }[] }) => body.items.map(({ text }) => text);

describe("logs of a run on Bitbucket Cloud", () => {
  let remote: Repository;
  let run: Run;
  let logs: string;

  beforeEach(() => {
    remote = addRepository(bitbucket.world, `acme/shop-${names}`);
    run = addRun(remote);
    beginRun(run);
  });

  async function watchRun(...faults: readonly Fault[]): Promise<void> {
    const connection = await connect("bitbucket-cloud");
    bitbucket.faults.push(...faults);
    const [execution] = await listed(await watch(connection));
    logs = `/executions/${execution.id}/logs`;
    bitbucket.asked.length = 0;
  }
  const askedForLogs = () => bitbucket.asked.filter(({ path }) => path.endsWith("/log"));

  test("are fetched when somebody reads them, and kept: read, searched and downloaded like others", async () => {
    writeLog(run.steps[0], "+ make\nall \u001b[32mgood\u001b[0m\n");
    endRun(run, "SUCCESSFUL");
    await watchRun();
    const { status, body } = await server.owner.get(logs);
    expect({ status, texts: textsOf(body) }).toEqual({ status: 200, texts: ["+ make", "all \u001b[32mgood\u001b[0m"] });
    expect(body).not.toHaveProperty("missing");
    expect((await server.owner.get(`${logs}?stage=Build&tail=1`)).body).toMatchObject({ lineCount: 2, ended: true });
    expect((await server.owner.get(`${logs}/search?q=GOOD`)).body).toMatchObject({ count: 1 });
    expect((await server.owner.get(`${logs}/raw?stage=Build`)).body).toBe("+ make\nall \u001b[32mgood\u001b[0m\n");
    expect(askedForLogs()).toHaveLength(1);
  });

  test("of a stage that runs grow here by what is new, from the middle of a line on", async () => {
    writeLog(run.steps[0], "one\ntw");
    await watchRun();
    expect(textsOf((await server.owner.get(logs)).body)).toEqual(["one", "tw"]);
    writeLog(run.steps[0], "o\nthree\n");
    // Not at every look: the hour's budget is for all.
    expect(textsOf((await server.owner.get(logs)).body)).toEqual(["one", "tw"]);
    now += 10_000;
    const grown = (await server.owner.get(logs)).body;
    expect(textsOf(grown)).toEqual(["one", "two", "three"]);
    expect(grown).toMatchObject({ lineCount: 3, ended: false });
    endRun(run, "SUCCESSFUL");
    await lookLater();
    expect((await server.owner.get(logs)).body).toMatchObject({ lineCount: 3, ended: true });
    expect(askedForLogs().map(({ headers }) => headers.range)).toEqual(["bytes=0-", "bytes=6-", "bytes=14-"]);
    expect((await server.owner.get(`${logs}/raw?stage=Build`)).body).toBe("one\ntwo\nthree\n");
    expect(askedForLogs()).toHaveLength(3);
  });

  test("that break off half way go on from there", async () => {
    writeLog(run.steps[0], "one\ntwo\nthree\n");
    endRun(run, "SUCCESSFUL");
    for (const step of run.steps) step.isStored = false;
    await watchRun();
    bitbucket.faults.push({ on: /\/log$/, cutAfter: 6 });
    expect(await server.owner.get(logs)).toMatchObject({ status: 502, body: { code: "forge-unavailable" } });
    expect(textsOf((await server.owner.get(logs)).body)).toEqual(["one", "two", "three"]);
    expect(askedForLogs().map(({ headers }) => headers.range)).toEqual(["bytes=0-", "bytes=6-"]);
  });

  test("that the host does not give are said to be with it, and asked for again later", async () => {
    endRun(run, "SUCCESSFUL");
    await watchRun();
    const gone = { status: 410, body: { code: "gone", mend: expect.stringContaining("https://bitbucket.org/acme/") } };
    expect(await server.owner.get(`${logs}?stage=Build`)).toMatchObject(gone);
    expect(await server.owner.get(`${logs}/search?q=x`)).toMatchObject(gone);
    expect(askedForLogs()).toHaveLength(1);
    writeLog(run.steps[0], "late\n");
    now += 60_000;
    expect(textsOf((await server.owner.get(logs)).body)).toEqual(["late"]);
  });

  test("of some stages are read where those of others are missing, and which is said", async () => {
    run.steps.push({
      uuid: newId(),
      name: "Lint",
      state: { type: "pipeline_step_state_pending" },
      log: undefined,
      isStored: false,
      started_on: run.created_on,
    });
    writeLog(run.steps[0], "built\n");
    endRun(run, "SUCCESSFUL");
    await watchRun();
    const { body } = await server.owner.get(logs);
    expect(textsOf(body)).toEqual(["built"]);
    expect(body.missing).toMatchObject([{ stage: "Lint", mend: expect.stringContaining("https://bitbucket.org/") }]);
    expect((await server.owner.get(`${logs}/raw`)).body).toBe("==> Build, attempt 1 <==\nbuilt\n");
    expect((await server.owner.get(`${logs}/search?q=built`)).body).toMatchObject({ count: 1 });
  });

  test("of a failure that could not be had at its end are fetched for its report", async () => {
    writeLog(run.steps[0], "expected 3, received 4\n");
    endRun(run, "FAILED");
    await watchRun({ on: /\/log$/, reply: { status: 400, json: {} } });
    expect(bitbucket.faults).toEqual([]);
    const { body } = await server.owner.get(logs.replace(/logs$/, "report"));
    expect(body.failures).toMatchObject([{ lines: [{ text: "expected 3, received 4" }] }]);
  });

  test("are not fetched with a token that is revoked, and stay where they were kept", async () => {
    writeLog(run.steps[0], "one\n");
    await watchRun();
    expect(textsOf((await server.owner.get(logs)).body)).toEqual(["one"]);
    bitbucket.tokens.clear();
    now += 10_000;
    expect(await server.owner.get(logs)).toMatchObject({ status: 422, body: { cause: "forge-unauthorized" } });
    bitbucket.tokens.set("Bearer t0ken", "all");
    expect((await server.owner.get(logs)).status).toBe(200);
  });
});

test("attempts of a run on GitHub are executions that run each other again, also those that nobody watched", async () => {
  const remote = onGitHub.addRepository(github.world, `acme/shop-${names}`);
  const run = onGitHub.addRun(github.world, remote);
  for (let attempt = 1; attempt <= 3; attempt++) {
    onGitHub.endRun(run, attempt === 3 ? "success" : "failure");
    if (attempt < 3) onGitHub.rerun(github.world, run, () => true);
  }
  const repository = await watch(await connect("github"));
  const [third, second, first] = await listed(repository);
  expect([third, second, first]).toMatchObject([
    { outcome: "success", rerunOf: second.id, remote: { run: "1/3" }, createdAt: "2026-01-01T02:00:00.000Z" },
    { outcome: "failed", rerunOf: first.id, remote: { run: "1/2" } },
    { outcome: "failed", remote: { run: "1" } },
  ]);
  expect(first).not.toHaveProperty("rerunOf");
  // One whose next attempt began between two looks is read to its end.
  const other = onGitHub.addRun(github.world, remote);
  await lookLater();
  onGitHub.endRun(other, "failure");
  onGitHub.rerun(github.world, other, () => true);
  await lookLater();
  const [again, before] = (await listed(repository)).filter(({ number }: { number: number }) => number === 2);
  expect([again, before]).toMatchObject([{ state: "queued", rerunOf: before.id }, { outcome: "failed" }]);
});

test("how much of a repository's history is here is said, and when the rest will be", async () => {
  const remote = addRepository(bitbucket.world, `acme/shop-${names}`);
  for (let number = 0; number < 400; number++) {
    const created_on = new Date(now - number * 4 * 3_600_000).toISOString();
    endRun(addRun(remote, { created_on }), "SUCCESSFUL");
  }
  remote.runs.reverse();
  const connection = await connect("bitbucket-cloud", 60);
  await watch(connection);
  const { body } = await server.owner.get(`/connections/${connection}/collection`);
  const [repository] = body.repositories;
  expect(repository).toMatchObject({ historyLeft: true, historyFrom: expect.any(String) });
  expect(repository.runs).toBeGreaterThanOrEqual(25);
  expect(repository.historyRead).toBeCloseTo((now - Date.parse(repository.historyFrom)) / (90 * 86_400_000), 5);
  expect(body.history.runsLeft).toBeGreaterThan(0);
  expect(body.history.runsLeft).toBeLessThanOrEqual(400 - repository.runs);
  // Thirty requests an hour are for history.
  const hours = (Date.parse(body.history.doneBy) - now) / 3_600_000;
  expect(hours).toBeCloseTo((body.history.runsLeft * 1.01) / 30, 1);
});
