import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

const text = "name: shop\n# Kept.\nstages: { test: { steps: ['true'] } }\n";
const changed = text.replace("'true'", "'true', 'true'");

let server: TestServer;
let tree: WorkTree;
let pipelineId: string;

share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

let count = 0;
beforeEach(async ({ onTestFinished }) => {
  count += 1;
  tree = await createWorkTree({ "headrace.yml": text, "other.txt": "as it was\n" });
  onTestFinished(async () => await tree[Symbol.asyncDispose]());
  const repository = await server.owner.post("/repositories", { name: `shop-${count}`, location: tree.directory });
  pipelineId = (
    await server.owner.post("/pipelines", { name: "shop", repository: repository.body.id, source: "repository" })
  ).body.id;
});

const fileOf = async () => await server.owner.get(`/pipelines/${pipelineId}/file`);
const save = async (ifMatch: string, more: object = {}) =>
  await server.owner.post(`/pipelines/${pipelineId}/commits`, { text: changed, ...more }, { "if-match": ifMatch });

test("the file is read as the branch has it, and saved as a commit that only changes it", async () => {
  const before = await fileOf();
  expect(before).toMatchObject({
    status: 200,
    body: { path: "headrace.yml", branch: "main", text, committable: true },
  });
  // What somebody works on beside it stays as it is.
  await writeFile(join(tree.directory, "other.txt"), "half done\n");
  const saved = await save(before.body.digest, { message: "Test twice" });
  expect(saved).toMatchObject({ status: 201, body: { text: changed, branch: "main", diagnostics: [] } });
  expect(await tree.git("log", "-1", "--format=%s|%an|%H")).toBe(`Test twice|Person 1|${saved.body.commit}`);
  expect(await tree.git("show", "--stat", "--format=", "HEAD")).toContain("headrace.yml");
  expect(await tree.git("show", "--stat", "--format=", "HEAD")).not.toContain("other.txt");
  expect(await readFile(join(tree.directory, "headrace.yml"), "utf8")).toBe(changed);
  expect(await tree.git("status", "--porcelain")).toBe("M other.txt");
  expect((await fileOf()).body).toMatchObject({ text: changed, commit: saved.body.commit });
});

test("the pipeline is exported as the default branch has it", async () => {
  expect((await server.owner.get(`/pipelines/${pipelineId}/export`)).body).toBe(text);
  expect((await server.owner.get(`/pipelines/${pipelineId}/export?format=mermaid`)).body).toContain("test");
  await server.owner.patch(`/pipelines/${pipelineId}`, { path: "other.yml" });
  expect(await server.owner.get(`/pipelines/${pipelineId}/export`)).toMatchObject({
    status: 404,
    body: { detail: 'there is no other.yml on the branch "main"' },
  });
});

test("another branch is committed to without touching what is checked out", async () => {
  await tree.git("branch", "topic");
  const before = await server.owner.get(`/pipelines/${pipelineId}/file?branch=topic`);
  const saved = await save(before.body.digest, { branch: "topic" });
  expect(saved.status).toBe(201);
  expect(await tree.git("show", "topic:headrace.yml")).toBe(changed.trim());
  expect(await tree.git("log", "-1", "--format=%s", "topic")).toBe("Change headrace.yml");
  expect(await readFile(join(tree.directory, "headrace.yml"), "utf8")).toBe(text);
  expect(await tree.git("status", "--porcelain")).toBe("");
});

test("who saved in between is shown with both texts, and nothing is written", async () => {
  const before = await fileOf();
  expect((await save(before.body.digest)).status).toBe(201);
  const head = await tree.git("rev-parse", "HEAD");
  const late = await save(before.body.digest, { text: `${text}# Mine.\n` });
  expect(late).toMatchObject({
    status: 409,
    body: { code: "version-conflict", currentText: changed, yourText: `${text}# Mine.\n` },
  });
  expect(await tree.git("rev-parse", "HEAD")).toBe(head);
});

test("a file with changes that nobody committed is left alone", async () => {
  const { digest } = (await fileOf()).body;
  await writeFile(join(tree.directory, "headrace.yml"), `${text}# At work.\n`);
  expect(await save(digest)).toMatchObject({ status: 400 });
  expect(await readFile(join(tree.directory, "headrace.yml"), "utf8")).toBe(`${text}# At work.\n`);
  expect((await tree.git("log", "--format=%s")).split("\n")).toHaveLength(1);
});

test("only who may change the pipeline commits, and only to a repository on this machine", async () => {
  const viewer = await server.client({ role: "viewer" });
  const refused = await viewer.post(`/pipelines/${pipelineId}/commits`, { text: changed }, { "if-match": "" });
  expect(refused.status).toBe(403);
  const far = await server.owner.post("/repositories", {
    name: `far-${count}`,
    location: "https://a.example.org/b.git",
  });
  const { body } = await server.owner.post("/pipelines", {
    name: "far",
    repository: far.body.id,
    source: "repository",
  });
  const nowhere = await server.owner.post(`/pipelines/${body.id}/commits`, { text }, { "if-match": "" });
  expect(nowhere).toMatchObject({ body: { code: "not-supported" } });
});
