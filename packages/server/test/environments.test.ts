import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGate, createProject, endOf, type Project, runInline, stateOf, until } from "./executions.ts";
import { type Answer, type Client, startServer, type TestServer } from "./start-server.ts";

let server: TestServer;
let project: Project;
/** Where the stages deploy to: a file with what is live. */
let live: string;
let directory: string;
beforeAll(async () => {
  server = await startServer();
  project = await createProject(server.owner);
  directory = await mkdtemp(join(tmpdir(), "headrace-live-"));
  live = join(directory, "version");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project.remove();
  await rm(directory, { recursive: true, force: true });
});

/** A stage that really puts a version live, and fails where it is told so. */
function deploying(environment: string, { more = "", file = live } = {}): string {
  return `
name: ship
parameters:
  version: { type: string, default: "1" }
  broken: { type: boolean, default: false }
stages:
  build:
    steps: [{ id: make, run: 'mkdir dist && echo "$VERSION" > dist/version && echo "built $VERSION" >> ${file}.builds' }]
    variables: { VERSION: '\${{ params.version }}' }
    artifacts: [{ name: dist, paths: ['dist/**'] }]
    outputs: { version: '\${{ params.version }}' }
  deploy:
    needs: [build]
    category: deploy
    environment: { name: ${environment}, url: 'https://shop.example.org/\${{ needs.build.outputs.version }}' }
    variables: { BROKEN: '\${{ params.broken }}' }
    steps:
      - run: '[ ! -e ${file} ] || cp ${file} ${file}.before; cp dist/version ${file}; [ "$BROKEN" = false ]'
    outputs: { version: '\${{ needs.build.outputs.version }}' }
${more}
`;
}

async function ship(client: Client, text: string, parameters: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await runInline(client, project, { text, parameters });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.executionId;
}

async function makeEnvironment(name: string, rules: unknown = {}): Promise<Answer["body"]> {
  const made = await server.owner.post(`/repositories/${project.repositoryId}/environments`, { name, rules });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}

async function environmentNamed(name: string): Promise<Answer["body"]> {
  const { body } = await server.owner.get(`/repositories/${project.repositoryId}/environments?limit=200`);
  return body.items.find((each: { readonly name: string }) => each.name === name);
}

/** The approval that an execution waits for. */
async function approvalOf(executionId: string): Promise<Answer["body"]> {
  return await until(async () => {
    const { body } = await server.owner.get(`/approvals?execution=${executionId}`);
    return body.items[0];
  });
}

function stageOf(execution: Answer["body"], stage = "deploy"): Answer["body"] {
  return execution.stages.find((each: { readonly stage: string }) => each.stage === stage);
}

async function liveVersion(): Promise<string> {
  return (await readFile(live, "utf8")).trim();
}

describe("environments", () => {
  test("are made with rules, read, changed and removed; names differ by more than capitals", async () => {
    const made = await makeEnvironment("qa", { branches: ["main"] });
    expect(made).toMatchObject({ name: "qa", rules: { branches: ["main"], oneAtATime: false, waitMs: 0 } });
    const path = `/environments/${made.id}`;
    const taken = await server.owner.post(`/repositories/${project.repositoryId}/environments`, { name: "QA" });
    expect(taken).toMatchObject({ status: 409, body: { code: "conflict" } });
    const bad = await server.owner.patch(path, { rules: { branch: ["main"] } });
    expect(bad).toMatchObject({ status: 400 });
    const changed = await server.owner.patch(path, { name: "quality", rules: { waitMs: 5 } });
    expect(changed.body).toMatchObject({ name: "quality", rules: { waitMs: 5, branches: [] } });
    expect((await server.owner.get(path)).body).toEqual(changed.body);
    const developer = await server.client({ role: "developer" });
    expect((await developer.patch(path, { name: "mine" })).status).toBe(403);
    expect((await developer.get(path)).status).toBe(200);
    expect((await (await server.outsider()).get(path)).status).toBe(404);
    expect((await server.owner.delete(path)).status).toBe(200);
    expect((await server.owner.get(path)).status).toBe(404);
  });

  test("a stage makes the one it names, unless the organization says no", async () => {
    const first = await ship(server.owner, deploying("preview/one"), { version: "0.1" });
    expect(await endOf(server.owner, first)).toMatchObject({ outcome: "success" });
    const made = await environmentNamed("preview/one");
    expect(made).toMatchObject({ currentVersion: "0.1", url: "https://shop.example.org/0.1" });
    await server.owner.put("/environment-settings", { createOnFirstUse: false });
    try {
      const second = await endOf(server.owner, await ship(server.owner, deploying("preview/two")));
      expect(second).toMatchObject({ outcome: "failed" });
      expect(stageOf(second)).toMatchObject({ outcome: "rejected", attempt: 0, environment: "preview/two" });
      expect(stageOf(second).message).toContain('there is no environment "preview/two"');
      expect(await environmentNamed("preview/two")).toBeUndefined();
      const again = await endOf(server.owner, await ship(server.owner, deploying("preview/one"), { version: "0.2" }));
      expect(again).toMatchObject({ outcome: "success" });
    } finally {
      await server.owner.put("/environment-settings", { createOnFirstUse: true });
    }
  });

  test("its rules hold where the stage would start: branches, and who may deploy", async () => {
    await makeEnvironment("guarded", { branches: ["release/**"] });
    const stray = await endOf(server.owner, await ship(server.owner, deploying("GUARDED")));
    expect(stageOf(stray)).toMatchObject({ outcome: "rejected", attempt: 0 });
    expect(stageOf(stray).message).toContain("only the branches release/**");
    const maintainer = await server.client({ role: "maintainer" });
    await makeEnvironment("owners-only", { deployers: { roles: ["owner"], users: [] } });
    const theirs = await endOf(server.owner, await ship(maintainer, deploying("owners-only")));
    expect(stageOf(theirs)).toMatchObject({ outcome: "rejected" });
    const ours = await endOf(server.owner, await ship(server.owner, deploying("owners-only")));
    expect(stageOf(ours)).toMatchObject({ outcome: "success" });
    const { body } = await server.owner.get("/audit?limit=200");
    expect(body.items.map(({ operation }: { operation: string }) => operation)).toContain("deployment.refused");
  });

  test("a token that may run but not deploy starts what does not deploy, and deploys nothing", async () => {
    const runner = await server.client({ role: "maintainer", scopes: ["run"] });
    const ended = await endOf(server.owner, await ship(runner, deploying("by-token")));
    expect(stageOf(ended, "build")).toMatchObject({ outcome: "success" });
    expect(stageOf(ended)).toMatchObject({ outcome: "rejected", message: expect.stringContaining("may not deploy") });
  });

  test("deployments to one environment take turns, and wait as long as it says", async () => {
    await makeEnvironment("in-turns", { oneAtATime: true, waitMs: 50 });
    const trace = join(directory, "trace");
    const text = `
name: turns
stages:
  deploy:
    environment: in-turns
    steps: ['echo begin >> ${trace}; sleep 0.1; echo end >> ${trace}']
`;
    const started = await Promise.all([1, 2, 3].map(() => ship(server.owner, text)));
    for (const id of started) expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
    expect((await readFile(trace, "utf8")).trim().split("\n")).toEqual(Array(3).fill(["begin", "end"]).flat());
    const { queuedAt, startedAt } = stageOf((await server.owner.get(`/executions/${started[0]}`)).body);
    expect(Date.parse(startedAt) - Date.parse(queuedAt)).toBeGreaterThanOrEqual(50);
  });

  test("what waits for its turn says so, and an environment that is being deployed to is not removed", async () => {
    await using gate = await createGate();
    const { id: environmentId } = await makeEnvironment("busy", { oneAtATime: true });
    const text = `name: busy\nstages: { deploy: { environment: busy, steps: ['${gate.wait}'] } }\n`;
    const first = await ship(server.owner, text);
    await until(async () => (await stateOf(server.owner, first, "deploy")) === "running" || undefined);
    const second = await ship(server.owner, text);
    const why = await until(async () => {
      const { body } = await server.owner.get(`/executions/${second}/why-queued`);
      return body.why?.kind === "starting" ? undefined : body.why;
    });
    expect(why).toMatchObject({ kind: "stages", waiting: [{ stage: "deploy", group: "environment busy" }] });
    expect((await server.owner.delete(`/environments/${environmentId}`)).status).toBe(409);
    await gate.open();
    for (const id of [first, second]) expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
  });

  test("what waits for its time goes on waiting through a restart, and can be cancelled", async () => {
    const data = await mkdtemp(join(tmpdir(), "headrace-waiting-"));
    const before = await startServer({ dataDirectory: data });
    const there = await createProject(before.owner);
    const path = `/repositories/${there.repositoryId}/environments`;
    await before.owner.post(path, { name: "later", rules: { waitMs: 86_400_000, oneAtATime: true } });
    const text = "name: later\nstages: { deploy: { environment: later, steps: ['true'] } }\n";
    const id: string = (await runInline(before.owner, there, { text })).body.executionId;
    await until(async () => (await stateOf(before.owner, id, "deploy")) === "queued" || undefined);
    await before[Symbol.asyncDispose]();
    const after = await startServer({ dataDirectory: data, empty: true });
    try {
      const ada = await after.member(before.owner.userId);
      await until(() => after.app.runs.handle(id));
      expect(await stateOf(ada, id, "deploy")).toBe("queued");
      await ada.post(`/executions/${id}/cancel`);
      expect(await endOf(ada, id)).toMatchObject({ outcome: "cancelled" });
    } finally {
      await after[Symbol.asyncDispose]();
      await there.remove();
      await rm(data, { recursive: true, force: true });
    }
  });
});

describe("approvals", () => {
  test("of the stage and of the environment are counted each for itself, each person once", async () => {
    const [first, second, developer] = await Promise.all([
      server.client({ role: "maintainer" }),
      server.client({ role: "maintainer" }),
      server.client({ role: "developer" }),
    ]);
    await server.owner.put("/teams/Crew", { members: [developer.userId] });
    await makeEnvironment("careful", { approval: { approvers: ["team:crew"], minimum: 1 } });
    const more =
      "    approval: { approvers: ['role:maintainer'], minimum: 1, instructions: 'Look at ${{ params.version }}' }";
    const id = await ship(server.owner, deploying("careful", { more }), { version: "2" });
    const asked = await approvalOf(id);
    expect(asked).toMatchObject({
      stage: "deploy",
      environment: "careful",
      state: "waiting",
      minimum: 2,
      instructions: "Look at 2",
      mine: true,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      triggeredBy: { userId: server.owner.userId },
    });
    const path = `/approvals/${asked.id}`;
    expect((await first.get("/approvals?mine=true")).body.items).toMatchObject([{ id: asked.id, mine: true }]);
    const other = await server.client({ role: "developer" });
    expect((await other.get("/approvals?mine=true")).body.items).toEqual([]);
    expect((await other.get("/approvals")).body.items).toMatchObject([{ id: asked.id, mine: false }]);
    expect((await other.post(`${path}/approve`)).status).toBe(403);
    const wrong = await first.post(`${path}/approve`, { digest: "0".repeat(64) });
    expect(wrong).toMatchObject({ status: 409, body: { digest: asked.digest } });
    const half = await first.post(`${path}/approve`, { comment: "fine", digest: asked.digest });
    expect(half).toMatchObject({ status: 200, body: { state: "waiting", decisions: [{ comment: "fine" }] } });
    expect((await first.post(`${path}/approve`)).status).toBe(409);
    // Another maintainer is one too many: who is missing is somebody of the team.
    expect((await second.post(`${path}/approve`)).status).toBe(403);
    expect(await developer.post(`${path}/approve`)).toMatchObject({ status: 200, body: { state: "approved" } });
    expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
    const after = (await server.owner.get(path)).body;
    expect(after.decisions.map(({ by }: { by: string }) => by)).toHaveLength(2);
    expect(after).toMatchObject({ state: "approved", settledAt: expect.any(String) });
    expect((await second.post(`${path}/reject`)).body.code).toBe("not-waiting");
  });

  test("whoever started it may be left out, a token needs the scope, and one who refuses is enough", async () => {
    const more = "    approval: { minimum: 2, preventSelfApproval: true }";
    const id = await ship(server.owner, deploying("refused", { more }));
    const { id: approvalId } = await approvalOf(id);
    const path = `/approvals/${approvalId}`;
    expect(await server.owner.post(`${path}/approve`)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("whoever started") },
    });
    const runner = await server.client({ role: "maintainer", scopes: ["run"] });
    expect((await runner.post(`${path}/approve`)).status).toBe(403);
    const viewer = await server.client({ role: "viewer" });
    expect((await viewer.post(`${path}/reject`)).status).toBe(403);
    expect((await (await server.outsider()).post(`${path}/reject`)).status).toBe(404);
    const deployer = await server.client({ role: "developer", scopes: ["deploy"] });
    const refused = await deployer.post(`${path}/reject`, { comment: "not on a Friday" });
    expect(refused).toMatchObject({ status: 200, body: { state: "rejected" } });
    const ended = await endOf(server.owner, id);
    expect(stageOf(ended)).toMatchObject({ outcome: "rejected", attempt: 0 });
    expect(stageOf(ended).message).toContain("not on a Friday");
  });

  test("two who decide at once: one word too many is refused, and nothing runs twice", async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => server.client({ role: "maintainer" })));
    const more = "    approval: { minimum: 2 }";
    const id = await ship(server.owner, deploying("at-once", { more }));
    const { id: approvalId } = await approvalOf(id);
    const answers = await Promise.all(people.map((person) => person.post(`/approvals/${approvalId}/approve`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
    expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
    const { body } = await server.owner.get(`/approvals/${approvalId}`);
    expect(body.decisions).toHaveLength(2);
  });

  test("its time ends it, a cancel ends it, and after either nobody decides", async () => {
    const short = await ship(server.owner, deploying("timed", { more: "    approval: { timeout: 1s }" }));
    const timed = await approvalOf(short);
    expect(timed.expiresAt).toBeDefined();
    expect(stageOf(await endOf(server.owner, short))).toMatchObject({
      outcome: "rejected",
      message: expect.stringContaining("expired"),
    });
    expect((await server.owner.get(`/approvals/${timed.id}`)).body).toMatchObject({ state: "expired" });
    expect((await server.owner.post(`/approvals/${timed.id}/approve`)).status).toBe(409);
    const long = await ship(server.owner, deploying("timed", { more: "    approval: {}" }));
    const cancelled = await approvalOf(long);
    await server.owner.post(`/executions/${long}/cancel`);
    await endOf(server.owner, long);
    expect((await server.owner.get(`/approvals/${cancelled.id}`)).body).toMatchObject({ state: "cancelled" });
    expect((await server.owner.post(`/approvals/${cancelled.id}/approve`)).body.code).toBe("not-waiting");
    expect((await server.owner.get(`/approvals?execution=${long}`)).body.items).toEqual([]);
    expect((await server.owner.get(`/approvals?execution=${long}&state=all`)).body.items).toHaveLength(1);
  });
});

describe("deployments", () => {
  test("are kept with version, link and what stood before; going back deploys the last good one again", async () => {
    const one = await ship(server.owner, deploying("production"), { version: "1.0" });
    await endOf(server.owner, one);
    const two = await ship(server.owner, deploying("production"), { version: "1.1" });
    await endOf(server.owner, two);
    expect(await liveVersion()).toBe("1.1");
    const environment = await environmentNamed("production");
    const path = `/environments/${environment.id}`;
    const history = (await server.owner.get(`${path}/deployments`)).body.items;
    expect(history).toMatchObject([
      { executionId: two, version: "1.1", current: true, outcome: "success", previousId: history[1].id },
      { executionId: one, version: "1.0", current: false, url: "https://shop.example.org/1.0" },
    ]);
    expect((await server.owner.get(`/deployments/${history[0].id}`)).body).toEqual(history[0]);
    const page = (await server.owner.get(`${path}/deployments?limit=1`)).body;
    const next = (await server.owner.get(`${path}/deployments?limit=1&cursor=${page.nextCursor}`)).body;
    expect([page.items[0].id, next.items[0].id]).toEqual([history[0].id, history[1].id]);

    const builds = await readFile(`${live}.builds`, "utf8");
    const changed = await server.owner.post(`${path}/rollback`, { parameters: { version: "0.9" } });
    expect(changed).toMatchObject({ status: 400, body: { faults: [{ path: "parameters.version" }] } });
    const back = await server.owner.post(`${path}/rollback`, { reason: "orders could not be paid" });
    const twice = await server.owner.post(`${path}/rollback`);
    expect(twice).toMatchObject({ status: 409 });
    expect(back).toMatchObject({ status: 201, body: { deployment: history[1].id } });
    const ended = await endOf(server.owner, back.body.executionId);
    expect(ended).toMatchObject({
      outcome: "success",
      rerunOf: one,
      rollback: { executionId: one, environment: "production", reason: "orders could not be paid" },
      stages: [
        { stage: "build", reused: true },
        { stage: "deploy", outcome: "success", reused: false },
      ],
    });
    expect(await liveVersion()).toBe("1.0");
    expect(await readFile(`${live}.builds`, "utf8")).toBe(builds);
    expect((await server.owner.get(`/executions/${two}`)).body).toMatchObject({
      rolledBack: true,
      rollbackReason: "orders could not be paid",
      previousExecutionId: one,
      rolledBackBy: back.body.executionId,
    });
    const after = (await server.owner.get(`${path}/deployments`)).body.items;
    expect(after).toMatchObject([
      { version: "1.0", current: true, rollbackTo: history[1].id, previousId: history[0].id },
      { version: "1.1", rolledBack: true, rollbackReason: "orders could not be paid", rolledBackBy: after[0].id },
      { version: "1.0", rolledBack: false },
    ]);
    // There is nothing before it any more, but one can be chosen.
    expect((await server.owner.post(`${path}/rollback`)).status).toBe(409);
    const chosen = await server.owner.post(`${path}/rollback`, { deployment: history[0].id });
    await endOf(server.owner, chosen.body.executionId);
    expect(await liveVersion()).toBe("1.1");
    const viewer = await server.client({ role: "viewer" });
    expect((await viewer.post(`${path}/rollback`)).status).toBe(403);
  });

  test("after a deployment that failed, going back brings what stood", async () => {
    const good = await ship(server.owner, deploying("fragile"), { version: "3.0" });
    await endOf(server.owner, good);
    const bad = await ship(server.owner, deploying("fragile"), { version: "3.1", broken: true });
    expect(await endOf(server.owner, bad)).toMatchObject({ outcome: "failed" });
    expect(await liveVersion()).toBe("3.1");
    const { id } = await environmentNamed("fragile");
    const back = await server.owner.post(`/environments/${id}/rollback`);
    expect(await endOf(server.owner, back.body.executionId)).toMatchObject({ outcome: "success" });
    expect(await liveVersion()).toBe("3.0");
  });

  test("a stage's own rollback steps run when its deployment fails, and the execution says so", async () => {
    const more = `    rollback: { steps: ['cp ${live}.before ${live}'] }`;
    const good = await ship(server.owner, deploying("mended", { more }), { version: "4.0" });
    await endOf(server.owner, good);
    const bad = await ship(server.owner, deploying("mended", { more }), { version: "4.1", broken: true });
    expect(await endOf(server.owner, bad)).toMatchObject({
      outcome: "failed",
      rolledBack: true,
      rollbackComplete: true,
      rollbackReason: "deploy: exit code 1",
      previousExecutionId: good,
    });
    expect(await liveVersion()).toBe("4.0");
    const { id } = await environmentNamed("mended");
    expect((await server.owner.get(`/environments/${id}/deployments`)).body.items).toMatchObject([
      { executionId: bad, outcome: "failed", rolledBack: true, current: false },
      { executionId: good, outcome: "success", current: true },
    ]);
  });

  test("what is kept of approvals and deployments is made from the events, and can be made anew", async () => {
    const more = `    approval: {}\n    rollback: { steps: ['true'] }\n    retry: { attempts: 2, on: [failed] }`;
    const id = await ship(server.owner, deploying("rebuilt", { more }), { broken: true });
    const { id: approvalId } = await approvalOf(id);
    await server.owner.post(`/approvals/${approvalId}/approve`, { comment: "go" });
    await endOf(server.owner, id);
    const { tables, projections } = server.app;
    const rows = async () => ({
      approvals: await tables.selectFrom("approvals").selectAll().where("execution_id", "=", id).execute(),
      deployments: await tables
        .selectFrom("deployments")
        .selectAll()
        .where("execution_id", "=", id)
        .orderBy("attempt")
        .execute(),
    });
    const before = await rows();
    expect(before.approvals).toMatchObject([{ state: "approved" }]);
    expect(before.deployments).toMatchObject([
      { attempt: 1, outcome: "failed", rolled_back: 0 },
      { attempt: 2, outcome: "failed", rolled_back: 1 },
    ]);
    await tables.deleteFrom("approvals").where("execution_id", "=", id).execute();
    await tables.deleteFrom("deployments").where("execution_id", "=", id).execute();
    await projections.rebuild(id);
    expect(await rows()).toEqual(before);
  });
});

test("an approval goes on through restarts of the server, with what was said before", async () => {
  const data = await mkdtemp(join(tmpdir(), "headrace-approvals-"));
  const before = await startServer({ dataDirectory: data });
  const there = await createProject(before.owner);
  const bo = await before.client({ role: "maintainer" });
  const text = `
name: careful
stages:
  deploy:
    environment: { name: production }
    approval: { minimum: 2, instructions: Look }
    steps: ['echo 7 > ${join(data, "live")}']
    outputs: { version: "7" }
`;
  const id: string = (await runInline(before.owner, there, { text })).body.executionId;
  const asked = await until(async () => (await before.owner.get(`/approvals?execution=${id}`)).body.items[0]);
  await before.owner.post(`/approvals/${asked.id}/approve`, { comment: "first" });
  const waiting = (await before.owner.get(`/approvals/${asked.id}`)).body;
  // As if the server had died before it wrote down what it was about to.
  await before.app.tables.deleteFrom("approvals").where("execution_id", "=", id).execute();
  await before[Symbol.asyncDispose]();

  const after = await startServer({ dataDirectory: data, empty: true });
  try {
    const ada = await after.member(before.owner.userId);
    expect((await ada.get(`/approvals/${asked.id}`)).body).toEqual(waiting);
    expect((await ada.post(`/approvals/${asked.id}/approve`)).status).toBe(409);
    const second = await (await after.member(bo.userId)).post(`/approvals/${asked.id}/approve`);
    expect(second).toMatchObject({ status: 200, body: { state: "approved", decisions: [{ comment: "first" }, {}] } });
    expect(await endOf(ada, id)).toMatchObject({ outcome: "success" });
    const [made] = (await ada.get(`/repositories/${there.repositoryId}/environments`)).body.items;
    expect(made).toMatchObject({ name: "production", currentVersion: "7" });
    expect((await readFile(join(data, "live"), "utf8")).trim()).toBe("7");
  } finally {
    await after[Symbol.asyncDispose]();
    await there.remove();
    await rm(data, { recursive: true, force: true });
  }
});

test("what a stranger's pull request or nobody started is deployed only where it may be", async () => {
  await makeEnvironment("people-only", { deployers: { roles: ["developer"] } });
  await makeEnvironment("automatic", { deployers: { automatic: true } });
  const start = async (environment: string, trust: "own" | "fork") => {
    const { executionId } = await server.app.runs.start({
      organizationId: server.organizationId,
      repositoryId: project.repositoryId,
      text: deploying(environment),
      event: trust === "fork" ? "pull_request" : "push",
      actor: { kind: "webhook", id: "hook", name: "GitHub" },
      trust,
      git: {},
    });
    return stageOf(await endOf(server.owner, executionId));
  };
  expect(await start("people-only", "own")).toMatchObject({ outcome: "rejected" });
  expect(await start("automatic", "own")).toMatchObject({ outcome: "success" });
  expect(await start("automatic", "fork")).toMatchObject({ outcome: "rejected" });
  expect(await start("of-a-stranger", "fork")).toMatchObject({ outcome: "rejected" });
  expect(await environmentNamed("of-a-stranger")).toBeUndefined();
});

test("rules that change while a deployment waits hold when it would start", async () => {
  const { id: environmentId } = await makeEnvironment("changing");
  const id = await ship(server.owner, deploying("changing", { more: "    approval: {}" }));
  const { id: approvalId } = await approvalOf(id);
  await server.owner.patch(`/environments/${environmentId}`, { rules: { branches: ["release/**"] } });
  await server.owner.post(`/approvals/${approvalId}/approve`);
  expect(stageOf(await endOf(server.owner, id))).toMatchObject({ outcome: "rejected", attempt: 0 });
});

test("what has begun is not left half done: further attempts and the rollback run under rules that came later", async () => {
  await using gate = await createGate();
  const { id: environmentId } = await makeEnvironment("half-done");
  const text = `
name: half
stages:
  deploy:
    environment: half-done
    retry: { attempts: 2, on: [failed] }
    steps: ['${gate.wait}; false']
    rollback: { steps: ['true'] }
`;
  const id = await ship(server.owner, text);
  await until(async () => (await stateOf(server.owner, id, "deploy")) === "running" || undefined);
  await server.owner.patch(`/environments/${environmentId}`, { rules: { branches: ["release/**"] } });
  await gate.open();
  const ended = await endOf(server.owner, id);
  expect(ended).toMatchObject({ outcome: "failed", rolledBack: true });
  expect(stageOf(ended)).toMatchObject({ outcome: "failed", attempt: 2 });
});

test("of a matrix only the instance that deployed there goes back", async () => {
  const text = (version: string) => `
name: regions
stages:
  deploy:
    matrix: { axes: { region: [north, south] } }
    environment: { name: 'shop \${{ matrix.region }}' }
    variables: { REGION: '\${{ matrix.region }}' }
    steps: ['echo ${version} >> ${join(directory, "region-$REGION")}']
`;
  for (const version of ["1", "2"]) await endOf(server.owner, await ship(server.owner, text(version)));
  const { id } = await environmentNamed("shop north");
  const { body } = await server.owner.post(`/environments/${id}/rollback`);
  expect(await endOf(server.owner, body.executionId)).toMatchObject({ outcome: "success" });
  expect(await readFile(join(directory, "region-north"), "utf8")).toBe("1\n2\n1\n");
  expect(await readFile(join(directory, "region-south"), "utf8")).toBe("1\n2\n");
});

test("quality gates tell what they measured", async () => {
  const text = `
name: gated
stages:
  lint:
    steps: ['echo "::warning::one" && echo "::warning::two"']
    gates: { warnings: 1 }
  fine:
    steps: ['echo "::warning::one"']
    gates: { warnings: 1 }
`;
  const id = await ship(server.owner, text);
  expect(await endOf(server.owner, id)).toMatchObject({ outcome: "failed" });
  const { body } = await server.owner.get(`/executions/${id}/gates`);
  expect(body.passed).toBe(false);
  expect(body.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ stage: "lint", name: "warnings", value: 2, threshold: 1, passed: false }),
      expect.objectContaining({ stage: "fine", value: 1, passed: true }),
    ]),
  );
});
