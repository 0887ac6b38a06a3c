import { afterAll, beforeAll, expect, test } from "vitest";
import { endOf } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

let server: TestServer;
let tree: WorkTree;
let repositoryId: string;
let pipelineId: string;
let first: string;
let second: string;

const definition = `name: shop
triggers:
  push: { branches: [main, 'release/**'], tags: ['v*'], ignorePaths: ['docs/**'] }
  pullRequest: { branches: [main] }
stages:
  test:
    steps: [{ run: 'cat data.txt' }]
`;

beforeAll(async () => {
  server = await startServer();
  tree = await createWorkTree({ "data.txt": "one\n", "headrace.yml": definition });
  first = tree.git("rev-parse", "HEAD");
  second = await tree.commit({ "data.txt": "two\n" }, "Sell bicycles too");
  repositoryId = (await server.owner.post("/repositories", { name: "shop", location: tree.directory })).body.id;
  pipelineId = await activePipeline("shop", "default");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await tree[Symbol.asyncDispose]();
});

async function activePipeline(name: string, channel: string): Promise<string> {
  const { body } = await server.owner.post("/pipelines", {
    name,
    repository: repositoryId,
    source: "repository",
    channel,
  });
  const { status } = await server.owner.post(`/pipelines/${body.id}/activate`, {});
  expect(status).toBe(200);
  return body.id;
}

async function executions(): Promise<number> {
  const { body } = await server.owner.get(`/pipelines/${pipelineId}/executions?limit=200`);
  return body.items.length;
}

function githubPush(branch: string, before: string, after: string) {
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    deleted: false,
    head_commit: { id: after },
    pushed_at: Math.random(),
  };
}

test("a push starts the active pipeline, at its commit, as the webhook's doing", async () => {
  const hook = await createWebhook(server, repositoryId, "github");
  const sent = await sendDelivery(server, hook, { event: "push", payload: githubPush("main", first, second) });
  expect(sent).toMatchObject({ status: 202, body: { state: "received", repeated: false } });
  const delivery = await workedOn(server, sent.body.delivery);
  expect(delivery).toMatchObject({
    state: "done",
    event: "push",
    attempts: 1,
    result: { events: [{ event: "push to main", commit: second, pipelines: [{ pipelineId, outcome: "started" }] }] },
  });
  const { executionId } = delivery.result.events[0].pipelines[0];
  const execution = await endOf(server.owner, executionId);
  expect(execution).toMatchObject({ outcome: "success", commit: second, branch: "main", trigger: "push" });
});
