import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

const definition = "name: web\nstages:\n  test:\n    steps: [{ run: echo tested }]\n";

let server: TestServer;
let tree: WorkTree;
let repository: string;

share(
  async () => {
    server = await startServer();
    tree = await createWorkTree({ "headrace.yml": definition });
    const { body } = await server.owner.post("/repositories", { name: "web", location: tree.directory });
    repository = body.id;
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

async function create(name: string, more: Record<string, unknown> = { text: definition }): Promise<string> {
  const { status, body } = await server.owner.post("/pipelines", { name, repository, ...more });
  expect(status).toBe(201);
  return body.id;
}

test("a pipeline is made from a text or from stages, and is a draft", async () => {
  const fromText = await server.owner.post("/pipelines", { name: "from text", repository, text: definition });
  expect(fromText.body).toMatchObject({ active: false, version: 1, text: definition, diagnostics: [] });
  const stages = [
    { name: "build", steps: [{ run: "echo built" }] },
    { id: "test", needs: ["build"], steps: ["echo ok"] },
  ];
  const fromStages = await server.owner.post("/pipelines", {
    name: "from stages",
    repository,
    stages,
    triggers: { push: {} },
  });
  expect(fromStages.body.diagnostics).toEqual([]);
  const triggers = [
    { type: "push", branches: ["main"] },
    { type: "schedule", cron: "0 3 * * *" },
    { type: "schedule", cron: "0 4 * * *" },
    { type: "manual" },
  ];
  const listed = await server.owner.post("/pipelines", { name: "listed", repository, stages, triggers });
  expect(listed.body.diagnostics).toEqual([]);
  expect(JSON.parse(listed.body.text).triggers).toEqual({
    push: { branches: ["main"] },
    schedule: [{ cron: "0 3 * * *" }, { cron: "0 4 * * *" }],
    manual: true,
  });
  const twice = [{ type: "push" }, { type: "push" }];
  expect(await server.owner.post("/pipelines", { name: "twice", repository, stages, triggers: twice })).toMatchObject({
    status: 400,
    body: { faults: [{ path: "triggers", message: 'two have the type "push"' }] },
  });
  const read = await server.owner.get(`/pipelines/${fromStages.body.id}/export?format=json`);
  expect(read.body).toMatchObject({
    name: "from stages",
    stages: [{ id: "build" }, { id: "test", needs: [{ stage: "build" }] }],
  });
  const forBitbucket = await server.owner.get(`/pipelines/${fromStages.body.id}/export?format=bitbucket`);
  expect(forBitbucket.headers.get("content-disposition")).toContain("bitbucket-pipelines.yml");
  expect(forBitbucket.body).toMatch(/^# info: stages: A step that says no other time.*^pipelines:\n {2}default:\n/ms);
  const drawn = await server.owner.get(`/pipelines/${fromStages.body.id}/export?format=mermaid`);
  expect(drawn.body).toContain("-->");
  expect((await server.owner.post("/pipelines", { name: "from text", repository, text: definition })).status).toBe(409);
});

test("a definition with errors is kept to be corrected, and not activated", async () => {
  const broken = "name: web\nstages:\n  test:\n    need: [build]\n    steps: [{ run: echo }]\n";
  const { status, body } = await server.owner.post("/pipelines", { name: "broken", repository, text: broken });
  expect(status).toBe(201);
  expect(body.diagnostics).toMatchObject([{ code: "unknown-key", range: { start: { line: 4, column: 5 } } }]);
  expect(await server.owner.post(`/pipelines/${body.id}/activate`)).toMatchObject({
    status: 422,
    body: { code: "invalid-definition" },
  });
  expect(await server.owner.post(`/pipelines/${body.id}/execute`, {})).toMatchObject({ status: 422 });
  expect((await server.owner.get(`/pipelines/${body.id}`)).body.text).toBe(broken);
});

test("two editors do not overwrite each other", async () => {
  const id = await create("edited");
  const other = definition.replace("tested", "changed");
  expect((await server.owner.put(`/pipelines/${id}`, { text: other })).status).toBe(428);
  expect(await server.owner.put(`/pipelines/${id}`, { text: other }, { "if-match": '"1"' })).toMatchObject({
    status: 200,
    body: { version: 2 },
  });
  const late = await server.owner.put(`/pipelines/${id}`, { text: definition }, { "if-match": '"1"' });
  expect(late).toMatchObject({
    status: 409,
    body: { code: "version-conflict", current: 2, currentText: other, yourText: definition },
  });
  const versions = await server.owner.get(`/pipelines/${id}/versions`);
  expect(versions.body.items).toMatchObject([{ version: 2, message: "Change test" }, { version: 1 }]);
  expect((await server.owner.get(`/pipelines/${id}/versions/1`)).body.text).toBe(definition);
  expect((await server.owner.get(`/pipelines/${id}/diff?from=1&to=2`)).body).toMatchObject({
    same: false,
    stages: [{ kind: "changed", stage: "test" }],
  });
});

test("of many who save the same version at once, one does", async () => {
  const id = await create("raced");
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      server.owner.put(`/pipelines/${id}`, { text: definition.replace("tested", `${index}`) }, { "if-match": '"1"' }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
});

test("one pipeline is active for a repository and channel", async () => {
  const [first, second] = [await create("first"), await create("second")];
  const both = await Promise.all([first, second].map((id) => server.owner.post(`/pipelines/${id}/activate`)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = both.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({
    code: "active-pipeline-exists",
    active: { name: expect.stringMatching(/first|second/) },
  });
  const loser = both[0]?.status === 409 ? first : second;
  await server.owner.patch(`/pipelines/${loser}`, { channel: "nightly" });
  expect((await server.owner.post(`/pipelines/${loser}/activate`)).status).toBe(200);
});

test("an archived pipeline can be brought back, and only it can be purged", async () => {
  const id = await create("old");
  expect((await server.owner.post(`/pipelines/${id}/purge`)).status).toBe(409);
  expect((await server.owner.delete(`/pipelines/${id}`)).body).toMatchObject({ archived: true, active: false });
  expect((await server.owner.get("/pipelines?search=old")).body.items).toEqual([]);
  expect((await server.owner.get("/pipelines?archived=true")).body.items).toMatchObject([{ id }]);
  expect((await server.owner.post(`/pipelines/${id}/execute`, {})).status).toBe(409);
  expect((await server.owner.post(`/pipelines/${id}/restore`)).body.archived).toBe(false);
  await server.owner.delete(`/pipelines/${id}`);
  expect((await server.owner.post(`/pipelines/${id}/purge`)).status).toBe(200);
  expect((await server.owner.get(`/pipelines/${id}`)).status).toBe(404);
});

test("the plan says what would run and why", async () => {
  const text = [
    "name: web",
    "triggers: { push: { branches: [main] }, manual: false }",
    "stages:",
    "  test: { steps: [{ run: echo tested }] }",
    "  deploy: { needs: [test], when: \"${{ git.branch == 'main' }}\", steps: [{ run: echo shipped }] }",
    "",
  ].join("\n");
  await tree.git("branch", "feature");
  const id = await create("planned", { text });
  const planned = await server.owner.post(`/pipelines/${id}/plan`, { branch: "feature" });
  expect(planned.body.stages).toMatchObject([
    { kind: "run", stage: "test" },
    { kind: "skip", stage: "deploy" },
  ]);
  expect((await server.owner.post(`/pipelines/${id}/plan`, { branch: "main" })).body.stages).toMatchObject([
    { kind: "run", stage: "test" },
    { kind: "run", stage: "deploy" },
  ]);
  const push = await server.owner.post(`/pipelines/${id}/plan`, { event: "push", branch: "feature" });
  expect(push.body.trigger).toEqual({ matches: false, reason: 'The branch "feature" is none of: main.' });
  const unsaved = text.replace("git.branch == 'main'", "git.branch == 'feature'");
  expect(
    (await server.owner.post(`/pipelines/${id}/plan`, { branch: "feature", text: unsaved })).body.stages,
  ).toMatchObject([
    { kind: "run", stage: "test" },
    { kind: "run", stage: "deploy" },
  ]);
  expect((await server.owner.post(`/pipelines/${id}/plan`, { text: "name: x" })).body.code).toBe("invalid-definition");
  // It says that it is not started by hand, and it is not.
  expect(planned.body.trigger.matches).toBe(false);
  expect(await server.owner.post(`/pipelines/${id}/execute`, {})).toMatchObject({
    status: 409,
    body: { code: "conflict" },
  });
});

test("a pipeline is run by hand, once for each idempotency key", async () => {
  const id = await create("run");
  const key = { "idempotency-key": "once" };
  const first = await server.owner.post(`/pipelines/${id}/execute`, { branch: "main" }, key);
  expect(first).toMatchObject({ status: 201, body: { number: 1 } });
  const again = await server.owner.post(`/pipelines/${id}/trigger`, { branch: "main" }, key);
  expect(again.body).toEqual(first.body);
  const other = await server.owner.post(`/pipelines/${id}/execute`, { branch: "other" }, key);
  expect(other).toMatchObject({ status: 409, body: { code: "idempotency-conflict" } });
  await expect
    .poll(async () => (await server.owner.get(`/pipelines/${id}`)).body.executions, { timeout: 10_000 })
    .toMatchObject([{ id: first.body.id, status: "finished", outcome: "success" }]);
});

test("a pipeline of the repository is read at the commit that runs", async () => {
  const { status, body } = await server.owner.post("/pipelines", {
    name: "kept there",
    repository,
    source: "repository",
  });
  expect(status).toBe(201);
  const started = await server.owner.post(`/pipelines/${body.id}/execute`, {});
  expect(started.status).toBe(201);
  const missing = await server.owner.post("/pipelines", {
    name: "elsewhere",
    repository,
    source: "repository",
    path: "ci/none.yml",
  });
  expect(await server.owner.post(`/pipelines/${missing.body.id}/execute`, {})).toMatchObject({ status: 422 });
});

test("a role limit hides a repository's pipelines from lists and from reading", async () => {
  const viewer = await server.client({ role: "viewer" });
  const id = await create("hidden");
  expect((await viewer.get(`/pipelines/${id}`)).status).toBe(200);
  await server.app.tables
    .insertInto("role_limits")
    .values({
      organization_id: server.organizationId,
      user_id: viewer.userId,
      scope: "pipeline",
      scope_id: id,
      role: "none",
    })
    .execute();
  expect((await viewer.get(`/pipelines/${id}`)).status).toBe(404);
  expect((await viewer.get("/pipelines?search=hidden")).body.items).toEqual([]);
  expect((await server.owner.get("/pipelines?search=hidden")).body.items).toHaveLength(1);
});
