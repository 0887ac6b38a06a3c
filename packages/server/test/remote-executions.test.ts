import { afterEach, beforeEach, describe, expect, test } from "vitest";
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
import { share } from "./support/share.ts";

// Runs of the doubles are made on New Year's Day.
let now = Date.UTC(2026, 0, 2);
let bitbucket: BitbucketDouble;
let github: GitHubDouble;
let server: TestServer;
let names = 0;
const connections: string[] = [];

share(
  async () => {
    [bitbucket, github] = await Promise.all([startBitbucketDouble(), startGitHubDouble()]);
    bitbucket.tokens.set("Bearer t0ken", "all");
    server = await startServer({ allowPrivateAddresses: true, clock: { now: () => now } });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await Promise.all([bitbucket.stop(), github[Symbol.asyncDispose]()]);
  },
);
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

describe("runs on GitHub", () => {
  let remote: onGitHub.Repository;
  let repository: string;

  beforeEach(async () => {
    remote = onGitHub.addRepository(github.world, `acme/shop-${names}`);
    github.world.tellsRuns = true;
    repository = await watch(await connect("github"));
  });
  afterEach(() => {
    github.tokens.clear();
    github.tokens.set("t0ken", "all");
  });

  const execute = (change: Readonly<Record<string, unknown>> = {}) =>
    server.owner.post(`/repositories/${repository}/execute`, { pipeline: "ci.yml", branch: "main", ...change });
  const newRun = async (change: Partial<onGitHub.Run> = {}) => {
    const run = onGitHub.addRun(github.world, remote, change);
    await lookLater();
    const [{ id }] = await listed(repository);
    return { run, at: `/executions/${id}` };
  };

  test.each([true, false])("are started, and are executions at once (the host tells which: %s)", async (tells) => {
    github.world.tellsRuns = tells;
    const { status, body } = await execute({ variables: { LEVEL: "2" } });
    expect({ status, body }).toMatchObject({ status: 201, body: { number: 1, state: "running" } });
    expect(remote.inputs.get(1)).toEqual({ LEVEL: "2" });
    await lookLater();
    expect(await listed(repository)).toMatchObject([
      {
        id: body.id,
        event: "manual",
        branch: "main",
        triggeredBy: { kind: "token", name: "test" },
        remote: { run: "1" },
      },
    ]);
    const { body: audit } = await server.owner.get("/audit?operation=repositories.execute&limit=1");
    expect(audit.items).toMatchObject([{ operation: "repositories.execute", targetId: repository }]);
  });

  test("are not started by who may not, nor as the host cannot, which it says; what it refuses leaves nothing", async () => {
    const viewer = await server.client({ role: "viewer" });
    expect(
      (await viewer.post(`/repositories/${repository}/execute`, { pipeline: "ci.yml", branch: "main" })).status,
    ).toBe(403);
    expect(await execute({ branch: undefined, commit: "abcdef12" })).toMatchObject({
      status: 400,
      body: { detail: "GitHub starts a branch or a tag, at its newest commit" },
    });
    expect(await execute({ branch: "gone" })).toMatchObject({ status: 422, body: { cause: "forge-refused" } });
    github.tokens.set("t0ken", ["Actions: read", "Metadata: read"]);
    expect(await execute()).toMatchObject({ status: 422, body: { cause: "forge-forbidden" } });
    github.tokens.clear();
    expect(await execute()).toMatchObject({ status: 422, body: { cause: "forge-unauthorized" } });
    expect(await listed(repository)).toEqual([]);
  });

  test("are cancelled, once", async () => {
    const { run, at } = await newRun();
    expect((await server.owner.post(`${at}/cancel`, { force: true })).status).toBe(202);
    expect(onGitHub.lastAttempt(run).conclusion).toBe("cancelled");
    await lookLater();
    expect((await server.owner.get(at)).body).toMatchObject({ state: "ended", outcome: "cancelled" });
    expect(await server.owner.post(`${at}/cancel`, {})).toMatchObject({ status: 409, body: { code: "already-ended" } });
  });

  test("are run again: what failed, and one job; each is an execution that says what it runs again", async () => {
    const { run, at } = await newRun();
    expect(await server.owner.post(`${at}/rerun`, {})).toMatchObject({ status: 409 });
    onGitHub.endRun(run, "failure");
    await lookLater();
    const developer = await server.client({ role: "developer" });
    const failed = await developer.post(`${at}/rerun`, { part: "failed" });
    expect(failed).toMatchObject({ status: 201, body: { number: 1, state: "queued" } });
    expect((await server.owner.get(`/executions/${failed.body.id}`)).body).toMatchObject({
      rerunOf: at.replace("/executions/", ""),
      remote: { run: "1/2" },
    });
    onGitHub.endRun(run, "failure");
    await lookLater();
    const job = { part: "from", stage: "build" };
    expect(await server.owner.post(`${at}/rerun`, job)).toMatchObject({ status: 400 });
    expect((await server.owner.post(`/executions/${failed.body.id}/rerun`, { ...job, stage: "moon" })).status).toBe(
      404,
    );
    expect((await server.owner.post(`/executions/${failed.body.id}/rerun`, job)).status).toBe(201);
    expect(run.attempts).toHaveLength(3);
  });

  test("wait for their turn and for people, which is told, and go on when somebody agrees", async () => {
    onGitHub.addEnvironment(remote, "production");
    const before = onGitHub.addRun(github.world, remote);
    const { run, at } = await newRun({ pending: ["production"], groups: new Map([["deploy", [before]]]) });
    onGitHub.lastAttempt(run).status = "waiting";
    await lookLater();
    const { body } = await server.owner.get(`${at}/why-queued`);
    expect(body.why).toEqual({
      kind: "host",
      state: "waiting",
      turns: [{ group: "deploy", position: 1 }],
      reviews: [{ environment: "production", reviewers: ["ada"] }],
    });
    expect(body.message).toContain('agree to the deployment to "production"');
    expect((await server.owner.get(`${at}/reviews`)).body.items).toMatchObject([{ environment: "production" }]);
    const decision = { environments: ["production"], decision: "approved" };
    const viewer = await server.client({ role: "viewer" });
    expect((await viewer.post(`${at}/reviews`, decision)).status).toBe(403);
    expect((await server.owner.post(`${at}/reviews`, decision)).status).toBe(200);
    expect(run.pending).toEqual([]);
    expect(await server.owner.post(`${at}/reviews`, decision)).toMatchObject({ status: 400 });
  });
});

describe("runs on Bitbucket Cloud", () => {
  let remote: Repository;
  let repository: string;
  const secret = { type: "pipeline_variable", uuid: "{s}", key: "TOKEN", value: "s3cret", secured: true };

  beforeEach(() => {
    remote = addRepository(bitbucket.world, `acme/shop-${names}`);
  });

  test("are run again as a whole, by starting the same again: secured variables are asked for anew", async () => {
    const level = { ...secret, uuid: "{l}", key: "LEVEL", value: "2", secured: false };
    endRun(addRun(remote, { variables: [secret, level] }), "FAILED");
    repository = await watch(await connect("bitbucket-cloud"));
    const [earlier] = await listed(repository);
    const again = (body: unknown) => server.owner.post(`/executions/${earlier.id}/rerun`, body);
    expect(await again({})).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("TOKEN"), mend: "give them anew" },
    });
    expect(await again({ part: "failed" })).toMatchObject({
      status: 400,
      body: { detail: "Bitbucket runs a pipeline again as a whole only" },
    });
    const { status, body } = await again({ parameters: { TOKEN: "n3w" } });
    expect({ status, body }).toMatchObject({ status: 201, body: { number: 2, state: "queued" } });
    const [first, second] = remote.runs;
    expect(second?.target).toEqual(first?.target);
    expect(second?.variables).toMatchObject([
      { key: "LEVEL", value: "2", secured: false },
      { key: "TOKEN", value: "n3w", secured: true },
    ]);
    await lookLater();
    expect(await listed(repository)).toMatchObject([{ id: body.id, rerunOf: earlier.id }, { id: earlier.id }]);
  });

  test("know what they run again, also where the collector saw them before it was told", async () => {
    endRun(addRun(remote), "FAILED");
    repository = await watch(await connect("bitbucket-cloud"));
    const [earlier] = await listed(repository);
    // Bitbucket has begun it, and its answer is still on its way.
    bitbucket.faults.push({ on: /^POST .*\/pipelines$/, meanwhile: lookLater });
    const { status, body } = await server.owner.post(`/executions/${earlier.id}/rerun`, {});
    expect(status).toBe(201);
    const [again] = await listed(repository);
    expect(again).toMatchObject({ id: body.id, rerunOf: earlier.id, triggeredBy: { kind: "token" } });
  });

  test("are started with secured variables, at a commit too, and by the name of a custom pipeline", async () => {
    repository = await watch(await connect("bitbucket-cloud"));
    const { status } = await server.owner.post(`/repositories/${repository}/execute`, {
      branch: "main",
      commit: "abcdef12",
      pipeline: "nightly",
      variables: { TOKEN: "x" },
      secured: ["TOKEN"],
    });
    expect(status).toBe(201);
    expect(remote.runs).toMatchObject([
      {
        target: { ref_name: "main", commit: { hash: "abcdef12" }, selector: { type: "custom", pattern: "nightly" } },
        variables: [{ key: "TOKEN", secured: true }],
      },
    ]);
  });

  test("tell no reviews, and why they cannot be given", async () => {
    beginRun(addRun(remote));
    repository = await watch(await connect("bitbucket-cloud"));
    const [{ id }] = await listed(repository);
    expect((await server.owner.get(`/executions/${id}/reviews`)).body).toEqual({ items: [] });
    const decision = { environments: ["production"], decision: "approved" };
    expect(await server.owner.post(`/executions/${id}/reviews`, decision)).toMatchObject({
      status: 422,
      body: { code: "not-supported", detail: expect.stringContaining("its own page only") },
    });
  });
});

test("a repository that no connection watches is started nowhere, which is said", async () => {
  const location = `https://example.org/own-${names}.git`;
  const { body } = await server.owner.post("/repositories", { name: `own-${names}`, location });
  expect(await server.owner.post(`/repositories/${body.id}/execute`, { branch: "main" })).toMatchObject({
    status: 422,
    body: { code: "not-supported", mend: expect.stringContaining("connect it") },
  });
});

test.each(["repository", "environment"] as const)(
  "an environment's variables are written to a %s on GitHub, after a look at the difference",
  async (kind) => {
    const remote = onGitHub.addRepository(github.world, `acme/shop-${names}`);
    const environment = onGitHub.addEnvironment(remote, "live");
    const { settings } = kind === "environment" ? environment : remote;
    settings.variables.set("LEVEL", "1").set("OLD", "x");
    settings.secrets.set("TOKEN", "before");
    const repository = await watch(await connect("github"));
    const { body: own } = await server.owner.post(`/repositories/${repository}/environments`, { name: "production" });
    for (const [name, value] of Object.entries({ LEVEL: "2", REGION: "eu" })) {
      expect((await server.owner.put("/variables", { environment: own.id, name, value })).status).toBe(200);
    }
    const text = "name: ship\nstages:\n  hello:\n    steps: [echo hello]\n";
    const { body: pipeline } = await server.owner.post("/pipelines", { repository, name: "ship", text });
    const at = `/pipelines/${pipeline.id}/sync-env`;
    const request = {
      environment: "production",
      ...(kind === "environment" ? { hostEnvironment: "live" } : {}),
      secured: { TOKEN: "s3cret" },
      remove: true,
    };
    const looked = await server.owner.post(at, request);
    expect(looked).toMatchObject({
      status: 200,
      body: {
        changes: [
          { name: "LEVEL", change: "change", from: "1", to: "2" },
          { name: "OLD", change: "remove", from: "x" },
          { name: "REGION", change: "add", to: "eu" },
          { name: "TOKEN", change: "change", secured: true },
        ],
        applied: false,
      },
    });
    expect(JSON.stringify(looked.body)).not.toMatch(/s3cret|before/);
    expect(settings.variables.get("LEVEL")).toBe("1");
    const { digest } = looked.body;
    expect((await (await server.client({ role: "developer" })).post(at, { ...request, digest })).status).toBe(403);
    settings.variables.set("LATER", "x");
    expect(await server.owner.post(at, { ...request, digest })).toMatchObject({ status: 409 });
    settings.variables.delete("LATER");
    // Broken off in between: the next look shows the rest.
    github.faults.push({ on: /^POST .*\/variables/, reply: { status: 500, json: {} } });
    expect(await server.owner.post(at, { ...request, digest })).toMatchObject({ status: 502 });
    const rest = (await server.owner.post(at, request)).body;
    expect(rest.changes).toMatchObject([{ name: "LEVEL", change: "same" }, { name: "REGION", change: "add" }, {}]);
    expect((await server.owner.post(at, { ...request, digest: rest.digest })).body.applied).toBe(true);
    expect([Object.fromEntries(settings.variables), Object.fromEntries(settings.secrets)]).toEqual([
      { LEVEL: "2", REGION: "eu" },
      { TOKEN: "s3cret" },
    ]);
    const { body: audit } = await server.owner.get("/audit?operation=pipelines.sync-env");
    expect(JSON.stringify(audit)).not.toContain("s3cret");
    expect(await server.owner.post(at, { ...request, environment: "moon" })).toMatchObject({ status: 404 });
  },
);

describe("what a repository has on Bitbucket Cloud", () => {
  let remote: Repository;
  let at: string;

  beforeEach(async () => {
    remote = addRepository(bitbucket.world, `acme/shop-${names}`);
    at = `/repositories/${await watch(await connect("bitbucket-cloud"))}`;
  });

  test("variables are set one by one on three levels, and secured ones never read", async () => {
    const { body: environment } = await server.owner.post(`${at}/host-environments`, { name: "staging" });
    const levels = ["", "?level=owner", `?level=environment&hostEnvironment=${encodeURIComponent(environment.id)}`];
    for (const level of levels) {
      const [, query] = level.split("?");
      const fields = Object.fromEntries(new URLSearchParams(query));
      const put = (name: string, body: unknown) =>
        server.owner.put(`${at}/host-variables/${name}`, { ...fields, ...Object(body) });
      expect((await put("LEVEL", { value: "1" })).body).toEqual({ name: "LEVEL", secured: false, value: "1" });
      expect((await put("LEVEL", { value: "2" })).body).toEqual({ name: "LEVEL", secured: false, value: "2" });
      expect((await put("TOKEN", { value: "s3cret", secured: true })).body).toEqual({ name: "TOKEN", secured: true });
      expect(await put("TOKEN", { value: "open" })).toMatchObject({ status: 400, body: { mend: expect.any(String) } });
      expect((await server.owner.get(`${at}/host-variables${level}`)).body.items).toEqual([
        { name: "LEVEL", secured: false, value: "2" },
        { name: "TOKEN", secured: true },
      ]);
      expect((await server.owner.delete(`${at}/host-variables/LEVEL${level}`)).status).toBe(200);
      expect((await server.owner.delete(`${at}/host-variables/LEVEL${level}`)).status).toBe(404);
    }
    expect(remote.variables).toMatchObject([{ key: "TOKEN", value: "s3cret" }]);
    expect((await server.owner.get(`${at}/host-environments`)).body.items).toEqual([environment]);
    const environmentAt = `${at}/host-environments/${encodeURIComponent(environment.id)}`;
    expect((await server.owner.delete(environmentAt)).status).toBe(200);
    expect(remote.environments.size).toBe(0);
  });

  test("schedules are listed, made, switched and removed in our form of times, caches listed and removed", async () => {
    const made = await server.owner.post(`${at}/host-schedules`, { branch: "main", cron: "30 3 * * 1" });
    expect(made).toMatchObject({ status: 201, body: { branch: "main", cron: "30 3 * * 1", enabled: true } });
    expect(made.body.pattern).toBe(remote.schedules[0]?.cron_pattern);
    const one = `${at}/host-schedules/${encodeURIComponent(made.body.id)}`;
    expect((await server.owner.patch(one, { enabled: false })).body).toMatchObject({ enabled: false });
    expect((await server.owner.get(`${at}/host-schedules`)).body.items).toMatchObject([{ enabled: false }]);
    expect((await server.owner.delete(one)).status).toBe(200);
    expect(remote.schedules).toEqual([]);
    remote.caches.push({ uuid: "{c1}", name: "node", file_size_bytes: 12 });
    expect((await server.owner.get(`${at}/host-caches`)).body.items).toMatchObject([{ name: "node", size: 12 }]);
    expect((await server.owner.delete(`${at}/host-caches/${encodeURIComponent("{c1}")}`)).status).toBe(200);
    expect(remote.caches).toEqual([]);
  });
});
