import { randomUUID } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate, createProject, endOf, runInline, stateOf, until } from "./executions.ts";
import { type Client, startServer } from "./start-server.ts";
import { createShop, type Shop, stageOf } from "./support/create-shop.ts";
import { restartServer } from "./support/restart-server.ts";
import { share } from "./support/share.ts";

let shop: Shop;
share(
  async () => {
    shop = await createShop();
  },
  () => shop[Symbol.asyncDispose](),
);

describe("environments", () => {
  test("are made with rules, read, changed and removed; names differ by more than capitals", async () => {
    const made = await shop.makeEnvironment("qa", { branches: ["main"] });
    expect(made).toMatchObject({ name: "qa", rules: { branches: ["main"], oneAtATime: false, waitMs: 0 } });
    const path = `/environments/${made.id}`;
    const taken = await shop.server.owner.post(`/repositories/${shop.project.repositoryId}/environments`, {
      name: "QA",
    });
    expect(taken).toMatchObject({ status: 409, body: { code: "conflict" } });
    const bad = await shop.server.owner.patch(path, { rules: { branch: ["main"] } });
    expect(bad).toMatchObject({ status: 400 });
    const changed = await shop.server.owner.patch(path, { name: "quality", rules: { waitMs: 5 } });
    expect(changed.body).toMatchObject({ name: "quality", rules: { waitMs: 5, branches: [] } });
    expect((await shop.server.owner.get(path)).body).toEqual(changed.body);
    const developer = await shop.server.client({ role: "developer" });
    expect((await developer.patch(path, { name: "mine" })).status).toBe(403);
    expect((await developer.get(path)).status).toBe(200);
    expect((await (await shop.server.outsider()).get(path)).status).toBe(404);
    const found = async (client: Client, search: string) =>
      (await client.get(`/environments?search=${search}`)).body.items;
    expect(await found(developer, "QUAL")).toEqual([changed.body]);
    expect(await found(developer, "nowhere")).toEqual([]);
    expect(await found(await shop.server.outsider(), "qual")).toEqual([]);
    const limit = { user: developer.userId, scope: "repository", scopeId: shop.project.repositoryId, role: "none" };
    expect((await shop.server.owner.put("/role-limits", limit)).status).toBe(200);
    expect(await found(developer, "qual")).toEqual([]);
    expect((await shop.server.owner.delete(path)).status).toBe(200);
    expect((await shop.server.owner.get(path)).status).toBe(404);
  });

  test("a stage makes the one it names, unless the organization says no", async () => {
    const first = await shop.ship(shop.server.owner, shop.deploying("preview/one"), { version: "0.1" });
    expect(await endOf(shop.server.owner, first)).toMatchObject({ outcome: "success" });
    const made = await shop.environmentNamed("preview/one");
    expect(made).toMatchObject({ currentVersion: "0.1", url: "https://shop.example.org/0.1" });
    await shop.server.owner.put("/environment-settings", { createOnFirstUse: false });
    try {
      const second = await endOf(shop.server.owner, await shop.ship(shop.server.owner, shop.deploying("preview/two")));
      expect(second).toMatchObject({ outcome: "failed" });
      expect(stageOf(second)).toMatchObject({ outcome: "rejected", attempt: 0, environment: "preview/two" });
      expect(stageOf(second).message).toContain('there is no environment "preview/two"');
      expect(await shop.environmentNamed("preview/two")).toBeUndefined();
      const again = await endOf(
        shop.server.owner,
        await shop.ship(shop.server.owner, shop.deploying("preview/one"), { version: "0.2" }),
      );
      expect(again).toMatchObject({ outcome: "success" });
    } finally {
      await shop.server.owner.put("/environment-settings", { createOnFirstUse: true });
    }
  });

  test("its rules hold where the stage would start: branches, and who may deploy", async () => {
    await shop.makeEnvironment("guarded", { branches: ["release/**"] });
    const stray = await endOf(shop.server.owner, await shop.ship(shop.server.owner, shop.deploying("GUARDED")));
    expect(stageOf(stray)).toMatchObject({ outcome: "rejected", attempt: 0 });
    expect(stageOf(stray).message).toContain("only the branches release/**");
    const maintainer = await shop.server.client({ role: "maintainer" });
    await shop.makeEnvironment("owners-only", { deployers: { roles: ["owner"], users: [] } });
    const theirs = await endOf(shop.server.owner, await shop.ship(maintainer, shop.deploying("owners-only")));
    expect(stageOf(theirs)).toMatchObject({ outcome: "rejected" });
    const ours = await endOf(shop.server.owner, await shop.ship(shop.server.owner, shop.deploying("owners-only")));
    expect(stageOf(ours)).toMatchObject({ outcome: "success" });
    const { body } = await shop.server.owner.get("/audit?limit=200");
    expect(body.items.map(({ operation }: { operation: string }) => operation)).toContain("deployment.refused");
  });

  test("a token that may run but not deploy starts what does not deploy, and deploys nothing", async () => {
    const runner = await shop.server.client({ role: "maintainer", scopes: ["run"] });
    const ended = await endOf(shop.server.owner, await shop.ship(runner, shop.deploying("by-token")));
    expect(stageOf(ended, "build")).toMatchObject({ outcome: "success" });
    expect(stageOf(ended)).toMatchObject({ outcome: "rejected", message: expect.stringContaining("may not deploy") });
  });

  test("deployments to one environment take turns, and wait as long as it says", async () => {
    await shop.makeEnvironment("in-turns", { oneAtATime: true, waitMs: 50 });
    const trace = join(shop.directory, "trace");
    const text = `
name: turns
stages:
  deploy:
    environment: in-turns
    steps: ['echo begin >> ${trace}; sleep 0.1; echo end >> ${trace}']
`;
    const started = await Promise.all([1, 2, 3].map(() => shop.ship(shop.server.owner, text)));
    for (const id of started) expect(await endOf(shop.server.owner, id)).toMatchObject({ outcome: "success" });
    expect((await readFile(trace, "utf8")).trim().split("\n")).toEqual(Array(3).fill(["begin", "end"]).flat());
    const { queuedAt, startedAt } = stageOf((await shop.server.owner.get(`/executions/${started[0]}`)).body);
    expect(Date.parse(startedAt) - Date.parse(queuedAt)).toBeGreaterThanOrEqual(50);
  });

  test("what waits for its turn says so, and an environment that is being deployed to is not removed", async () => {
    await using gate = await createGate();
    const { id: environmentId } = await shop.makeEnvironment("busy", { oneAtATime: true });
    const text = `name: busy\nstages: { deploy: { environment: busy, steps: ['${gate.wait}'] } }\n`;
    const first = await shop.ship(shop.server.owner, text);
    await until(async () => (await stateOf(shop.server.owner, first, "deploy")) === "running" || undefined);
    const second = await shop.ship(shop.server.owner, text);
    const why = await until(async () => {
      const { body } = await shop.server.owner.get(`/executions/${second}/why-queued`);
      return body.why?.kind === "starting" ? undefined : body.why;
    });
    expect(why).toMatchObject({ kind: "stages", waiting: [{ stage: "deploy", group: "environment busy" }] });
    expect((await shop.server.owner.delete(`/environments/${environmentId}`)).status).toBe(409);
    await gate.open();
    for (const id of [first, second]) expect(await endOf(shop.server.owner, id)).toMatchObject({ outcome: "success" });
  });

  test("what waits for its time goes on waiting through a restart, and can be cancelled", async () => {
    const data = await mkdtemp(join(tmpdir(), "headrace-waiting-"));
    const before = await startServer({ dataDirectory: data });
    const there = await createProject(before.owner);
    const path = `/repositories/${there.repositoryId}/environments`;
    await before.owner.post(path, { name: "later", rules: { waitMs: 86_400_000, oneAtATime: true } });
    const text = "name: later\nstages: { deploy: { environment: later, steps: ['true'] } }\n";
    const id: string = (await runInline(before.owner, there, { text })).body.id;
    await until(async () => (await stateOf(before.owner, id, "deploy")) === "queued" || undefined);
    await before[Symbol.asyncDispose]();

    await using after = await restartServer(data);
    await until(() => after.server.app.runs.handle(id));
    expect(await stateOf(after.owner, id, "deploy")).toBe("queued");
    await after.owner.post(`/executions/${id}/cancel`);
    expect(await endOf(after.owner, id)).toMatchObject({ outcome: "cancelled" });
    await there.remove();
  });
});

describe("approvals", () => {
  test("of the stage and of the environment are counted each for itself, each person once", async () => {
    const [first, second, developer] = await Promise.all([
      shop.server.client({ role: "maintainer" }),
      shop.server.client({ role: "maintainer" }),
      shop.server.client({ role: "developer" }),
    ]);
    await shop.server.owner.put("/teams/Crew", { members: [developer.userId] });
    const teams = async (search: string) => (await shop.server.owner.get(`/teams?search=${search}`)).body.items;
    expect(await teams("crew")).toMatchObject([{ name: "Crew" }]);
    expect(await teams("nobody-at-all")).toEqual([]);
    await shop.makeEnvironment("careful", { approval: { approvers: ["team:crew"], minimum: 1 } });
    const more =
      "    approval: { approvers: ['role:maintainer'], minimum: 1, instructions: 'Look at ${{ params.version }}' }";
    const id = await shop.ship(shop.server.owner, shop.deploying("careful", { more }), { version: "2" });
    const asked = await shop.approvalOf(id);
    expect(asked).toMatchObject({
      stage: "deploy",
      environment: "careful",
      state: "waiting",
      minimum: 2,
      instructions: "Look at 2",
      mine: true,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      triggeredBy: { userId: shop.server.owner.userId },
    });
    const path = `/approvals/${asked.id}`;
    expect((await first.get("/approvals?mine=true")).body.items).toMatchObject([{ id: asked.id, mine: true }]);
    const other = await shop.server.client({ role: "developer" });
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
    expect(await endOf(shop.server.owner, id)).toMatchObject({ outcome: "success" });
    const after = (await shop.server.owner.get(path)).body;
    expect(after.decisions.map(({ by }: { by: string }) => by)).toHaveLength(2);
    expect(after).toMatchObject({ state: "approved", settledAt: expect.any(String) });
    expect((await second.post(`${path}/reject`)).body.code).toBe("not-waiting");
  });

  test("whoever started it may be left out, a token needs the scope, and one who refuses is enough", async () => {
    const more = "    approval: { minimum: 2, preventSelfApproval: true }";
    const id = await shop.ship(shop.server.owner, shop.deploying("refused", { more }));
    const { id: approvalId } = await shop.approvalOf(id);
    expect((await shop.server.owner.get(`/executions/${id}/why-queued`)).body).toEqual({
      why: { kind: "approvals", waiting: [{ id: approvalId, stage: "deploy", instance: "deploy" }] },
      message: "It waits for people to approve deploy.",
    });
    const listed = async (filter: string): Promise<unknown> =>
      (await shop.server.owner.get(`/executions?${filter}`)).body.items.find(
        (each: { readonly id: string }) => each.id === id,
      );
    expect(await listed("awaitsApproval=true")).toMatchObject({ state: "running", awaitsApproval: true });
    expect(await listed("awaitsApproval=false")).toBeUndefined();
    const asked = async (search: string) =>
      (await shop.server.owner.get(`/approvals?execution=${id}&search=${search}`)).body.items;
    expect(await asked("SHIP")).toMatchObject([{ id: approvalId }]);
    expect(await asked("nothing")).toEqual([]);
    const path = `/approvals/${approvalId}`;
    expect(await shop.server.owner.post(`${path}/approve`)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("whoever started") },
    });
    const runner = await shop.server.client({ role: "maintainer", scopes: ["run"] });
    expect((await runner.post(`${path}/approve`)).status).toBe(403);
    const viewer = await shop.server.client({ role: "viewer" });
    expect((await viewer.post(`${path}/reject`)).status).toBe(403);
    expect((await (await shop.server.outsider()).post(`${path}/reject`)).status).toBe(404);
    const deployer = await shop.server.client({ role: "developer", scopes: ["deploy"] });
    const refused = await deployer.post(`${path}/reject`, { comment: "not on a Friday" });
    expect(refused).toMatchObject({ status: 200, body: { state: "rejected" } });
    const ended = await endOf(shop.server.owner, id);
    expect(stageOf(ended)).toMatchObject({ outcome: "rejected", attempt: 0 });
    expect(stageOf(ended).message).toContain("not on a Friday");
  });

  test("two who decide at once: one word too many is refused, and nothing runs twice", async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => shop.server.client({ role: "maintainer" })));
    const more = "    approval: { minimum: 2 }";
    const id = await shop.ship(shop.server.owner, shop.deploying("at-once", { more }));
    const { id: approvalId } = await shop.approvalOf(id);
    const answers = await Promise.all(people.map((person) => person.post(`/approvals/${approvalId}/approve`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
    expect(await endOf(shop.server.owner, id)).toMatchObject({ outcome: "success" });
    const { body } = await shop.server.owner.get(`/approvals/${approvalId}`);
    expect(body.decisions).toHaveLength(2);
  });

  test("its time ends it, a cancel ends it, and after either nobody decides", async () => {
    const short = await shop.ship(
      shop.server.owner,
      shop.deploying("timed", { more: "    approval: { timeout: 1s }" }),
    );
    const timed = await shop.approvalOf(short);
    expect(timed.expiresAt).toBeDefined();
    expect(stageOf(await endOf(shop.server.owner, short))).toMatchObject({
      outcome: "rejected",
      message: expect.stringContaining("expired"),
    });
    expect((await shop.server.owner.get(`/approvals/${timed.id}`)).body).toMatchObject({ state: "expired" });
    expect((await shop.server.owner.post(`/approvals/${timed.id}/approve`)).status).toBe(409);
    const long = await shop.ship(shop.server.owner, shop.deploying("timed", { more: "    approval: {}" }));
    const cancelled = await shop.approvalOf(long);
    await shop.server.owner.post(`/executions/${long}/cancel`);
    await endOf(shop.server.owner, long);
    expect((await shop.server.owner.get(`/approvals/${cancelled.id}`)).body).toMatchObject({ state: "cancelled" });
    expect((await shop.server.owner.post(`/approvals/${cancelled.id}/approve`)).body.code).toBe("not-waiting");
    expect((await shop.server.owner.get(`/approvals?execution=${long}`)).body.items).toEqual([]);
    expect((await shop.server.owner.get(`/approvals?execution=${long}&state=all`)).body.items).toHaveLength(1);
  });
});

test("an approval goes on through restarts of the server, with all that was said before", async () => {
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
  const id: string = (await runInline(before.owner, there, { text })).body.id;
  const asked = await until(async () => (await before.owner.get(`/approvals?execution=${id}`)).body.items[0]);
  await before.owner.post(`/approvals/${asked.id}/approve`, { comment: "first" });
  const waiting = (await before.owner.get(`/approvals/${asked.id}`)).body;
  // As if the server had died before it wrote down what it was about to.
  await before.app.tables.deleteFrom("approvals").where("execution_id", "=", id).execute();
  const { email: person } = await before.app.tables
    .selectFrom("user")
    .select("email")
    .where("id", "=", bo.userId)
    .executeTakeFirstOrThrow();
  await before.app.tables
    .insertInto("approval_words")
    .values({
      ...{ execution_id: id, stage: "deploy", instance: "deploy", place: 1 },
      ...{ person, decision: "approve", comment: "second", said_at: Date.now(), told: 0 },
    })
    .execute();
  await before[Symbol.asyncDispose]();

  await using after = await restartServer(data);
  const ada = after.owner;
  expect((await ada.post(`/approvals/${asked.id}/approve`)).status).toBe(409);
  expect(await endOf(ada, id)).toMatchObject({ outcome: "success" });
  const { requestedAt, decisions } = waiting;
  expect((await ada.get(`/approvals/${asked.id}`)).body).toMatchObject({
    state: "approved",
    requestedAt,
    decisions: [...decisions, { by: person, comment: "second" }],
  });
  const [made] = (await ada.get(`/repositories/${there.repositoryId}/environments`)).body.items;
  expect(made).toMatchObject({ name: "production", currentVersion: "7" });
  expect((await readFile(join(data, "live"), "utf8")).trim()).toBe("7");
  await there.remove();
});

test("what a stranger's pull request or nobody started is deployed only where it may be", async () => {
  await shop.makeEnvironment("people-only", { deployers: { roles: ["developer"] } });
  await shop.makeEnvironment("automatic", { deployers: { automatic: true } });
  const start = async (environment: string, trust: "own" | "fork") => {
    const { id: executionId } = await shop.server.app.runs.start({
      organizationId: shop.server.organizationId,
      repositoryId: shop.project.repositoryId,
      text: shop.deploying(environment),
      event: trust === "fork" ? "pull_request" : "push",
      actor: { kind: "webhook", id: "hook", name: "GitHub" },
      trust,
      git: {},
    });
    return stageOf(await endOf(shop.server.owner, executionId));
  };
  expect(await start("people-only", "own")).toMatchObject({ outcome: "rejected" });
  expect(await start("automatic", "own")).toMatchObject({ outcome: "success" });
  expect(await start("automatic", "fork")).toMatchObject({ outcome: "rejected" });
  expect(await start("of-a-stranger", "fork")).toMatchObject({ outcome: "rejected" });
  expect(await shop.environmentNamed("of-a-stranger")).toBeUndefined();
});

test("rules that change while a deployment waits hold when it would start", async () => {
  const { id: environmentId } = await shop.makeEnvironment("changing");
  const id = await shop.ship(shop.server.owner, shop.deploying("changing", { more: "    approval: {}" }));
  const { id: approvalId } = await shop.approvalOf(id);
  await shop.server.owner.patch(`/environments/${environmentId}`, { rules: { branches: ["release/**"] } });
  await shop.server.owner.post(`/approvals/${approvalId}/approve`);
  expect(stageOf(await endOf(shop.server.owner, id))).toMatchObject({ outcome: "rejected", attempt: 0 });
});

test("what has begun is not left half done: further attempts and the rollback run under rules that came later", async () => {
  await using gate = await createGate();
  const environment = `half-done-${randomUUID()}`;
  const { id: environmentId } = await shop.makeEnvironment(environment);
  const text = `
name: half
stages:
  deploy:
    environment: ${environment}
    retry: { attempts: 2, on: [failed] }
    steps: ['${gate.wait}; false']
    rollback: { steps: ['true'] }
`;
  const id = await shop.ship(shop.server.owner, text);
  await until(async () => (await stateOf(shop.server.owner, id, "deploy")) === "running" || undefined);
  await shop.server.owner.patch(`/environments/${environmentId}`, { rules: { branches: ["release/**"] } });
  await gate.open();
  const ended = await endOf(shop.server.owner, id);
  expect(ended).toMatchObject({ outcome: "failed", rolledBack: true });
  expect(stageOf(ended)).toMatchObject({ outcome: "failed", attempt: 2 });
});
