import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  beginRun,
  endRun,
  type Fault,
  newId,
  onGitHub,
  type Repository,
  type Run,
  writeLog,
} from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();
const textsOf = (body: { readonly items: readonly { readonly text: string }[] }) => body.items.map(({ text }) => text);

describe("logs of a run on Bitbucket Cloud", () => {
  let remote: Repository;
  let run: Run;
  let logs: string;

  beforeEach(() => {
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    run = addRun(remote);
    beginRun(run);
  });

  async function watchRun(...faults: readonly Fault[]): Promise<void> {
    const connection = await hosts.connect("bitbucket-cloud");
    hosts.bitbucket.faults.push(...faults);
    const [execution] = await hosts.listed(await hosts.watch(connection));
    logs = `/executions/${execution.id}/logs`;
    hosts.bitbucket.asked.length = 0;
  }
  const askedForLogs = () => hosts.bitbucket.asked.filter(({ path }) => path.endsWith("/log"));

  test("are fetched when somebody reads them, and kept: read, searched and downloaded like others", async () => {
    writeLog(run.steps[0], "+ make\nall \u001b[32mgood\u001b[0m\n");
    endRun(run, "SUCCESSFUL");
    await watchRun();
    const { status, body } = await hosts.server.owner.get(logs);
    expect({ status, texts: textsOf(body) }).toEqual({ status: 200, texts: ["+ make", "all \u001b[32mgood\u001b[0m"] });
    expect(body).not.toHaveProperty("missing");
    expect((await hosts.server.owner.get(`${logs}?stage=Build&tail=1`)).body).toMatchObject({
      lineCount: 2,
      ended: true,
    });
    expect((await hosts.server.owner.get(`${logs}/search?q=GOOD`)).body).toMatchObject({ count: 1 });
    expect((await hosts.server.owner.get(`${logs}/raw?stage=Build`)).body).toBe(
      "+ make\nall \u001b[32mgood\u001b[0m\n",
    );
    expect(askedForLogs()).toHaveLength(1);
  });

  test("of a stage that runs grow here by what is new, from the middle of a line on", async () => {
    writeLog(run.steps[0], "one\ntw");
    await watchRun();
    expect(textsOf((await hosts.server.owner.get(logs)).body)).toEqual(["one", "tw"]);
    writeLog(run.steps[0], "o\nthree\n");
    // Not at every look: the hour's budget is for all.
    expect(textsOf((await hosts.server.owner.get(logs)).body)).toEqual(["one", "tw"]);
    hosts.advance(10_000);
    const grown = (await hosts.server.owner.get(logs)).body;
    expect(textsOf(grown)).toEqual(["one", "two", "three"]);
    expect(grown).toMatchObject({ lineCount: 3, ended: false });
    endRun(run, "SUCCESSFUL");
    await hosts.lookLater();
    expect((await hosts.server.owner.get(logs)).body).toMatchObject({ lineCount: 3, ended: true });
    expect(askedForLogs().map(({ headers }) => headers.range)).toEqual(["bytes=0-", "bytes=6-", "bytes=14-"]);
    expect((await hosts.server.owner.get(`${logs}/raw?stage=Build`)).body).toBe("one\ntwo\nthree\n");
    expect(askedForLogs()).toHaveLength(3);
  });

  test("that break off half way go on from there", async () => {
    writeLog(run.steps[0], "one\ntwo\nthree\n");
    endRun(run, "SUCCESSFUL");
    for (const step of run.steps) step.isStored = false;
    await watchRun();
    hosts.bitbucket.faults.push({ on: /\/log$/, cutAfter: 6 });
    expect(await hosts.server.owner.get(logs)).toMatchObject({ status: 502, body: { code: "forge-unavailable" } });
    expect(textsOf((await hosts.server.owner.get(logs)).body)).toEqual(["one", "two", "three"]);
    expect(askedForLogs().map(({ headers }) => headers.range)).toEqual(["bytes=0-", "bytes=6-"]);
  });

  test("that the host does not give are said to be with it, and asked for again later", async () => {
    endRun(run, "SUCCESSFUL");
    await watchRun();
    const gone = {
      status: 410,
      body: { code: "gone", mend: expect.stringContaining("https://bitbucket.org/acme/") },
    };
    expect(await hosts.server.owner.get(`${logs}?stage=Build`)).toMatchObject(gone);
    expect(await hosts.server.owner.get(`${logs}/search?q=x`)).toMatchObject(gone);
    expect(askedForLogs()).toHaveLength(1);
    writeLog(run.steps[0], "late\n");
    hosts.advance(60_000);
    expect(textsOf((await hosts.server.owner.get(logs)).body)).toEqual(["late"]);
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
    const { body } = await hosts.server.owner.get(logs);
    expect(textsOf(body)).toEqual(["built"]);
    expect(body.missing).toMatchObject([{ stage: "Lint", mend: expect.stringContaining("https://bitbucket.org/") }]);
    expect((await hosts.server.owner.get(`${logs}/raw`)).body).toBe("==> Build, attempt 1 <==\nbuilt\n");
    expect((await hosts.server.owner.get(`${logs}/search?q=built`)).body).toMatchObject({ count: 1 });
  });

  test("of a failure that could not be had at its end are fetched for its report", async () => {
    writeLog(run.steps[0], "expected 3, received 4\n");
    endRun(run, "FAILED");
    await watchRun({ on: /\/log$/, reply: { status: 400, json: {} } });
    expect(hosts.bitbucket.faults).toEqual([]);
    const { body } = await hosts.server.owner.get(logs.replace(/logs$/, "report"));
    expect(body.failures).toMatchObject([{ lines: [{ text: "expected 3, received 4" }] }]);
  });

  test("are not fetched with a token that is revoked, and stay where they were kept", async () => {
    writeLog(run.steps[0], "one\n");
    await watchRun();
    expect(textsOf((await hosts.server.owner.get(logs)).body)).toEqual(["one"]);
    hosts.bitbucket.tokens.clear();
    hosts.advance(10_000);
    expect(await hosts.server.owner.get(logs)).toMatchObject({ status: 422, body: { cause: "forge-unauthorized" } });
    hosts.bitbucket.tokens.set("Bearer t0ken", "all");
    expect((await hosts.server.owner.get(logs)).status).toBe(200);
  });
});

test("attempts of a run on GitHub are executions that run each other again, also those that nobody watched", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  const run = onGitHub.addRun(hosts.github.world, remote);
  for (let attempt = 1; attempt <= 3; attempt++) {
    onGitHub.endRun(run, attempt === 3 ? "success" : "failure");
    if (attempt < 3) onGitHub.rerun(hosts.github.world, run, () => true);
  }
  const repository = await hosts.watch(await hosts.connect("github"));
  const [third, second, first] = await hosts.listed(repository);
  expect([third, second, first]).toMatchObject([
    { outcome: "success", rerunOf: second.id, remote: { run: "1/3" }, createdAt: "2026-01-01T02:00:00.000Z" },
    { outcome: "failed", rerunOf: first.id, remote: { run: "1/2" } },
    { outcome: "failed", remote: { run: "1" } },
  ]);
  expect(first).not.toHaveProperty("rerunOf");
  // One whose next attempt began between two looks is read to its end.
  const other = onGitHub.addRun(hosts.github.world, remote);
  await hosts.lookLater();
  onGitHub.endRun(other, "failure");
  onGitHub.rerun(hosts.github.world, other, () => true);
  await hosts.lookLater();
  const [again, before] = (await hosts.listed(repository)).filter(({ number }: { number: number }) => number === 2);
  expect([again, before]).toMatchObject([{ state: "queued", rerunOf: before.id }, { outcome: "failed" }]);
});

test("of a run on GitHub with very many attempts the last ten are read, and counted", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  const busy = onGitHub.addRun(hosts.github.world, remote);
  for (let attempt = 1; attempt <= 40; attempt++) {
    onGitHub.endRun(busy, "success");
    if (attempt < 40) onGitHub.rerun(hosts.github.world, busy, () => true);
  }
  const runs = Array.from({ length: 20 }, () => onGitHub.addRun(hosts.github.world, remote));
  for (const run of runs) onGitHub.endRun(run, "success");
  const repository = await hosts.watch(await hosts.connect("github"));
  const listed = await hosts.listed(repository);
  const attempts = listed.filter(({ number }: { number: number }) => number === 1);
  expect(attempts.map((one: { remote: { run: string } }) => one.remote.run)).toEqual(
    Array.from({ length: 10 }, (_, index) => `1/${40 - index}`),
  );
  expect(attempts.at(-1)).not.toHaveProperty("rerunOf");
  expect(listed).toHaveLength(30);
  // Attempts count: one turn of 25 would hold the 21 runs alone, and make one list fewer.
  const looks = hosts.github.asked.filter(({ url }) => url?.startsWith(`/repos/acme/${hosts.name}/actions/runs?`));
  expect(looks).toHaveLength(2);
});

test("how much of a repository's history is here is said, and when the rest will be", async () => {
  const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  // None so lately that it would be looked at often, for which all would be spent.
  for (let number = 1; number <= 400; number++) {
    const created_on = new Date(hosts.now() - number * 4 * 3_600_000).toISOString();
    endRun(addRun(remote, { created_on }), "SUCCESSFUL");
  }
  remote.runs.reverse();
  const connection = await hosts.connect("bitbucket-cloud", 65);
  await hosts.watch(connection);
  const { body } = await hosts.server.owner.get(`/connections/${connection}/collection`);
  const [repository] = body.repositories;
  expect(repository).toMatchObject({ historyLeft: true, historyFrom: expect.any(String) });
  expect(repository.runs).toBeGreaterThanOrEqual(5);
  expect(repository.historyRead).toBeCloseTo((hosts.now() - Date.parse(repository.historyFrom)) / (90 * 86_400_000), 5);
  expect(body.history.runsLeft).toBeGreaterThan(0);
  expect(body.history.runsLeft).toBeLessThanOrEqual(400 - repository.runs);
  // Thirty-one requests an hour are for what can wait.
  const hours = (Date.parse(body.history.doneBy) - hosts.now()) / 3_600_000;
  expect(hours).toBeCloseTo((body.history.runsLeft * 1.01) / 31, 0);
});

describe("runs on GitHub", () => {
  let remote: onGitHub.Repository;
  let repository: string;

  beforeEach(async () => {
    remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
    hosts.github.world.tellsRuns = true;
    repository = await hosts.watch(await hosts.connect("github"));
  });
  afterEach(() => {
    hosts.github.tokens.clear();
    hosts.github.tokens.set("t0ken", "all");
  });

  const execute = (change: Readonly<Record<string, unknown>> = {}) =>
    hosts.server.owner.post(`/repositories/${repository}/execute`, { pipeline: "ci.yml", branch: "main", ...change });
  const newRun = async (change: Partial<onGitHub.Run> = {}) => {
    const run = onGitHub.addRun(hosts.github.world, remote, change);
    await hosts.lookLater();
    const [{ id }] = await hosts.listed(repository);
    return { run, at: `/executions/${id}` };
  };

  test.each([true, false])("are started, and are executions at once (the host tells which: %s)", async (tells) => {
    hosts.github.world.tellsRuns = tells;
    const { status, body } = await execute({ variables: { LEVEL: "2" } });
    expect({ status, body }).toMatchObject({ status: 201, body: { number: 1, state: "running" } });
    expect(remote.inputs.get(1)).toEqual({ LEVEL: "2" });
    await hosts.lookLater();
    expect(await hosts.listed(repository)).toMatchObject([
      {
        id: body.id,
        event: "manual",
        branch: "main",
        triggeredBy: { kind: "token", name: "test" },
        remote: { run: "1" },
      },
    ]);
    const { body: audit } = await hosts.server.owner.get("/audit?operation=repositories.execute&limit=1");
    expect(audit.items).toMatchObject([{ operation: "repositories.execute", targetId: repository }]);
  });

  test("are not started by who may not, nor as the host cannot, which it says; what it refuses leaves nothing", async () => {
    const viewer = await hosts.server.client({ role: "viewer" });
    expect(
      (await viewer.post(`/repositories/${repository}/execute`, { pipeline: "ci.yml", branch: "main" })).status,
    ).toBe(403);
    expect(await execute({ branch: undefined, commit: "abcdef12" })).toMatchObject({
      status: 400,
      body: { detail: "GitHub starts a branch or a tag, at its newest commit" },
    });
    expect(await execute({ branch: "gone" })).toMatchObject({ status: 422, body: { cause: "forge-refused" } });
    hosts.github.tokens.set("t0ken", ["Actions: read", "Metadata: read"]);
    expect(await execute()).toMatchObject({ status: 422, body: { cause: "forge-forbidden" } });
    hosts.github.tokens.clear();
    expect(await execute()).toMatchObject({ status: 422, body: { cause: "forge-unauthorized" } });
    expect(await hosts.listed(repository)).toEqual([]);
  });

  test("are cancelled, once", async () => {
    const { run, at } = await newRun();
    expect((await hosts.server.owner.post(`${at}/cancel`, { force: true })).status).toBe(202);
    expect(onGitHub.lastAttempt(run).conclusion).toBe("cancelled");
    await hosts.lookLater();
    expect((await hosts.server.owner.get(at)).body).toMatchObject({ state: "ended", outcome: "cancelled" });
    expect(await hosts.server.owner.post(`${at}/cancel`, {})).toMatchObject({
      status: 409,
      body: { code: "already-ended" },
    });
  });

  test("are run again: what failed, and one job; each is an execution that says what it runs again", async () => {
    const { run, at } = await newRun();
    expect(await hosts.server.owner.post(`${at}/rerun`, {})).toMatchObject({ status: 409 });
    onGitHub.endRun(run, "failure");
    await hosts.lookLater();
    const developer = await hosts.server.client({ role: "developer" });
    const failed = await developer.post(`${at}/rerun`, { part: "failed" });
    expect(failed).toMatchObject({ status: 201, body: { number: 1, state: "queued" } });
    expect((await hosts.server.owner.get(`/executions/${failed.body.id}`)).body).toMatchObject({
      rerunOf: at.replace("/executions/", ""),
      remote: { run: "1/2" },
    });
    onGitHub.endRun(run, "failure");
    await hosts.lookLater();
    const job = { part: "from", stage: "build" };
    expect(await hosts.server.owner.post(`${at}/rerun`, job)).toMatchObject({ status: 400 });
    expect(
      (await hosts.server.owner.post(`/executions/${failed.body.id}/rerun`, { ...job, stage: "moon" })).status,
    ).toBe(404);
    expect((await hosts.server.owner.post(`/executions/${failed.body.id}/rerun`, job)).status).toBe(201);
    expect(run.attempts).toHaveLength(3);
  });

  test("wait for their turn and for people, which is told, and go on when somebody agrees", async () => {
    onGitHub.addEnvironment(remote, "production");
    const before = onGitHub.addRun(hosts.github.world, remote);
    const { run, at } = await newRun({ pending: ["production"], groups: new Map([["deploy", [before]]]) });
    onGitHub.lastAttempt(run).status = "waiting";
    await hosts.lookLater();
    const { body } = await hosts.server.owner.get(`${at}/why-queued`);
    expect(body.why).toEqual({
      kind: "host",
      state: "waiting",
      turns: [{ group: "deploy", position: 1 }],
      reviews: [{ environment: "production", reviewers: ["ada"] }],
    });
    expect(body.message).toContain('agree to the deployment to "production"');
    expect((await hosts.server.owner.get(`${at}/reviews`)).body.items).toMatchObject([{ environment: "production" }]);
    const decision = { environments: ["production"], decision: "approved" };
    const viewer = await hosts.server.client({ role: "viewer" });
    expect((await viewer.post(`${at}/reviews`, decision)).status).toBe(403);
    expect((await hosts.server.owner.post(`${at}/reviews`, decision)).status).toBe(200);
    expect(run.pending).toEqual([]);
    expect(await hosts.server.owner.post(`${at}/reviews`, decision)).toMatchObject({ status: 400 });
  });

  test("of a stranger's pull request begin when somebody who may decide agrees, and not twice", async () => {
    const { run, at } = await newRun({ event: "pull_request" });
    onGitHub.holdRun(run);
    await hosts.lookLater();
    expect((await hosts.server.owner.get(at)).body).toMatchObject({ remote: { state: "action_required" } });
    const viewer = await hosts.server.client({ role: "viewer" });
    expect((await viewer.post(`${at}/approve-fork`)).status).toBe(403);
    expect((await hosts.server.owner.post(`${at}/approve-fork`)).status).toBe(200);
    expect(onGitHub.lastAttempt(run)).toMatchObject({ status: "queued", conclusion: null });
    expect(await hosts.server.owner.post(`${at}/approve-fork`)).toMatchObject({
      body: { detail: expect.stringContaining("not from a fork") },
    });
  });
});

describe("runs on Bitbucket Cloud", () => {
  let remote: Repository;
  let repository: string;
  const secret = { type: "pipeline_variable", uuid: "{s}", key: "TOKEN", value: "s3cret", secured: true };

  beforeEach(() => {
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  });

  test("are run again as a whole, by starting the same again: secured variables are asked for anew", async () => {
    const level = { ...secret, uuid: "{l}", key: "LEVEL", value: "2", secured: false };
    endRun(addRun(remote, { variables: [secret, level] }), "FAILED");
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    const [earlier] = await hosts.listed(repository);
    const again = (body: unknown) => hosts.server.owner.post(`/executions/${earlier.id}/rerun`, body);
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
    await hosts.lookLater();
    expect(await hosts.listed(repository)).toMatchObject([{ id: body.id, rerunOf: earlier.id }, { id: earlier.id }]);
  });

  test("know what they run again, also where the collector saw them before it was told", async () => {
    endRun(addRun(remote), "FAILED");
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    const [earlier] = await hosts.listed(repository);
    // Bitbucket has begun it, and its answer is still on its way.
    hosts.bitbucket.faults.push({ on: /^POST .*\/pipelines$/, meanwhile: hosts.lookLater });
    const { status, body } = await hosts.server.owner.post(`/executions/${earlier.id}/rerun`, {});
    expect(status).toBe(201);
    const [again] = await hosts.listed(repository);
    expect(again).toMatchObject({ id: body.id, rerunOf: earlier.id, triggeredBy: { kind: "token" } });
  });

  test("are started with secured variables, at a commit too, and by the name of a custom pipeline", async () => {
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    const { status } = await hosts.server.owner.post(`/repositories/${repository}/execute`, {
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
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    const [{ id }] = await hosts.listed(repository);
    expect((await hosts.server.owner.get(`/executions/${id}/reviews`)).body).toEqual({ items: [] });
    const decision = { environments: ["production"], decision: "approved" };
    expect(await hosts.server.owner.post(`/executions/${id}/reviews`, decision)).toMatchObject({
      status: 422,
      body: { code: "not-supported", detail: expect.stringContaining("its own page only") },
    });
  });
});

test("a repository that no connection watches is started nowhere, which is said", async () => {
  const location = `https://example.org/own-${hosts.name}.git`;
  const { body } = await hosts.server.owner.post("/repositories", { name: `own-${hosts.name}`, location });
  expect(await hosts.server.owner.post(`/repositories/${body.id}/execute`, { branch: "main" })).toMatchObject({
    status: 422,
    body: { code: "not-supported", mend: expect.stringContaining("connect it") },
  });
});
