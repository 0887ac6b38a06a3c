import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

let server: TestServer;
let tree: WorkTree;
let repository: string;

share(
  async () => {
    server = await startServer();
    tree = await createWorkTree({
      "package.json": JSON.stringify({ name: "app", version: "1.0.0", scripts: { test: "echo tested" } }),
      "package-lock.json": JSON.stringify({
        name: "app",
        version: "1.0.0",
        lockfileVersion: 3,
        packages: { "": { name: "app", version: "1.0.0" } },
      }),
    });
    repository = (await server.owner.post("/repositories", { name: "app", location: tree.directory })).body.id;
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

test("every built-in template is without a diagnostic, under each path and by category", async () => {
  const { body } = await server.owner.get("/templates");
  expect(body.items.length).toBeGreaterThanOrEqual(14);
  expect((await server.owner.get("/pipelines/templates")).body).toEqual(body);
  for (const { id, description, stages } of body.items) {
    const { text } = (await server.owner.get(`/templates/${id}`)).body;
    const checked = await server.owner.post("/pipelines/validate", { text });
    expect({ id, ...checked.body }).toMatchObject({ id, valid: true, diagnostics: [] });
    expect(description).not.toBe("");
    expect(stages).not.toEqual([]);
  }
  const python = await server.owner.get("/templates?category=python");
  expect(python.body.items.map(({ id }: { id: string }) => id)).toEqual(["python", "django", "fastapi"]);
});

test.each([
  ["hello", {}],
  ["matrix", { "test-command": 'test -n "$VERSION"' }],
  ["node", {}],
])("a pipeline made of the template %s runs", { timeout: 60_000 }, async (template, parameters) => {
  const made = await server.owner.post("/pipelines/from-template", {
    template,
    repository,
    name: `my ${template}`,
    parameters,
  });
  expect(made).toMatchObject({ status: 201, body: { name: `my ${template}`, diagnostics: [] } });
  const started = await server.owner.post(`/pipelines/${made.body.id}/execute`, {});
  expect(started.status).toBe(201);
  await expect
    .poll(async () => (await server.owner.get(`/pipelines/${made.body.id}`)).body.executions, { timeout: 50_000 })
    .toMatchObject([{ status: "finished", outcome: "success" }]);
});

test("a chosen default is never more than a value, and comments stay", async () => {
  const trap = 'x\nstages: { owned: { steps: [{ run: id }] } } # "${{ secrets.A }}';
  const made = await server.owner.post("/pipelines/from-template", {
    template: "node",
    repository,
    name: "trapped",
    parameters: { "test-command": trap },
  });
  expect(made.status).toBe(201);
  expect(made.body.text).toContain("# A Node.js project");
  const model = (await server.owner.get(`/pipelines/${made.body.id}/export?format=json`)).body;
  expect(model.stages.map(({ id }: { id: string }) => id)).toEqual(["lint", "test", "build"]);
  expect(model.parameters.find(({ name }: { name: string }) => name === "test-command").default).toBe(trap);
  const unknown = { template: "node", repository, name: "unknown", parameters: { nothing: "x" } };
  expect((await server.owner.post("/pipelines/from-template", unknown)).status).toBe(400);
});

test("a pipeline is kept as a template, for oneself or for all", async () => {
  const made = await server.owner.post("/pipelines/from-template", { template: "hello", repository, name: "kept" });
  const mine = await server.owner.post(`/pipelines/${made.body.id}/save-as-template`, { name: "Ours" });
  expect(mine).toMatchObject({ status: 201, body: { origin: "mine", stages: ["greet", "part"] } });
  const colleague = await server.client({ role: "developer" });
  expect((await colleague.get(`/templates/${mine.body.id}`)).status).toBe(404);
  expect((await colleague.patch(`/templates/${mine.body.id}`, { shared: true })).status).toBe(404);
  await server.owner.patch(`/templates/${mine.body.id}`, { shared: true });
  expect((await colleague.get(`/templates/${mine.body.id}`)).body.origin).toBe("organization");
  expect((await (await server.outsider()).get(`/templates/${mine.body.id}`)).status).toBe(404);
  expect((await server.owner.delete(`/templates/${mine.body.id}`)).status).toBe(200);
  expect((await server.owner.delete("/templates/hello")).status).toBe(404);
});

test("stage types say what they take and give", async () => {
  const { body } = await server.owner.get("/stage-types?category=build");
  expect(body.items.map(({ type }: { type: string }) => type)).toEqual([
    "node-build",
    "python-build",
    "go-build",
    "docker-build",
  ]);
  const found = await server.owner.get("/stage-types/unit-tests");
  expect(found.body.inputSchema.properties.coverage_threshold).toMatchObject({ type: "number" });
  expect((await server.owner.get("/stage-types/none")).status).toBe(404);
});
